// The emulated platform behind HTTPS, for the benches: prints its port when it listens.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { text } from 'node:stream/consumers';
import { createPlatform } from '../../dist/emulator.js';

const tls = new URL('../fixtures/tls/', import.meta.url);
const { handle } = createPlatform();
const server = createServer(
  { key: readFileSync(new URL('server.key', tls)), cert: readFileSync(new URL('server.pem', tls)) },
  async (request, response) => {
    const answer = await handle({
      path: request.url ?? '/',
      headers: request.headers,
      body: await text(request),
    });
    response.writeHead(answer.status, {
      ...answer.headers,
      'Content-Length': Buffer.byteLength(answer.body),
    });
    response.end(answer.body);
  },
);
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
