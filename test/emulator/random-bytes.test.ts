import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createLive } from '../../src/emulator/api/live.ts';
import { createHttpApp } from '../../src/emulator/http-app.ts';
import { createPlatform } from '../../src/emulator/platform.ts';
import { DEFAULT_ACCESS_KEY } from '../../src/emulator/server.ts';
import { createRandom, type Random } from '../../src/random.ts';
import { type RawConnection, rawConnection, rawExchange, rawPost } from '../helpers/raw-http.ts';
import { emulatorUnderTest, POST_TOPIC } from './emulator-under-test.ts';

const MB = 1024 * 1024;

/** How many sockets this process has open: those of the emulator and of its clients. */
const openSockets = (): number =>
  process.getActiveResourcesInfo().filter((type) => type === 'TCPSocketWrap').length;

const whole = (random: Random, most: number): number => Math.floor(random() * most);
const pick = <T>(random: Random, items: readonly T[]): T => items[whole(random, items.length)]!;
const bytes = (random: Random, length: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, () => whole(random, 256)));

/** Writes bytes in pieces until all are written or the server hangs up; gives how many were written. */
async function writeInPieces(connection: RawConnection, all: Buffer, random: Random): Promise<number> {
  let at = 0;
  let isOpen = true;
  void connection.closed.then(() => {
    isOpen = false;
  });
  while (isOpen && at < all.length) {
    const piece = all.subarray(at, at + 1 + whole(random, 8_000));
    await connection.write(piece).catch(() => {}); // it hung up: 'closed' says so
    at += piece.length;
  }
  connection.socket.end();
  return at;
}

const METHODS = ['POST', 'POST', 'POST', 'GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD', 'BREW'];
const PATHS = [
  '/auth',
  '/auth?_v=1',
  `/topic${POST_TOPIC}`,
  '/topic/%zz/%00',
  '/auth/register/device',
  '/',
  '/_emulator/health',
  '/_emulator/log?device=a1/x&after=%ff',
  '/_emulator/faults/f1',
  '/_emulator/products/%2e%2e',
  '//',
  '*',
  'http://localhost/auth',
];

/** A request that is one but for what random turned wrong: its lengths, its chunks, its header, its body. */
function almostRequest(random: Random): Buffer {
  const body = bytes(random, whole(random, 300));
  const method = pick(random, METHODS);
  const path = random() < 0.1 ? bytes(random, 20).toString('latin1') : pick(random, PATHS);
  const length = pick(random, [body.length, body.length, body.length + 5, 0, -1, 2 ** 53, 'x', undefined]);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${pick(random, ['localhost', '127.0.0.1', 'x'.repeat(300), ''])}`,
    `Content-Type: ${pick(random, ['application/json', 'application/octet-stream', '', '\u0001'])}`,
    `password: ${bytes(random, 16).toString('hex')}`,
    ...(random() < 0.2 ? ['x-acs-action: QueryDevice'] : []),
    ...(random() < 0.1 ? ['Expect: 100-continue'] : []),
    ...(random() < 0.1 ? ['Upgrade: websocket', 'Connection: Upgrade'] : []),
    ...(random() < 0.2 ? ['Transfer-Encoding: chunked'] : []),
    ...(length === undefined ? [] : [`Content-Length: ${length}`]),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

describe('after a million bytes at its port the emulator goes on, and keeps no connection:', () => {
  test.each(['a', 'b'])('random ones (seed %s)', async (seed) => {
    const { port, works } = await emulatorUnderTest();
    const random = createRandom(`bytes ${seed}`);
    const before = openSockets();
    let written = 0;
    while (written < 500_000) {
      const connection = await rawConnection(port);
      written += await writeInPieces(connection, bytes(random, 1 + whole(random, 20_000)), random);
      await connection.closed;
    }
    expect(await works()).toBe(true);
    await expect.poll(openSockets).toBeLessThanOrEqual(before);
  });

  test.each(['a', 'b', 'c', 'd'])(
    'requests that are wrong somewhere, one behind the other (seed %s)',
    async (seed) => {
      const { port, works } = await emulatorUnderTest();
      const random = createRandom(`requests ${seed}`);
      const before = openSockets();
      let written = 0;
      while (written < 250_000) {
        const requests = Array.from({ length: 1 + whole(random, 8) }, () => almostRequest(random));
        const connection = await rawConnection(port);
        written += await writeInPieces(connection, Buffer.concat(requests), random);
        await connection.closed;
      }
      expect(await works()).toBe(true);
      await expect.poll(openSockets).toBeLessThanOrEqual(before);
    },
  );

  test('a report with each of its bytes changed', async () => {
    const { port, token, works } = await emulatorUnderTest();
    const headers = { 'Content-Type': 'application/octet-stream', password: await token() };
    const good = Buffer.from(rawPost(`/topic${POST_TOPIC}`, headers, '{"params":{"temperature":22}}'));
    const random = createRandom('changed');
    for (let at = 0; at < good.length; at++) {
      const changed = Buffer.from(good);
      changed[at] = whole(random, 256);
      const connection = await rawConnection(port);
      connection.socket.end(changed);
      await connection.closed;
    }
    expect(await works()).toBe(true);
  });
});

describe('headers', () => {
  const get = (length: number): string => `GET /auth HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(length)}\r\n\r\n`;

  test('of nearly 1 MB are read', async () => {
    const { port } = await emulatorUnderTest();
    const { statusLine } = await rawExchange(port, get(MB - 100));
    expect(statusLine).toBe('HTTP/1.1 405 Not Allowed');
  });

  test('beyond 1 MB are refused, and the connection is closed', async () => {
    const { port, works } = await emulatorUnderTest();
    const connection = await rawConnection(port);
    connection.write(get(MB)).catch(() => {}); // it may hang up before the end
    const { statusLine } = await connection.answer();
    expect(statusLine).toMatch(/^HTTP\/1\.1 431 /);
    await connection.closed;
    expect(await works()).toBe(true);
  });
});

describe('a request that is slow to arrive', () => {
  /** The emulator's HTTP side alone, listening. */
  function httpSide() {
    const stopping = new AbortController();
    const { app } = createHttpApp({
      platform: createPlatform(),
      host: '127.0.0.1',
      accessKey: DEFAULT_ACCESS_KEY,
      now: Date.now,
      stop: stopping.signal,
      live: createLive({ clock: systemClock, stop: stopping.signal }),
      onRefused: () => {},
      onRefuse: () => {},
    });
    onTestFinished(() => app.close());
    return app;
  }

  test('has 30 seconds, for its headers and for all of it', () => {
    const { server } = httpSide();
    expect(server).toMatchObject({
      requestTimeout: 30_000,
      headersTimeout: 30_000,
      keepAliveTimeout: 70_000,
      maxConnections: 20_000,
    });
  });

  test.each([
    ['headers', 'POST /auth HTTP/1.1\r\nHost: a\r\nX'],
    ['a body', 'POST /auth HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{'],
  ])('and then is answered 408 and hung up on (%s)', async (_what, text) => {
    const app = httpSide();
    Object.assign(app.server, { requestTimeout: 1, headersTimeout: 1 });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const address = app.server.address();
    const connection = await rawConnection(typeof address === 'object' ? address!.port : 0);
    await connection.write(text);
    const { statusLine } = await connection.answer();
    expect(statusLine).toBe('HTTP/1.1 408 Request Timeout');
    await connection.closed;
  });
});
