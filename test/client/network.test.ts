import { describe, expect, onTestFinished, test } from 'vitest';
import { openConnection } from '../../src/client/undici.ts';
import { SimError } from '../../src/errors.ts';
import { closedPort, httpServer, tcpServer } from '../helpers/servers.ts';

const TOKEN = 'a-token-nobody-may-see';
const request = { path: '/topic/hello', headers: { password: TOKEN }, body: '{}' };
const short = { connectTimeoutMs: 300, responseTimeoutMs: 300 };

/** A connection with short time-outs that is closed when the test is over. */
function connect(options: Parameters<typeof openConnection>[0]) {
  const connection = openConnection({ ...short, ...options });
  onTestFinished(() => connection.close());
  return connection;
}

/** The error that a request to the endpoint ends with. */
async function failure(endpoint: string): Promise<SimError> {
  const error = await connect({ endpoint })
    .send(request)
    .then(
      () => undefined,
      (reason: unknown) => reason,
    );
  if (!(error instanceof SimError)) throw new Error(`no SimError: ${error}`);
  return error;
}

describe('a request that gets no answer', () => {
  test('because nobody listens: CONNECTION_REFUSED', async () => {
    const port = await closedPort();
    const error = await failure(`http://127.0.0.1:${port}`);
    expect(error.code).toBe('CONNECTION_REFUSED');
    expect(error.message).toBe(`127.0.0.1:${port} cannot be reached (ECONNREFUSED).`);
  });

  test('because nobody listens at any of a name’s addresses: CONNECTION_REFUSED', async () => {
    expect((await failure(`http://localhost:${await closedPort()}`)).code).toBe('CONNECTION_REFUSED');
  });

  test('because the host does not exist: HOST_UNKNOWN', async () => {
    const error = await failure('https://platform.invalid');
    expect(error.code).toBe('HOST_UNKNOWN');
    expect(error.message).toContain('platform.invalid');
  });

  test('because the server is silent: TIMED_OUT', async () => {
    const { url } = await tcpServer(() => {});
    expect((await failure(url)).code).toBe('TIMED_OUT');
  });

  test('because the answer stops in the middle: TIMED_OUT', async () => {
    const { url } = await httpServer((_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('{"code":0');
    });
    expect((await failure(url)).code).toBe('TIMED_OUT');
  });

  test('because it comes in drops and does not end in time: TIMED_OUT', async () => {
    const { url } = await httpServer((_request, response) => {
      response.writeHead(200, { 'Content-Length': 30 });
      const drops = setInterval(() => response.write(' '), 100);
      response.on('close', () => clearInterval(drops));
      response.on('finish', () => clearInterval(drops));
    });
    expect((await failure(url)).code).toBe('TIMED_OUT');
  });

  test('because the connection is reset: CONNECTION_LOST', async () => {
    const { url } = await tcpServer((socket) => socket.once('data', () => socket.resetAndDestroy()));
    expect((await failure(url)).code).toBe('CONNECTION_LOST');
  });

  test('because the server hangs up: CONNECTION_LOST', async () => {
    const { url } = await tcpServer((socket) => socket.once('data', () => socket.end()));
    expect((await failure(url)).code).toBe('CONNECTION_LOST');
  });

  test('because the server hangs up in the middle of it: CONNECTION_LOST', async () => {
    const { url } = await tcpServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"code":0')),
    );
    expect((await failure(url)).code).toBe('CONNECTION_LOST');
  });

  test('because the server speaks another language: CONNECTION_LOST', async () => {
    const { url } = await tcpServer((socket) => socket.end('220 mail.example ESMTP\r\n'));
    expect((await failure(url)).code).toBe('CONNECTION_LOST');
  });

  test('because it is larger than anything the platform says: a failure, and not all of it is read', async () => {
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
    expect((await failure(url)).code).toBe('CONNECTION_LOST');
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('an error of the network', () => {
  test('keeps the original as its cause', async () => {
    const error = await failure(`http://127.0.0.1:${await closedPort()}`);
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('tells nothing of the request', async () => {
    const { url } = await tcpServer((socket) => socket.once('data', () => socket.destroy()));
    const error = await failure(url);
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
    await expect(send(request)).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    expect((await send(request)).body).toBe('{"code":0}');
  });

  test('after a time-out does not make the late answer the next one’s', async () => {
    let requests = 0;
    const late: (() => void)[] = [];
    const { url } = await httpServer((_request, response) => {
      const number = ++requests;
      const answer = () => response.end(String(number));
      if (number === 1) late.push(answer);
      else {
        late.pop()?.();
        answer();
      }
    });
    const { send } = connect({ endpoint: url });
    await expect(send(request)).rejects.toMatchObject({ code: 'TIMED_OUT' });
    expect((await send(request)).body).toBe('2');
  });
});

describe('a signal', () => {
  test('ends a request that waits for its answer, with the signal’s reason', async () => {
    const controller = new AbortController();
    const { url } = await httpServer(() => controller.abort(new Error('stopped')));
    await expect(connect({ endpoint: url }).send(request, controller.signal)).rejects.toThrow('stopped');
  });

  test('ends a request whose answer is on its way, with the signal’s reason', async () => {
    const controller = new AbortController();
    const { url } = await httpServer((_request, response) => {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('{', () => controller.abort(new Error('stopped')));
    });
    await expect(connect({ endpoint: url }).send(request, controller.signal)).rejects.toThrow('stopped');
  });

  test('that has aborted keeps the request from being sent', async () => {
    let requests = 0;
    const { url } = await httpServer((_request, response) => {
      requests++;
      response.end('{}');
    });
    const { send } = connect({ endpoint: url });
    await expect(send(request, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    await send(request);
    expect(requests).toBe(1);
  });
});
