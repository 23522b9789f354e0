import { describe, expect, test } from 'vitest';
import { demoDevices } from '../../src/emulator/demo.ts';
import type { FaultSettings } from '../../src/emulator/faults/fault.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { rawConnection, rawExchange, rawPost } from '../helpers/raw-http.ts';
import { authRequest, signedFields } from '../helpers/signed.ts';
import {
  DEMO_DEVICE,
  emulatorUnderTest,
  errorCode,
  named,
  POST_TOPIC,
  read,
  registration,
} from './emulator-under-test.ts';

/** An emulator whose demo device has a token already, with a fault that is set over its API. */
async function withFault(fault: FaultSettings, options: Parameters<typeof emulatorUnderTest>[0] = {}) {
  const emulator = await emulatorUnderTest(options);
  const token = await emulator.token();
  const { status, json } = await emulator.api('POST', 'faults', fault);
  expect(status).toBe(201);
  return {
    ...emulator,
    password: token,
    id: json.id as string,
    struck: async () =>
      (await emulator.api('GET', 'faults')).json.faults.map(({ struck }: { struck: number }) => struck),
    /** What the log says of faults, newest last. */
    faultWords: async () => (await emulator.logged()).flatMap(({ fault: words }) => words ?? []),
  };
}

describe('a late answer', () => {
  test('comes once its time is over, and what was reported is processed then', async () => {
    const clock = fakeClock({ byHand: true });
    const { post, password, taken, faultWords } = await withFault(
      { type: 'latency', delayMs: 200 },
      { clock },
    );
    const events: string[] = [];
    const answer = post(password).then((answered) => {
      events.push('answered');
      return answered;
    });
    await expect.poll(clock.sleepers).toBe(2); // the other one looks for silent devices
    expect(await taken()).toHaveLength(0);
    await clock.advance(199);
    events.push('a moment before');
    await clock.advance(1);
    expect(read(await answer).code).toBe(0);
    expect(events).toEqual(['a moment before', 'answered']);
    expect(await taken()).toHaveLength(1);
    expect(await faultWords()).toEqual(['f1 latency 200 ms']);
  });

  test('keeps nobody else waiting', async () => {
    const clock = fakeClock({ byHand: true });
    const { post, postCode, token, password } = await withFault(
      { type: 'latency', delayMs: 200, device: named('demo-sensor') },
      { clock, devices: 1 },
    );
    const [other] = demoDevices(1);
    const late = post(password);
    await expect.poll(clock.sleepers).toBe(2);
    expect(await postCode(await token(other), { device: other! })).toBe(0);
    await clock.advance(200);
    expect(read(await late).code).toBe(0);
  });

  test('that waits while the emulator closes is a lost connection, not a refusal for good', async () => {
    const clock = fakeClock({ byHand: true });
    const { post, password, close } = await withFault({ type: 'latency', delayMs: 200 }, { clock });
    const lost = errorCode(post(password));
    await expect.poll(clock.sleepers).toBe(2);
    await close();
    expect(await lost).toBe('ECONNRESET');
  });
});

describe('an answer with another code', () => {
  test('has it on /auth, with the platform’s words and no token', async () => {
    const { auth } = await withFault({ type: 'code', code: 20000 });
    const { status, body } = await auth();
    expect([status, body]).toEqual([200, '{"code":20000,"message":"auth check error"}']);
  });

  test('has it on /topic, with a message id', async () => {
    const { post, password, taken } = await withFault({ type: 'code', code: 40000 });
    const { status, body } = await post(password);
    expect(status).toBe(200);
    expect(body).toMatch(/^\{"code":40000,"info":\{"messageId":\d{19}\},"message":"request too many"\}$/);
    expect(await taken()).toEqual([]);
  });

  test('has it on /auth/register/device, in the words of a registration', async () => {
    const { ask } = await withFault({ type: 'code', code: 6289 });
    const { status, body } = await ask({ path: '/auth/register/device', body: 'productKey=a1' });
    expect([status, JSON.parse(body)]).toEqual([200, { code: 6289, message: expect.any(String) }]);
    expect(JSON.parse(body).message).not.toBe('');
  });
});

describe('an answer that is none of the platform', () => {
  test.each([500, 502, 503, 504, 599])('has the HTTP status %d', async (status) => {
    const { auth, post, password } = await withFault({ type: 'http', status });
    expect((await auth()).status).toBe(status);
    const answer = await post(password);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('text/plain');
  });

  test('is the page of a proxy', async () => {
    const { post, password } = await withFault({ type: 'html' });
    const { status, headers, body } = await post(password);
    expect([status, headers['content-type']]).toEqual([502, 'text/html']);
    expect(body).toContain('<h1>502 Bad Gateway</h1>');
  });

  test.each(['before', 'after'] as const)(
    'breaks off in its JSON, in a whole HTTP message (%s)',
    async (when) => {
      const { port, password } = await withFault({ type: 'truncated', when });
      const headers = { 'Content-Type': 'application/octet-stream', password };
      const answer = await rawExchange(port, rawPost(`/topic${POST_TOPIC}`, headers, '{"params":{}}'));
      expect(answer.statusLine).toBe('HTTP/1.1 200 OK');
      expect(answer.head).toContain(`Content-Length: ${answer.body.length}\r\n`);
      expect(answer.body).toMatch(/^\{"code":0,"info":/);
      expect(() => JSON.parse(answer.body)).toThrow();
    },
  );
});

describe('a connection', () => {
  test.each(['before', 'after'] as const)('is reset (%s)', async (when) => {
    const { auth, post, password, api, works, id } = await withFault({ type: 'reset', when });
    expect(await errorCode(auth())).toBe('ECONNRESET');
    expect(await errorCode(post(password))).toBe('ECONNRESET');
    await api('DELETE', `faults/${id}`);
    expect(await works()).toBe(true);
  });

  test('hangs until the client gives up, and the emulator goes on', async () => {
    const { post, password, exchanges, works, api, id, taken } = await withFault({
      type: 'hang',
      on: 'topic',
    });
    const patience = new AbortController();
    const answer = errorCode(post(password, {}, patience.signal));
    await expect.poll(() => exchanges.at(-1)?.fault).toBe(`${id} hang`);
    patience.abort();
    expect(await answer).toBe('ABORT_ERR');
    expect(await taken()).toEqual([]);
    await api('DELETE', 'faults');
    expect(await works()).toBe(true);
  });

  test('that hangs ends with the emulator', async () => {
    const { post, password, exchanges, close } = await withFault({ type: 'hang', on: 'topic' });
    const answer = errorCode(post(password));
    await expect.poll(() => exchanges.at(-1)?.fault).toBe('f1 hang');
    await close();
    expect(await answer).toBe('ECONNRESET');
  });

  test('that hangs does not keep a second request on it from its turn once the client is gone', async () => {
    const { port, password, exchanges, works } = await withFault({ type: 'hang', count: 1 });
    const headers = { 'Content-Type': 'application/octet-stream', password };
    const request = rawPost(`/topic${POST_TOPIC}`, headers, '{"params":{}}');
    const connection = await rawConnection(port);
    await connection.write(request + request); // pipelined: the second waits for the first
    await expect.poll(() => exchanges.at(-1)?.fault).toBe('f1 hang');
    connection.socket.destroy();
    await connection.closed;
    expect(await works()).toBe(true);
  });
});

describe('a request whose answer is spoilt after it was processed', () => {
  const spoilt: readonly FaultSettings[] = [
    { type: 'code', code: 10000, when: 'after', count: 1 },
    { type: 'http', status: 503, when: 'after', count: 1 },
    { type: 'html', when: 'after', count: 1 },
    { type: 'truncated', when: 'after', count: 1 },
    { type: 'reset', when: 'after', count: 1 },
  ];
  test.each(spoilt)('is a duplicate when it is sent again: $type', async (fault) => {
    const { post, password, taken, history, findDevice, faultWords } = await withFault(fault);
    const first = await post(password, { id: '7' }).then(
      ({ status, body }) => `${status} ${body}`,
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect(first).not.toMatch(/^200 .*"message":"success"/);
    expect(read(await post(password, { id: '7' })).code).toBe(0);
    expect((await taken()).map(({ id }) => id)).toEqual(['7', '7']);
    expect(await faultWords()).toEqual([expect.stringMatching(/^f1 .* after processing$/)]);
    const device = findDevice(named('demo-sensor'));
    const kept: string[] = [];
    for await (const { value } of history.values({ device: device!.triple, identifier: 'temperature' })) {
      kept.push(String(value));
    }
    expect(kept).toEqual(['22', '22']);
  });

  test('is kept though there is never an answer', async () => {
    const { post, password, taken } = await withFault({ type: 'hang', when: 'after', on: 'topic' });
    const patience = new AbortController();
    const answer = errorCode(post(password, {}, patience.signal));
    await expect.poll(taken).toHaveLength(1);
    patience.abort();
    expect(await answer).toBe('ABORT_ERR');
  });

  test('is a token all the same, and the device never learns of it', async () => {
    const { auth, api } = await withFault({ type: 'code', code: 20000, on: 'auth', when: 'after' });
    expect(read(await auth())).toMatchObject({ code: 20000, token: undefined });
    expect((await api('DELETE', 'tokens')).json).toEqual({ revoked: 2 });
  });

  test('is nothing at all where the fault comes before', async () => {
    const { auth, api } = await withFault({ type: 'code', code: 20000, on: 'auth' });
    await auth();
    expect((await api('DELETE', 'tokens')).json).toEqual({ revoked: 1 });
  });
});

describe('a fault', () => {
  test('with a count strikes so many requests and no more, which the list tells', async () => {
    const { post, password, api } = await withFault({ type: 'code', code: 40000, count: 2 });
    const codes = [];
    for (let i = 0; i < 4; i++) codes.push(read(await post(password)).code);
    expect(codes).toEqual([40000, 40000, 0, 0]);
    expect((await api('GET', 'faults')).json.faults).toEqual([
      {
        type: 'code',
        code: 40000,
        count: 2,
        id: 'f1',
        setAtMs: expect.any(Number),
        struck: 2,
        isActive: false,
      },
    ]);
  });

  test('of probability 1 strikes every time', async () => {
    const { post, password, struck } = await withFault({ type: 'code', code: 40000, probability: 1 });
    for (let i = 0; i < 5; i++) expect(read(await post(password)).code).toBe(40000);
    expect(await struck()).toEqual([5]);
  });

  test('for a while ends by the machine’s clock, whatever the emulator’s says', async () => {
    const clock = fakeClock({ byHand: true });
    const { postCode, password, api } = await withFault(
      { type: 'code', code: 40000, forMs: 30_000 },
      { clock },
    );
    await api('PATCH', 'settings', { clockOffsetMs: 60_000 });
    expect(await postCode(password)).toBe(40000);
    await clock.advance(30_000);
    expect(await postCode(password)).toBe(0);
  });

  test('of one device strikes it alone, on /auth, /topic and the registration', async () => {
    const { auth, postCode, token, password, ask, api, struck } = await withFault(
      { type: 'http', status: 503, on: 'register', device: named('demo-sensor') },
      { devices: 1 },
    );
    const [other] = demoDevices(1);
    expect((await ask(registration(DEMO_DEVICE))).status).toBe(503);
    expect((await ask(registration(other!))).status).toBe(200);
    expect(await struck()).toEqual([1]);

    await api('DELETE', 'faults');
    await api('POST', 'faults', { type: 'code', code: 10000, device: named('demo-sensor') });
    const otherToken = await token(other);
    expect(await postCode(otherToken, { device: other! })).toBe(0);
    expect(read(await auth()).code).toBe(10000);
    expect(await postCode(password)).toBe(10000);
    expect(await struck()).toEqual([2]);
  });

  test.each<['auth' | 'topic', number[]]>([
    ['auth', [10000, 0]],
    ['topic', [0, 10000]],
  ])('on %s leaves the rest alone', async (on, codes) => {
    const { auth, post, password } = await withFault({ type: 'code', code: 10000, on });
    expect([read(await auth()).code, read(await post(password)).code]).toEqual(codes);
  });

  test('stands in the log with the device it struck, the code it gave and its words', async () => {
    const { auth, post, password, logged, api } = await withFault({ type: 'code', code: 40000, count: 1 });
    await post(password);
    await api('POST', 'faults', { type: 'http', status: 503 });
    await auth();
    const [, struck, unanswered] = await logged();
    expect(struck).toMatchObject({
      device: named('demo-sensor'),
      code: 40000,
      fault: 'f1 code 40000',
      notes: [],
    });
    expect(unanswered).toMatchObject({ device: named('demo-sensor'), fault: 'f2 http 503', path: '/auth' });
    expect(unanswered).not.toHaveProperty('code');
  });

  test('that strikes a request of a device which does not exist names no device in the log', async () => {
    const { auth, logged } = await withFault({ type: 'code', code: 40000 });
    const ghost = { productKey: 'a1', deviceName: 'ghost', deviceSecret: 'boo' };
    expect(read(await auth(ghost)).code).toBe(40000);
    const last = (await logged()).at(-1);
    expect(last).toMatchObject({ fault: 'f1 code 40000', path: '/auth' });
    expect(last).not.toHaveProperty('device');
  });

  test('does not touch the emulator’s own API', async () => {
    const { api } = await withFault({ type: 'reset' });
    expect((await api('GET', 'health')).status).toBe(200);
  });
});

describe('without a socket', () => {
  test('a reset is an error as a socket gives it', async () => {
    const { handle, faults } = await emulatorUnderTest();
    faults.add({ type: 'reset' });
    expect(await errorCode(handle(authRequest(signedFields(DEMO_DEVICE))))).toBe('ECONNRESET');
  });

  test('a request that hangs ends with its signal, and with its reason', async () => {
    const { handle, faults, exchanges } = await emulatorUnderTest();
    faults.add({ type: 'hang' });
    const patience = new AbortController();
    const answer = handle(authRequest(signedFields(DEMO_DEVICE)), patience.signal);
    await expect.poll(() => exchanges).toHaveLength(1);
    patience.abort(new Error('too long'));
    await expect(answer).rejects.toThrow('too long');
  });

  test('a request that hangs ends at once where its signal was over before', async () => {
    const { handle, faults } = await emulatorUnderTest();
    faults.add({ type: 'hang', when: 'after' });
    const over = AbortSignal.abort(new Error('given up'));
    await expect(handle(authRequest(signedFields(DEMO_DEVICE)), over)).rejects.toThrow('given up');
  });
});
