// What the emulator's speed is held against: Fastify, one route that parses the body and answers constant JSON.
import fastify from 'fastify';

const app = fastify();
app.addContentTypeParser('application/octet-stream', { parseAs: 'string' }, (_request, body, done) => {
  try {
    done(null, JSON.parse(body));
  } catch (error) {
    done(error);
  }
});
app.post('/*', async () => ({ code: 0, info: { messageId: 1 }, message: 'success' }));
await app.listen({ port: 0, host: '127.0.0.1' });
const { port } = app.server.address();
console.log(`http://127.0.0.1:${port}`);
