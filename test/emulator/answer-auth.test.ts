import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { START_MS } from '../helpers/fake-clock.ts';
import { platformUnderTest } from '../helpers/platforms.ts';
import { authRequest, signedFields } from '../helpers/signed.ts';

const MINUTES_15 = 15 * 60_000;
const good = () => signedFields(DEMO_DEVICE, { signmethod: 'hmacsha1', timestamp: START_MS });

describe('/auth gives a token', () => {
  test('of 32 hexadecimal digits, in the platform’s words', async () => {
    const { ask } = platformUnderTest();
    const { status, text } = await ask(authRequest(good()));
    expect(status).toBe(200);
    expect(text).toMatch(/^\{"code":0,"info":\{"token":"[\da-f]{32}"\},"message":"success"\}$/);
  });

  test('that differs each time, the earlier ones staying good', async () => {
    const { ask, token } = platformUnderTest();
    const tokens = [await token(), await token(), await token()];
    expect(new Set(tokens).size).toBe(3);
    for (const password of tokens) {
      const headers = { 'content-type': 'application/octet-stream', password };
      const topic = '/topic/iot-sim-demo/demo-sensor/user/hello';
      expect((await ask({ path: topic, headers, body: 'hello' })).code).toBe(0);
    }
  });

  test.each<[string, Parameters<typeof signedFields>[1]]>([
    ['signed with hmacmd5', { signmethod: 'hmacmd5' }],
    ['signed with hmacsha1', { signmethod: 'hmacsha1' }],
    ['signed with hmacsha256', { signmethod: 'hmacsha256' }],
    ['without a sign method, signed with MD5', {}],
    ['with the tutorial’s spelling hmacSha1', { signmethod: 'hmacSha1' }],
    ['with the spelling HMACMD5', { signmethod: 'HMACMD5' }],
    ['with the time as text', { timestamp: String(START_MS) }],
    ['with the time as a number', { timestamp: START_MS }],
    ['without a time', {}],
    ['15 minutes ahead', { timestamp: START_MS + MINUTES_15 }],
    ['15 minutes behind', { timestamp: START_MS - MINUTES_15 }],
    ['with a client id of one character', { clientId: 'c' }],
    ['with a client id of 64 characters', { clientId: '温'.repeat(64) }],
  ])('to a request %s', async (_what, saying) => {
    const { ask } = platformUnderTest();
    expect((await ask(authRequest(signedFields(DEMO_DEVICE, saying)))).code).toBe(0);
  });

  test.each<[string, (fields: Record<string, unknown>) => Record<string, unknown>]>([
    ['a version', (fields) => ({ ...fields, version: 'default' })],
    ['its signature in capitals', (fields) => ({ ...fields, sign: String(fields['sign']).toUpperCase() })],
    ['a field nobody knows and nobody signed', (fields) => ({ ...fields, resources: '' })],
    ['a time that is null', (fields) => ({ ...fields, ...signedFields(DEMO_DEVICE), timestamp: null })],
  ])('to a request with %s', async (_what, change) => {
    const { ask } = platformUnderTest();
    expect((await ask(authRequest(change(good())))).code).toBe(0);
  });

  test.each(['/auth?_v=sdk-c-4.1.0', '/auth?_v=sdk-c-4.1.0&', '/auth?'])(
    'at %s: a query does not count',
    async (path) => {
      const { ask } = platformUnderTest();
      expect((await ask({ ...authRequest(good()), path })).code).toBe(0);
    },
  );

  test.each(['application/json; charset=utf-8', 'Application/JSON', 'application/json ;charset=UTF-8'])(
    'to a request of type %s',
    async (type) => {
      const { ask } = platformUnderTest();
      expect((await ask({ ...authRequest(good()), headers: { 'CONTENT-TYPE': type } })).code).toBe(0);
    },
  );

  test('to a body with a NUL at its end', async () => {
    const { ask } = platformUnderTest();
    const request = authRequest(good());
    expect((await ask({ ...request, body: `${request.body}\0` })).code).toBe(0);
  });
});

describe('/auth refuses with 10001 what it cannot read', () => {
  const without = (name: string) => {
    const { [name]: _, ...rest } = good();
    return JSON.stringify(rest);
  };
  const having = (fields: Record<string, unknown>) => JSON.stringify({ ...good(), ...fields });

  test.each<[string, string]>([
    ['no body', ''],
    ['no JSON', 'productKey=iot-sim-demo'],
    ['JSON cut short', '{"productKey":"iot-sim-demo"'],
    ['a list', '[]'],
    ['a text', '"token, please"'],
    ['no product key', without('productKey')],
    ['no device name', without('deviceName')],
    ['no client id', without('clientId')],
    ['no signature', without('sign')],
    ['an empty device name', having({ deviceName: '' })],
    ['a product key that is a number', having({ productKey: 7 })],
    ['a client id of 65 characters', having({ clientId: 'c'.repeat(65) })],
    ['an unknown sign method', having({ signmethod: 'sha1' })],
    ['an empty sign method', having({ signmethod: '' })],
    ['a sign method that is a number', having({ signmethod: 1 })],
    ['a time in words', having({ timestamp: 'now' })],
    ['a time with a fraction', having({ timestamp: START_MS + 0.5 })],
    ['a time below zero', having({ timestamp: -1 })],
    ['an empty time', having({ timestamp: '' })],
    ['a time of 20 digits', having({ timestamp: '1'.repeat(20) })],
  ])('%s', async (_what, body) => {
    const { ask } = platformUnderTest();
    const { status, text } = await ask({ ...authRequest({}), body });
    expect([status, text]).toEqual([200, '{"code":10001,"message":"param error"}']);
  });

  test.each([undefined, '', 'text/plain', 'application/x-www-form-urlencoded', 'application/octet-stream'])(
    'a request of type %s',
    async (type) => {
      const { ask } = platformUnderTest();
      const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
      expect((await ask({ ...authRequest(good()), headers })).code).toBe(10001);
    },
  );
});

describe('/auth refuses with 20000 whom it cannot believe', () => {
  const other = (change: Partial<typeof DEMO_DEVICE>, at: number = START_MS) =>
    signedFields({ ...DEMO_DEVICE, ...change }, { signmethod: 'hmacsha1', timestamp: at });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ['an unknown product', other({ productKey: 'a1Nothing' }), /no device a1Nothing\/demo-sensor/],
    ['an unknown device', other({ deviceName: 'nobody' }), /no device iot-sim-demo\/nobody/],
    ['a wrong secret', other({ deviceSecret: 'wrong' }), /sign is not the hmacsha1 of clientIdtest-client/],
    ['a signature that is none', { ...other({}), sign: 'sign' }, /sign is not/],
    ['another method than it was signed with', { ...other({}), signmethod: 'hmacmd5' }, /hmacmd5/],
    ['a signature of another time', { ...other({}), timestamp: START_MS + 1 }, /sign is not/],
    ['a signed time that is not sent', { ...other({}), timestamp: undefined }, /sign is not/],
    ['a moment more than 15 minutes ahead', other({}, START_MS + MINUTES_15 + 1), /900001 ms off/],
    ['a moment more than 15 minutes behind', other({}, START_MS - MINUTES_15 - 1), /-900001 ms off/],
    ['seconds instead of milliseconds', other({}, Math.floor(START_MS / 1000)), /ms off/],
  ])('%s, and its notes say why', async (_what, fields, note) => {
    const { ask, notes } = platformUnderTest();
    expect((await ask(authRequest(fields))).text).toBe('{"code":20000,"message":"auth check error"}');
    expect(notes().join()).toMatch(note);
  });

  test('a disabled device', async () => {
    const { platform, ask, registry, notes } = platformUnderTest();
    await platform.changeDevice(registry.device('iot-sim-demo', 'demo-sensor')!, { isEnabled: false });
    expect((await ask(authRequest(good()))).code).toBe(20000);
    expect(notes()).toEqual(['the device is disabled']);
  });
});

describe('of two faults /auth names', () => {
  const stranger = { ...DEMO_DEVICE, deviceName: 'nobody' };
  const stale = { timestamp: START_MS - MINUTES_15 - 1 };

  test.each<[string, ReturnType<typeof authRequest>, number, RegExp]>([
    ['the type before the body', { ...authRequest({}), headers: {}, body: '' }, 10001, /Content-Type/],
    ['a missing field before an unknown device', authRequest({ deviceName: 'nobody' }), 10001, /productKey/],
    [
      'an unknown device before its stale time',
      authRequest(signedFields(stranger, stale)),
      20000,
      /no device/,
    ],
    [
      'a stale time before a wrong signature',
      authRequest({ ...signedFields(DEMO_DEVICE, stale), sign: 'wrong' }),
      20000,
      /ms off/,
    ],
  ])('%s', async (_what, request, code, note) => {
    const { ask, notes } = platformUnderTest();
    expect((await ask(request)).code).toBe(code);
    expect(notes().join()).toMatch(note);
  });
});

describe('the notes of a good authentication', () => {
  test.each<[string, string[]]>([
    ['hmacsha1', []],
    ['hmacmd5', []],
    ['hmacsha256', ['hmacsha256 is undocumented for HTTPS']],
    ['hmacSha1', ['signmethod "hmacSha1" is documented as "hmacsha1"']],
  ])('with %s: %j', async (signmethod, expected) => {
    const { ask, notes } = platformUnderTest();
    await ask(authRequest(signedFields(DEMO_DEVICE, { signmethod })));
    expect(notes()).toEqual(expected);
  });

  test('hold neither secret nor token', async () => {
    const { ask, exchanges } = platformUnderTest();
    const { token } = await ask(authRequest(good()));
    await ask(authRequest({ ...good(), sign: 'wrong' }));
    expect(JSON.stringify(exchanges)).not.toContain(DEMO_DEVICE.deviceSecret);
    expect(JSON.stringify(exchanges)).not.toContain(token);
  });
});
