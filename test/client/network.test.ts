import { describe, expect, test } from 'vitest';
import { ANY_REQUEST, connect, failure, TOKEN } from '../helpers/connections.ts';
import { closedPort, httpServer, tcpServer } from '../helpers/servers.ts';

describe('a request that gets no answer', () => {
  test('because nobody listens: CONNECTION_REFUSED', async () => {
    const port = await closedPort();
    const error = await failure({ endpoint: `http://127.0.0.1:${port}` });
    expect(error.code).toBe('CONNECTION_REFUSED');
    expect(error.message).toBe(`127.0.0.1:${port} cannot be reached (ECONNREFUSED).`);
  });

  test('because nobody listens at any of a name’s addresses: CONNECTION_REFUSED', async () => {
    expect((await failure({ endpoint: `http://localhost:${await closedPort()}` })).code).toBe(
      'CONNECTION_REFUSED',
    );
  });

  test('because the host does not exist: HOST_UNKNOWN', async () => {
    const error = await failure({ endpoint: 'https://platform.invalid' });
    expect(error.code).toBe('HOST_UNKNOWN');
    expect(error.message).toContain('platform.invalid');
  });

  test('because the connection is reset: CONNECTION_LOST', async () => {
    const { url } = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect((await failure({ endpoint: url })).code).toBe('CONNECTION_LOST');
  });

  test('because the server hangs up: CONNECTION_LOST', async () => {
    const { url } = await tcpServer((socket) => socket.once('data', () => socket.end()));
    expect((await failure({ endpoint: url })).code).toBe('CONNECTION_LOST');
  });

  test('because the server hangs up in the middle of it: CONNECTION_LOST', async () => {
    const { url } = await tcpServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"code":0')),
    );
    expect((await failure({ endpoint: url })).code).toBe('CONNECTION_LOST');
  });

  test('because the server speaks another language: ANSWER_INVALID', async () => {
    const { url } = await tcpServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
    expect((await failure({ endpoint: url })).code).toBe('ANSWER_INVALID');
  });

  test('because its header is larger than anything the platform says: ANSWER_INVALID', async () => {
    const { url } = await tcpServer((socket) =>
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(65_536)}\r\n\r\n`)),
    );
    expect((await failure({ endpoint: url })).code).toBe('ANSWER_INVALID');
  });

  test('because it is larger than anything the platform says, and not all of it is read: ANSWER_INVALID', async () => {
    let written = 0;
    const { url } = await httpServer((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const pour = (): void => {
        if (response.destroyed) return;
        written += chunk.length;
        response.write(chunk, pour);
      };
      pour();
    });
    expect((await failure({ endpoint: url })).code).toBe('ANSWER_INVALID');
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('an error of the network', () => {
  test('keeps the original as its cause', async () => {
    const error = await failure({ endpoint: `http://127.0.0.1:${await closedPort()}` });
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('tells nothing of the request', async () => {
    const { url } = await tcpServer((socket) => socket.once('data', () => socket.destroy()));
    const error = await failure({ endpoint: url });
    expect(`${error.message} ${error.likely} ${error.hint} ${error.cause}`).not.toContain(TOKEN);
  });

  test('does not keep the next request from being answered', async () => {
    let requests = 0;
    const { url } = await httpServer((_request, response) => {
      requests++;
      if (requests === 1) response.destroy();
      else response.end('{"code":0}');
    });
    const { send } = connect({ endpoint: url });
    await expect(send(ANY_REQUEST)).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    expect((await send(ANY_REQUEST)).body).toBe('{"code":0}');
  });
});

describe('a signal', () => {
  test('ends a request that waits for its answer, with the signal’s reason', async () => {
    const controller = new AbortController();
    const { url } = await httpServer(() => controller.abort(new Error('stopped')));
    await expect(connect({ endpoint: url }).send(ANY_REQUEST, controller.signal)).rejects.toThrow('stopped');
  });

  test('ends a request whose answer is on its way, with the signal’s reason', async () => {
    const controller = new AbortController();
    const { url } = await httpServer((_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('{', () => controller.abort(new Error('stopped')));
    });
    await expect(connect({ endpoint: url }).send(ANY_REQUEST, controller.signal)).rejects.toThrow('stopped');
  });

  test('that has aborted keeps the request from being sent', async () => {
    let requests = 0;
    const { url } = await httpServer((_request, response) => {
      requests++;
      response.end('{}');
    });
    const { send } = connect({ endpoint: url });
    await expect(send(ANY_REQUEST, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    await send(ANY_REQUEST);
    expect(requests).toBe(1);
  });
});
