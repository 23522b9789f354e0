import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { demoDevices } from '../../src/emulator/demo.ts';
import { fakeClock, START_MS } from '../helpers/fake-clock.ts';
import { authRequest, signedFields } from '../helpers/signed.ts';
import { DEMO_DEVICE, emulatorUnderTest, named, read } from './emulator-under-test.ts';

const MINUTE_MS = 60_000;

/** An emulator at a clock that stands still until the test moves it. */
async function standing(options: Parameters<typeof emulatorUnderTest>[0] = {}) {
  const clock = fakeClock({ byHand: true });
  const emulator = await emulatorUnderTest({ clock, ...options });
  const set = async (changes: object) => {
    const { status, json } = await emulator.api('PATCH', 'settings', changes);
    expect(status).toBe(200);
    return json;
  };
  return { ...emulator, machine: clock, set };
}

test('the settings are shown, and a change gives all of them', async () => {
  const { api, set } = await standing({ tokenTtlMs: 5 * MINUTE_MS, rateLimit: 30 });
  const settings = {
    tokenTtlMs: 5 * MINUTE_MS,
    rateLimit: 30,
    clockOffsetMs: 0,
    signsEveryField: false,
    revokesEarlierTokens: false,
    now: START_MS,
  };
  expect(await api('GET', 'settings')).toEqual({ status: 200, json: settings });
  const changes = { clockOffsetMs: -1000, rateLimit: null };
  expect(await set(changes)).toEqual({ ...settings, ...changes, now: START_MS - 1000 });
});

describe('a clock that is shifted', () => {
  test.each([20, -20])('by %d minutes refuses a device that has the real time', async (minutes) => {
    const { auth, set, machine, exchanges } = await standing();
    await set({ clockOffsetMs: minutes * MINUTE_MS });
    expect(read(await auth(DEMO_DEVICE, machine.now())).code).toBe(20000);
    expect(exchanges.at(-1)?.notes).toEqual([
      `timestamp is ${-minutes * MINUTE_MS} ms off; ${15 * MINUTE_MS} are allowed`,
    ]);
    expect(read(await auth(DEMO_DEVICE, machine.now() + minutes * MINUTE_MS)).code).toBe(0);
  });

  test('shows in the header Date of what devices are answered, and in the log', async () => {
    const { auth, post, token, set, ask, logged } = await standing();
    const password = await token();
    await set({ clockOffsetMs: 30 * MINUTE_MS });
    const date = new Date(START_MS + 30 * MINUTE_MS).toUTCString();
    expect((await auth()).headers['date']).toBe(date);
    expect((await post(password)).headers['date']).toBe(date);
    expect((await ask({ path: '/nowhere', body: '{}' })).headers['date']).toBe(date);
    expect((await logged()).at(-1)?.at).toBe(START_MS + 30 * MINUTE_MS);
  });

  test('beyond the life of a token ends it (20001), and back again it is good', async () => {
    const { token, postCode, set } = await standing({ tokenTtlMs: 10 * MINUTE_MS });
    const password = await token();
    await set({ clockOffsetMs: 10 * MINUTE_MS - 1 });
    expect(await postCode(password)).toBe(0);
    await set({ clockOffsetMs: 10 * MINUTE_MS });
    expect(await postCode(password)).toBe(20001);
    expect(await postCode(await token())).toBe(0);
    await set({ clockOffsetMs: 0 });
    expect(await postCode(password)).toBe(0);
  });
});

test('another life of tokens is that of new ones alone', async () => {
  const { token, postCode, set, machine } = await standing();
  const early = await token();
  await set({ tokenTtlMs: 1000 });
  const late = await token();
  await machine.advance(1000);
  expect([await postCode(early), await postCode(late)]).toEqual([0, 20001]);
});

describe('a rate limit of 30', () => {
  test('refuses the 31st message of a second, and none of the next second', async () => {
    const { token, postCode, set, machine } = await standing();
    const password = await token();
    await set({ rateLimit: 30 });
    const codes: number[] = [];
    for (let i = 0; i < 32; i++) codes.push(await postCode(password));
    expect(codes).toEqual([...Array<number>(30).fill(0), 40000, 40000]);
    await machine.advance(1000);
    expect(await postCode(password)).toBe(0);
  });

  test('counts each device for itself, and can be taken away', async () => {
    const { token, postCode, auth, set } = await standing({ devices: 1, rateLimit: 1 });
    const [other] = demoDevices(1);
    const [password, otherPassword] = [await token(), await token(other)];
    expect([await postCode(password), await postCode(password)]).toEqual([0, 40000]);
    expect(await postCode(otherPassword, { device: other! })).toBe(0);
    expect(read(await auth()).code).toBe(0);
    await set({ rateLimit: null });
    expect(await postCode(password)).toBe(0);
  });
});

describe('a signature that must cover every field', () => {
  /** A request with one field more, signed with it or without it. */
  function withResources(isSigned: boolean) {
    const fields = { ...signedFields(DEMO_DEVICE, { timestamp: START_MS }), resources: 'a,b' };
    if (!isSigned) return authRequest(fields);
    const content = `clientIdtest-clientdeviceNamedemo-sensorproductKeyiot-sim-demoresourcesa,btimestamp${START_MS}`;
    const sign = createHmac('md5', DEMO_DEVICE.deviceSecret).update(content).digest('hex');
    return authRequest({ ...fields, sign });
  }

  test('is asked for by signsEveryField, and by default covers the documented fields alone', async () => {
    const { ask, auth, set } = await standing();
    const codes = async () => [
      read(await ask(withResources(true))).code,
      read(await ask(withResources(false))).code,
      read(await auth()).code,
    ];
    expect(await codes()).toEqual([20000, 0, 0]);
    await set({ signsEveryField: true });
    expect(await codes()).toEqual([0, 20000, 0]);
  });
});

describe('tokens', () => {
  test('that are earlier stay good, unless revokesEarlierTokens is set', async () => {
    const { token, postCode, set } = await standing();
    const first = await token();
    const second = await token();
    expect([await postCode(first), await postCode(second)]).toEqual([0, 0]);
    await set({ revokesEarlierTokens: true });
    const third = await token();
    const codes = [];
    for (const password of [first, second, third]) codes.push(await postCode(password));
    expect(codes).toEqual([20003, 20003, 0]);
  });

  test('are made unknown, of one device or of all', async () => {
    const { api, token, postCode } = await standing({ devices: 1 });
    const [other] = demoDevices(1);
    const password = await token();
    const otherPassword = await token(other);
    expect(await api('DELETE', `tokens?device=${named('demo-sensor')}`)).toEqual({
      status: 200,
      json: { revoked: 1 },
    });
    expect(await postCode(password)).toBe(20003);
    expect(await postCode(otherPassword, { device: other! })).toBe(0);
    expect((await api('DELETE', 'tokens')).json).toEqual({ revoked: 1 });
    expect(await postCode(otherPassword, { device: other! })).toBe(20003);
    expect((await api('DELETE', 'tokens')).json).toEqual({ revoked: 0 });
  });

  test('of a device that does not exist are 404, and none is touched', async () => {
    const { api, token, postCode } = await standing();
    const password = await token();
    expect(await api('DELETE', 'tokens?device=a1/ghost')).toEqual({
      status: 404,
      json: { error: 'There is no device a1/ghost; write productKey/deviceName.' },
    });
    expect(await postCode(password)).toBe(0);
  });
});
