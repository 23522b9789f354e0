import { describe, expect, test } from 'vitest';
import { ANY_REQUEST, connect } from '../helpers/connections.ts';
import { fixture, httpServer, httpsServer } from '../helpers/servers.ts';

const ca = [fixture('tls/ca.pem')];

/** What a request to the endpoint brings: the body of its answer, or an error. */
async function send(endpoint: string, options: { ca?: readonly string[] } = {}): Promise<string> {
  return (await connect({ endpoint, ...options }).send(ANY_REQUEST)).body;
}

async function helloOverTls() {
  let requests = 0;
  const server = await httpsServer((_request, response) => {
    requests++;
    response.end('hello');
  });
  return { ...server, requests: () => requests };
}

describe('a server’s certificate', () => {
  test('of an unknown authority is not trusted, and nothing is sent', async () => {
    const { url, port, requests } = await helloOverTls();
    await expect(send(url)).rejects.toMatchObject({
      code: 'CERTIFICATE_UNTRUSTED',
      message: expect.stringContaining(`The certificate of 127.0.0.1:${port} is not trusted`),
      hint: expect.stringContaining('--ca'),
    });
    expect(requests()).toBe(0);
  });

  test('is trusted when its authority is given', async () => {
    const { url } = await helloOverTls();
    expect(await send(url, { ca })).toBe('hello');
  });

  test('is trusted for the name as well as for the address', async () => {
    const { port } = await helloOverTls();
    expect(await send(`https://localhost:${port}`, { ca })).toBe('hello');
  });

  test('of the server’s own, given instead of its authority, is not enough', async () => {
    const { url } = await helloOverTls();
    await expect(send(url, { ca: [fixture('tls/server.pem')] })).rejects.toMatchObject({
      code: 'CERTIFICATE_UNTRUSTED',
    });
  });

  // Windows does not connect to 0.0.0.0; elsewhere it is this machine under a name the certificate does not have.
  test.skipIf(process.platform === 'win32')(
    'for other names is not trusted, and the error says why',
    async () => {
      const { port } = await helloOverTls();
      await expect(send(`https://0.0.0.0:${port}`, { ca })).rejects.toMatchObject({
        code: 'CERTIFICATE_UNTRUSTED',
        message: `The certificate of 0.0.0.0:${port} is for another name.`,
      });
    },
  );
});

describe('TLS spoken to a port of plain HTTP', () => {
  test('is CONNECTION_LOST, and the likely cause says it', async () => {
    const { port } = await httpServer((_request, response) => response.end('hello'));
    await expect(send(`https://127.0.0.1:${port}`)).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
      message: expect.stringContaining('does not speak TLS as expected'),
      likely: expect.stringContaining('plain HTTP'),
    });
  });
});

test('plain HTTP spoken to a port of TLS is an error, and not a hang', async () => {
  const { port } = await helloOverTls();
  await expect(send(`http://127.0.0.1:${port}`, { ca })).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
});
