import { describe, expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../../src/emulator/server.ts';
import { createRandom } from '../../src/random.ts';
import { POST_TOPIC, received } from '../helpers/platforms.ts';
import { rawConnection, rawExchange, rawPost } from '../helpers/raw-http.ts';
import { authRequest, signedFields } from '../helpers/signed.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };
const OCTETS = { 'Content-Type': 'application/octet-stream' };
const CUSTOM = '/topic/iot-sim-demo/demo-sensor/user/raw';
const KB_128 = 128 * 1024;

async function start() {
  const emulator = await startEmulator({ port: 0 });
  onTestFinished(() => emulator.close());
  const port = Number(new URL(emulator.url).port);
  const auth = rawPost('/auth', JSON_TYPE, authRequest(signedFields(emulator.device)).body);
  const token = async (): Promise<string> => JSON.parse((await rawExchange(port, auth)).body).info.token;
  /** Whether a device that does all right still gets its token. */
  const works = async (): Promise<boolean> => /^[\da-f]{32}$/.test(await token());
  return { ...emulator, taken: () => received(emulator), port, token, works };
}

describe('a request of the wrong kind', () => {
  test.each(['GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s is answered 405 and 10001', async (method) => {
    const { port } = await start();
    const { statusLine, body } = await rawExchange(port, `${method} /auth HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(statusLine).toBe('HTTP/1.1 405 Not Allowed');
    expect(body).toBe('{"code":10001,"message":"param error"}');
  });

  test('HEAD is answered 405 without a body', async () => {
    const { port } = await start();
    const connection = await rawConnection(port);
    await connection.write('HEAD /auth HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    let text = '';
    connection.socket.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
    await connection.closed;
    expect(text).toMatch(/^HTTP\/1\.1 405 Not Allowed\r\n/);
    expect(text).toMatch(/\r\n\r\n$/);
  });

  test.each(['/hello', '/auth/', '/topic', '/topic/%zz', '/%', '//', '/_emulator'])(
    'POST %s is answered 404 or 200 with a code',
    async (path) => {
      const { port, works } = await start();
      const { statusLine, body } = await rawExchange(port, rawPost(path, JSON_TYPE, '{}'));
      expect(statusLine).toMatch(/^HTTP\/1\.1 (404 Not Found|200 OK)$/);
      expect(JSON.parse(body)).toMatchObject({ code: expect.any(Number), message: expect.any(String) });
      expect(await works()).toBe(true);
    },
  );

  test('POST / is answered 404 with an error, as it is no address for devices', async () => {
    const { port, works } = await start();
    const { statusLine, body } = await rawExchange(port, rawPost('/', JSON_TYPE, '{}'));
    expect(statusLine).toBe('HTTP/1.1 404 Not Found');
    expect(JSON.parse(body)).toEqual({ error: expect.stringContaining('nothing at this path') });
    expect(await works()).toBe(true);
  });

  test.each<[string, Record<string, string>]>([
    ['no type', {}],
    ['a type that is none', { 'Content-Type': 'json' }],
    ['an empty type', { 'Content-Type': '' }],
    ['a type of blanks and signs', { 'Content-Type': ' ;=,' }],
  ])('/auth with %s is answered 10001', async (_what, headers) => {
    const { port, works } = await start();
    const { statusLine, body } = await rawExchange(port, rawPost('/auth', headers, '{}'));
    expect(statusLine).toBe('HTTP/1.1 200 OK');
    expect(body).toBe('{"code":10001,"message":"param error"}');
    expect(await works()).toBe(true);
  });

  test('/auth in chunks has no length, so its body does not count', async () => {
    const { port } = await start();
    const body = authRequest({}).body;
    const head =
      'POST /auth HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked';
    const { body: answer } = await rawExchange(
      port,
      `${head}\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
    );
    expect(answer).toBe('{"code":10001,"message":"param error"}');
  });

  test('/auth without a body is answered 10001', async () => {
    const { port } = await start();
    const { body } = await rawExchange(
      port,
      'POST /auth HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\r\n',
    );
    expect(JSON.parse(body).code).toBe(10001);
  });
});

describe('a large body', () => {
  test.each([
    [KB_128, 0],
    [KB_128 + 1, 10001],
    [1024 * 1024, 10001],
  ])('of %d bytes is answered %d, with a message id', async (bytes, code) => {
    const { port, token } = await start();
    const request = rawPost(CUSTOM, { ...OCTETS, password: await token() }, 'x'.repeat(bytes));
    const { statusLine, body } = await rawExchange(port, request);
    expect(statusLine).toBe('HTTP/1.1 200 OK');
    expect(body).toMatch(new RegExp(`^\\{"code":${code},"info":\\{"messageId":\\d{19}\\}`));
  });

  test.each([1024 * 1024 + 1, 4 * 1024 * 1024, 32 * 1024 * 1024])(
    'of %d bytes is answered 10001, whether or not it is read',
    async (bytes) => {
      const { port, token, works } = await start();
      const connection = await rawConnection(port);
      const request = rawPost(CUSTOM, { ...OCTETS, password: await token() }, 'x'.repeat(bytes));
      connection.write(request).catch(() => {}); // the server may have hung up meanwhile
      const { statusLine, body } = await connection.answer();
      expect(statusLine).toBe('HTTP/1.1 200 OK');
      expect(JSON.parse(body)).toMatchObject({ code: 10001, message: 'param error' });
      expect(await works()).toBe(true);
    },
  );
});

describe('a body of bytes that are no text', () => {
  test.each([
    ['a few', 16],
    ['60 KB', 60 * 1024],
    ['128 KB', KB_128],
  ])('(%s) is taken, since a body may be any bytes', async (_what, bytes) => {
    const { port, token, taken } = await start();
    const head = rawPost(CUSTOM, { ...OCTETS, password: await token() }, '').replace(
      'Content-Length: 0',
      `Content-Length: ${bytes}`,
    );
    const { body } = await rawExchange(port, Buffer.concat([Buffer.from(head), Buffer.alloc(bytes, 0xff)]));
    expect(JSON.parse(body).code).toBe(0);
    expect(await taken()).toHaveLength(1);
  });

  test('in place of a property report is filtered and does no harm', async () => {
    const { port, token, taken, works } = await start();
    const head = rawPost(`/topic${POST_TOPIC}`, { ...OCTETS, password: await token() }, '').replace(
      'Content-Length: 0',
      'Content-Length: 4',
    );
    await rawExchange(port, Buffer.concat([Buffer.from(head), Buffer.from([0xff, 0x00, 0xc3, 0x28])]));
    expect((await taken())[0]?.problem?.code).toBe(6207);
    expect(await works()).toBe(true);
  });
});

describe('after anything at its port the emulator goes on answering:', () => {
  test('random bytes', async () => {
    const { port, works } = await start();
    const random = createRandom('random bytes');
    for (let i = 0; i < 50; i++) {
      const bytes = Uint8Array.from({ length: 1 + Math.floor(random() * 500) }, () => random() * 256);
      const connection = await rawConnection(port);
      connection.socket.end(bytes);
      await connection.closed;
    }
    expect(await works()).toBe(true);
  });

  test('a real request with bytes changed at random', async () => {
    const { port, works, token } = await start();
    const good = Buffer.from(
      rawPost(`/topic${POST_TOPIC}`, { ...OCTETS, password: await token() }, '{"params":{}}'),
    );
    const random = createRandom('changed bytes');
    for (let i = 0; i < 200; i++) {
      const bytes = Buffer.from(good);
      for (let change = 0; change < 3; change++) bytes[Math.floor(random() * bytes.length)] = random() * 256;
      const connection = await rawConnection(port);
      connection.socket.end(bytes);
      await connection.closed;
    }
    expect(await works()).toBe(true);
  });

  test.each<[string, string]>([
    ['a request cut short in its header', 'POST /auth HTTP/1.1\r\nHost: a\r\nContent-'],
    ['a request cut short in its body', 'POST /auth HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"a":'],
    ['a length that is no number', 'POST /auth HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n'],
    ['a length below zero', 'POST /auth HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n'],
    ['two lengths', 'POST /auth HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}'],
    ['a header of 64 KB', `POST /auth HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(65_536)}\r\n\r\n`],
    ['the greeting of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['an unknown method', 'REPORT2 /auth HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['an upgrade', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'],
    ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n'],
    ['nothing', ''],
  ])('%s', async (_what, bytes) => {
    const { port, works } = await start();
    const connection = await rawConnection(port);
    connection.socket.end(bytes);
    await connection.closed;
    expect(await works()).toBe(true);
  });
});
