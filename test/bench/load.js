// A load in a process of its own: `node load.js JSON`, with {port, seconds, connections, requests: [{path, headers, body}]}.
// Connection i sends its share of the requests over and over, one at a time; prints {answered, refused, seconds}.
import { connect } from 'node:net';

const { port, seconds, connections, requests } = JSON.parse(await readAll(process.stdin));
const wires = requests.map(({ path, headers, body }) =>
  Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
      Object.entries(headers)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('') +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  ),
);
let answered = 0;
let refused = 0;
const startedAt = process.hrtime.bigint();
const endsAt = startedAt + BigInt(Math.round(seconds * 1e9));
await Promise.all(Array.from({ length: connections }, (_, index) => run(index)));
console.log(
  JSON.stringify({ answered, refused, seconds: Number(process.hrtime.bigint() - startedAt) / 1e9 }),
);

/** @param {number} index */
function run(index) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let next = index % wires.length;
    let rest = '';
    const send = () => {
      socket.write(wires[next]);
      next = (next + connections) % wires.length;
    };
    socket.on('connect', send);
    socket.on('data', (chunk) => {
      rest += chunk.toString('latin1');
      const head = rest.indexOf('\r\n\r\n');
      if (head === -1) return;
      const length = Number(/content-length: (\d+)/i.exec(rest)?.[1]);
      if (rest.length < head + 4 + length) return;
      if (rest.includes('"code":0')) answered += 1;
      else refused += 1;
      rest = '';
      if (process.hrtime.bigint() < endsAt) return send();
      socket.end();
      resolve(undefined);
    });
    socket.on('error', reject);
  });
}

/** @param {NodeJS.ReadableStream} stream */
async function readAll(stream) {
  let text = '';
  for await (const chunk of stream) text += chunk;
  return text;
}
