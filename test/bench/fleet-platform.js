// A platform that answers at once and always the same, behind TLS: what a client can do shows, not what a server can.
// Prints its port; for each message on its channel it says what it has counted so far. It ends with its channel.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:tls';

const HEAD_END = '\r\n\r\n';
const fixtures = new URL('../fixtures/tls/', import.meta.url);
const [key, cert] = ['server.key', 'server.pem'].map((name) => readFileSync(new URL(name, fixtures)));
const posted = answerWith('{"code":0,"info":{"messageId":1234567890123456789},"message":"success"}');
let auths = 0;
let posts = 0;
/** The last request that was a message, as it came. */
let sample = '';

const server = createServer({ key, cert, noDelay: true }, (socket) => {
  let rest = '';
  socket.on('error', () => {}); // a client that is ended while it talks
  socket.on('data', (piece) => {
    let text = rest + piece.latin1Slice();
    for (let end = endOf(text); end !== -1; end = endOf(text)) {
      socket.write(answerTo(text.slice(0, end)), 'latin1');
      text = text.slice(end);
    }
    rest = text;
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
process.on('message', () => process.send?.({ auths, posts, sample, atMs: performance.now() }));
process.on('disconnect', () => process.exit());

/** Where the first request of a text ends; -1 where it is not whole. */
function endOf(text) {
  const head = text.indexOf(HEAD_END);
  if (head === -1) return -1;
  const end = head + HEAD_END.length + Number(/content-length: (\d+)/i.exec(text)?.[1]);
  return end <= text.length ? end : -1;
}

function answerTo(request) {
  if (request.startsWith('POST /auth')) {
    auths += 1;
    const token = String(auths).padStart(32, '0');
    return answerWith(`{"code":0,"info":{"token":"${token}"},"message":"success"}`);
  }
  posts += 1;
  sample = request;
  return posted;
}

function answerWith(body) {
  const head =
    'HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\nDate: Sun, 01 Jan 2023 00:00:00 GMT\r\n' +
    `Content-Length: ${body.length}\r\nConnection: keep-alive`;
  return `${head}${HEAD_END}${body}`;
}
