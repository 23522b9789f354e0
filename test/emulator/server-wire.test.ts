import { describe, expect, onTestFinished, test } from 'vitest';
import { type EmulatorOptions, startEmulator } from '../../src/emulator/server.ts';
import { POST_TOPIC, received } from '../helpers/platforms.ts';
import { rawConnection, rawExchange, rawPost } from '../helpers/raw-http.ts';
import { authRequest, signedFields } from '../helpers/signed.ts';

const REPORT = '{"id":"1","version":"1.0","params":{"temperature":22},"method":"thing.event.property.post"}';
const OCTETS = { 'Content-Type': 'application/octet-stream' };
const JSON_TYPE = { 'Content-Type': 'application/json' };

/** An emulator on a free port, closed when the test is over. */
async function start(options: EmulatorOptions = {}) {
  const emulator = await startEmulator({ port: 0, ...options });
  onTestFinished(() => emulator.close());
  const port = Number(new URL(emulator.url).port);
  const authBody = authRequest(signedFields(emulator.device, { timestamp: Date.now() })).body;
  const token = async (): Promise<string> => {
    const { body } = await rawExchange(port, rawPost('/auth', JSON_TYPE, authBody));
    return JSON.parse(body).info.token;
  };
  return { ...emulator, taken: () => received(emulator), port, authBody, token };
}

/** The answers a device meets: to a good and a bad /auth and /topic, to a GET and to a wrong path. */
async function allAnswers() {
  const { port, token, authBody } = await start();
  const password = await token();
  const requests = {
    'auth: good': rawPost('/auth', JSON_TYPE, authBody),
    'auth: bad': rawPost('/auth', JSON_TYPE, '{}'),
    'topic: good': rawPost(`/topic${POST_TOPIC}`, { ...OCTETS, password }, REPORT),
    'topic: bad': rawPost(`/topic${POST_TOPIC}`, OCTETS, REPORT),
    get: 'GET /auth HTTP/1.1\r\nHost: localhost\r\n\r\n',
    'wrong path': rawPost('/hello', JSON_TYPE, '{}'),
  };
  const answers = [];
  for (const [name, request] of Object.entries(requests)) {
    answers.push([name, await rawExchange(port, request)] as const);
  }
  return answers;
}

describe('every answer of the emulator, as the vendor’s C SDKs need it,', () => {
  test('spells its length just so, and is never chunked', async () => {
    for (const [name, { head, body }] of await allAnswers()) {
      expect([name, head.match(/^Content-Length: \d+\r$/gm)]).toEqual([
        name,
        [`Content-Length: ${Buffer.byteLength(body)}\r`],
      ]);
      expect([name, /transfer-encoding/i.test(head)]).toEqual([name, false]);
    }
  });

  test('has a status line of at most 30 characters', async () => {
    expect((await allAnswers()).map(([name, { statusLine }]) => [name, statusLine])).toEqual([
      ['auth: good', 'HTTP/1.1 200 OK'],
      ['auth: bad', 'HTTP/1.1 200 OK'],
      ['topic: good', 'HTTP/1.1 200 OK'],
      ['topic: bad', 'HTTP/1.1 200 OK'],
      ['get', 'HTTP/1.1 405 Not Allowed'],
      ['wrong path', 'HTTP/1.1 404 Not Found'],
    ]);
  });

  test('has a header of less than 1000 bytes and lines of at most 126', async () => {
    for (const [, { head, headerLines }] of await allAnswers()) {
      expect(head.length).toBeLessThan(1_000);
      expect(Math.max(...headerLines.map((line) => line.length))).toBeLessThanOrEqual(126);
    }
  });

  test('has a compact JSON body of less than 256 bytes with a code and a message', async () => {
    for (const [name, { body }] of await allAnswers()) {
      expect([name, body]).toEqual([
        name,
        expect.stringMatching(/^\{"code":\d+,("info":\{"\w+":[^ ]+\},)?"message":"[a-z ]+"\}$/),
      ]);
      expect(Buffer.byteLength(body)).toBeLessThan(256);
    }
  });

  test('names its type and date', async () => {
    for (const [, { headerLines }] of await allAnswers()) {
      expect(headerLines).toContain('Content-Type: application/json');
      expect(headerLines.filter((line) => /^Date: \w{3}, \d\d \w{3} \d{4} .* GMT$/.test(line))).toHaveLength(
        1,
      );
    }
  });
});

test('a message id stands in the answer as a number with all its digits', async () => {
  const { port, token, taken } = await start();
  const request = rawPost(`/topic${POST_TOPIC}`, { ...OCTETS, password: await token() }, REPORT);
  const { body } = await rawExchange(port, request);
  expect(body).toBe(`{"code":0,"info":{"messageId":${(await taken())[0]?.messageId}},"message":"success"}`);
  expect((await taken())[0]?.messageId).toMatch(/^\d{19}$/);
});

describe('a connection', () => {
  test('stays open from one request to the next', async () => {
    const { port, authBody, taken } = await start();
    const connection = await rawConnection(port);
    await connection.write(rawPost('/auth', JSON_TYPE, authBody));
    const first = await connection.answer();
    expect(first.headerLines).not.toContain('Connection: close');
    const password = JSON.parse(first.body).info.token;
    for (let i = 0; i < 3; i++) {
      await connection.write(rawPost(`/topic${POST_TOPIC}`, { ...OCTETS, password }, REPORT));
      expect(JSON.parse((await connection.answer()).body).code).toBe(0);
    }
    expect(await taken()).toHaveLength(3);
  });

  test('stays open after a refusal, a wrong path and a wrong method', async () => {
    const { port } = await start();
    const connection = await rawConnection(port);
    const requests = [
      rawPost('/auth', JSON_TYPE, 'no json'),
      rawPost('/hello', JSON_TYPE, '{}'),
      'GET /auth HTTP/1.1\r\nHost: localhost\r\n\r\n',
      rawPost('/auth', JSON_TYPE, '{}'),
    ];
    for (const request of requests) {
      await connection.write(request);
      expect(JSON.parse((await connection.answer()).body).code).toBe(10001);
    }
  });

  test('stays open after requests to the emulator’s own page and API', async () => {
    const { port } = await start();
    const connection = await rawConnection(port);
    for (const path of ['/', '/_emulator/nothing', '/_emulator/health']) {
      await connection.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      expect((await connection.answer()).headerLines).not.toContain('Connection: close');
    }
    await connection.write(rawPost('/auth', JSON_TYPE, '{}'));
    expect(JSON.parse((await connection.answer()).body).code).toBe(10001);
  });

  test('may idle for much longer than five seconds', async () => {
    const { port } = await start();
    const { headerLines } = await rawExchange(port, rawPost('/auth', JSON_TYPE, '{}'));
    const announced = headerLines.map((line) => /^Keep-Alive: timeout=(\d+)/.exec(line)?.[1]).find(Boolean);
    expect(Number(announced)).toBeGreaterThanOrEqual(60);
  });

  test('is closed after the answer where the client asks for it', async () => {
    const { port } = await start();
    const connection = await rawConnection(port);
    await connection.write(rawPost('/auth', { ...JSON_TYPE, Connection: 'close' }, '{}'));
    expect((await connection.answer()).headerLines).toContain('Connection: close');
    await connection.closed;
  });

  test('answers two requests that came at once, in their order', async () => {
    const { port, authBody } = await start();
    const connection = await rawConnection(port);
    await connection.write(rawPost('/auth', JSON_TYPE, '{}') + rawPost('/auth', JSON_TYPE, authBody));
    expect(JSON.parse((await connection.answer()).body).code).toBe(10001);
    expect(JSON.parse((await connection.answer()).body).code).toBe(0);
  });
});

describe('a request is understood', () => {
  test('with header and body in separate segments', async () => {
    const { port, authBody } = await start();
    const connection = await rawConnection(port);
    const [head, body] = rawPost('/auth', JSON_TYPE, authBody).split('\r\n\r\n');
    await connection.write(`${head}\r\n\r\n`);
    await connection.write(body!.slice(0, 10));
    await connection.write(body!.slice(10));
    expect(JSON.parse((await connection.answer()).body).code).toBe(0);
  });

  test('byte by byte', async () => {
    const { port, token, taken } = await start();
    const body = '{"params":{"temperature":22},"text":"温度"}';
    const request = Buffer.from(rawPost(`/topic${POST_TOPIC}`, { ...OCTETS, password: await token() }, body));
    const connection = await rawConnection(port);
    for (const byte of request) await connection.write(Uint8Array.of(byte));
    expect(JSON.parse((await connection.answer()).body).code).toBe(0);
    expect((await taken())[0]?.body).toBe(body);
  });

  test('with a token that follows its colon without a blank', async () => {
    const { port, token } = await start();
    const request = rawPost(`/topic${POST_TOPIC}`, { ...OCTETS, password: await token() }, REPORT);
    const { body } = await rawExchange(port, request.replace('password: ', 'password:'));
    expect(JSON.parse(body).code).toBe(0);
  });

  test('with its header names in any case', async () => {
    const { port, token } = await start();
    const headers = { 'content-TYPE': 'application/octet-stream', PASSWORD: await token() };
    const { body } = await rawExchange(port, rawPost(`/topic${POST_TOPIC}`, headers, REPORT));
    expect(JSON.parse(body).code).toBe(0);
  });

  test('at /auth with the query of the vendor’s C SDK 4', async () => {
    const { port, authBody } = await start();
    const { body } = await rawExchange(port, rawPost('/auth?_v=sdk-c-4.1.0&', JSON_TYPE, authBody));
    expect(JSON.parse(body).code).toBe(0);
  });

  test('at a topic of 128 bytes', async () => {
    const { port, token, taken } = await start();
    const topic = '/iot-sim-demo/demo-sensor/'.padEnd(128, 'x');
    const { body } = await rawExchange(
      port,
      rawPost(`/topic${topic}`, { ...OCTETS, password: await token() }, ''),
    );
    expect(JSON.parse(body).code).toBe(0);
    expect((await taken())[0]?.topic).toBe(topic);
  });

  test('of HTTP/1.0, and answered in HTTP/1.1', async () => {
    const { port, authBody } = await start();
    const connection = await rawConnection(port);
    await connection.write(rawPost('/auth', JSON_TYPE, authBody).replace('HTTP/1.1', 'HTTP/1.0'));
    const { statusLine, body } = await connection.answer();
    expect([statusLine, JSON.parse(body).code]).toEqual(['HTTP/1.1 200 OK', 0]);
    await connection.closed;
  });

  test('that expects a 100 before it sends its body, and no other gets one', async () => {
    const { port, authBody } = await start();
    const connection = await rawConnection(port);
    const [head, body] = rawPost('/auth', { ...JSON_TYPE, Expect: '100-continue' }, authBody).split(
      '\r\n\r\n',
    );
    await connection.write(`${head}\r\n\r\n`);
    expect((await connection.answer()).statusLine).toBe('HTTP/1.1 100 Continue');
    await connection.write(body!);
    expect((await connection.answer()).statusLine).toBe('HTTP/1.1 200 OK');
  });
});
