import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { createPlatformIds } from '../../src/emulator/message-id.ts';
import { createPlatform } from '../../src/emulator/platform.ts';
import { newDevice } from '../../src/emulator/registry/device.ts';
import { createRegistry } from '../../src/emulator/registry/registry.ts';
import { createMemoryStore } from '../../src/emulator/store/store.ts';
import { createTokens } from '../../src/emulator/tokens.ts';
import { fakeClock, START_MS } from '../helpers/fake-clock.ts';
import { POST_TOPIC, platformUnderTest } from '../helpers/platforms.ts';
import { authRequest, signedFields, topicRequest } from '../helpers/signed.ts';

describe('a platform', () => {
  test.each(['/', '', '/auth/', '/Auth', '/topic', '/topics/a', '/auth/register', '//auth'])(
    'answers 404 and 10001 at %s',
    async (path) => {
      const { ask } = platformUnderTest();
      const { status, text } = await ask({ ...authRequest({}), path });
      expect([status, text]).toEqual([404, '{"code":10001,"message":"param error"}']);
    },
  );

  test('has its own clock’s date on every answer', async () => {
    const { handle } = createPlatform({ clock: fakeClock() });
    const { headers } = await handle(authRequest({}));
    expect(headers).toEqual({ 'content-type': 'application/json', date: 'Thu, 15 Jan 2026 10:00:00 GMT' });
  });

  test('tells of every exchange who it was, where and what became of it', async () => {
    const { ask, post, exchanges, token } = platformUnderTest();
    const device = 'iot-sim-demo/demo-sensor';
    await ask(topicRequest(POST_TOPIC, 'wrong', ''));
    await ask(authRequest({}));
    await post('/hello', '');
    await ask(topicRequest(POST_TOPIC, await token(), '{"params":{"temperature":22}}'));
    const told = exchanges.map(({ at, path, device, code }) => ({ at, path, device, code }));
    expect(told).toEqual([
      { at: START_MS, path: `/topic${POST_TOPIC}`, device: undefined, code: 20003 },
      { at: START_MS, path: '/auth', device: undefined, code: 10001 },
      { at: START_MS, path: '/auth', device, code: 0 },
      { at: START_MS, path: '/topic/hello', device, code: 30001 },
      { at: START_MS, path: '/auth', device, code: 0 },
      { at: START_MS, path: `/topic${POST_TOPIC}`, device, code: 0 },
    ]);
  });

  test('tells of every refusal why', async () => {
    const { ask, post, exchanges } = platformUnderTest();
    await ask(topicRequest(POST_TOPIC, 'wrong', ''));
    await ask(authRequest({}));
    await ask({ ...authRequest({}), path: '/hello' });
    await post('/hello', '');
    const refusals = exchanges.filter(({ code }) => code !== 0);
    expect(refusals).toHaveLength(4);
    for (const { notes } of refusals) expect(notes).toEqual([expect.stringMatching(/\w/)]);
  });

  test('knows the demo device from the start, and no other platform’s tokens', async () => {
    const one = platformUnderTest();
    const other = platformUnderTest();
    const request = topicRequest(POST_TOPIC, await one.token(), '');
    expect((await one.ask(request)).code).toBe(0);
    expect((await other.ask(request)).code).toBe(20003);
  });

  test('takes other products and devices', async () => {
    const { ask, registry } = platformUnderTest();
    const triple = { productKey: 'a1Second', deviceName: 'second', deviceSecret: 'another secret' };
    await registry.addProduct({ productKey: 'a1Second', productName: 'Second', mode: 'strong' });
    await registry.addDevices('a1Second', [triple]);
    expect((await ask(authRequest(signedFields(triple)))).code).toBe(0);
  });
});

describe('a registry', () => {
  const registryUnderTest = () =>
    createRegistry({
      store: createMemoryStore(),
      now: () => START_MS,
      registered: { products: [], devices: [] },
      onChange: () => {},
      onRemove: () => ({ changes: [], undo: () => {}, finish: async () => {} }),
    });

  test('finds a device by its two names', async () => {
    const registry = registryUnderTest();
    await registry.addProduct({ productKey: 'iot-sim-demo', productName: 'Demo' });
    const [device] = await registry.addDevices('iot-sim-demo', [DEMO_DEVICE]);
    expect(registry.device('iot-sim-demo', 'demo-sensor')).toBe(device);
    expect(device).toMatchObject({ triple: DEMO_DEVICE, isEnabled: true });
    expect(registry.device('iot-sim-demo', 'other')).toBeUndefined();
    expect(registry.device('demo-sensor', 'iot-sim-demo')).toBeUndefined();
  });

  test('takes no device of a product that does not exist', async () => {
    const registry = registryUnderTest();
    await expect(registry.addDevices('iot-sim-demo', [DEMO_DEVICE])).rejects.toThrow(RangeError);
    expect(registry.countAllDevices()).toBe(0);
  });
});

describe('the tokens of an emulator', () => {
  const device = (deviceName: string) => newDevice({ productKey: 'p', deviceName, nowMs: START_MS });
  const tokensUnderTest = () => createTokens(createPlatform().registry);
  const end = START_MS + 1_000;

  test('belong to the device they were issued to', () => {
    const tokens = tokensUnderTest();
    const [one, two] = [device('one'), device('two')];
    expect(tokens.look(tokens.issue(one, end).token, START_MS)).toBe(one);
    expect(tokens.look(tokens.issue(two, end).token, START_MS)).toBe(two);
  });

  test('expire one by one, each after its life', () => {
    const tokens = tokensUnderTest();
    const one = device('one');
    const first = tokens.issue(one, end).token;
    const second = tokens.issue(one, end + 500).token;
    expect([tokens.look(first, end - 1), tokens.look(second, end - 1)]).toEqual([one, one]);
    expect([tokens.look(first, end), tokens.look(second, end)]).toEqual(['expired', one]);
  });

  test('are remembered up to 64 for each device, the oldest going first', () => {
    const tokens = tokensUnderTest();
    const [one, two] = [device('one'), device('two')];
    const ofTwo = tokens.issue(two, end).token;
    const ofOne = Array.from({ length: 65 }, () => tokens.issue(one, end).token);
    expect(tokens.look(ofOne[0]!, START_MS)).toBe('unknown');
    expect(ofOne.slice(1).every((token) => tokens.look(token, START_MS) === one)).toBe(true);
    expect(tokens.look(ofTwo, START_MS)).toBe(two);
  });
});

describe('tokens that cannot be kept', () => {
  const end = START_MS + 1_000;
  const underTest = () => {
    const { registry, findDevice } = createPlatform({ devices: 1 });
    const [one, two] = ['demo-sensor', 'demo-sensor-00001'].map(
      (name) => findDevice(`iot-sim-demo/${name}`)!,
    );
    return { tokens: createTokens(registry), one: one!, two: two!, registry };
  };

  test('were never issued, and those that had to go for them are back', () => {
    const { tokens, one } = underTest();
    const all = Array.from({ length: 64 }, () => tokens.issue(one, end).token);
    const late = [tokens.issue(one, end), tokens.issue(one, end), tokens.issue(one, end)];
    expect(all.slice(0, 3).map((token) => tokens.look(token, START_MS))).toEqual(Array(3).fill('unknown'));
    for (const { undo } of late) undo();
    for (const { token } of late) expect(tokens.look(token, START_MS)).toBe('unknown');
    for (const token of all) expect(tokens.look(token, START_MS)).toBe(one);
    tokens.issue(one, end);
    expect(tokens.look(all[0]!, START_MS), 'the oldest is the oldest again').toBe('unknown');
    expect(tokens.look(all[1]!, START_MS)).toBe(one);
  });

  test('are not revoked, but those of a device that went', async () => {
    const { tokens, one, two, registry } = underTest();
    const [mine, other] = [tokens.issue(one, end).token, tokens.issue(two, end).token];
    const revoked = tokens.revoke(undefined);
    expect(revoked.count).toBe(2);
    await registry.removeDevice(two.triple);
    revoked.undo();
    expect([tokens.look(mine, START_MS), tokens.look(other, START_MS)]).toEqual([one, 'unknown']);
    expect(tokens.revoke(one).count).toBe(1);
  });
});

describe('the message ids of an emulator', () => {
  test('hold the time as those of the platform do', () => {
    // 892687627916247040 stands in the documents: 2017-08-02.
    const at = Date.UTC(2017, 7, 2);
    const next = createPlatformIds()(at);
    expect(next).toMatch(/^\d{18}$/);
    expect(Math.abs(Number(BigInt(next) - 892687627916247040n))).toBeLessThan(2 ** 22 * 24 * 3_600_000);
  });

  test('rise within a millisecond, from one to the next, and when the clock goes back', () => {
    const nextId = createPlatformIds();
    const times = [START_MS, START_MS, START_MS, START_MS + 1, START_MS - 3_600_000, START_MS];
    const ids = times.map((at) => BigInt(nextId(at)));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => (a < b ? -1 : 1)));
    expect(ids.every((id) => /^\d{19}$/.test(String(id)))).toBe(true);
  });
});

describe('the messages that were taken', () => {
  const topic = '/iot-sim-demo/demo-sensor/user/count';
  const count = (from: number, to: number): string[] =>
    Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

  test('stand in their order, the newest last', async () => {
    const { ask, token, received } = platformUnderTest();
    const password = await token();
    await Promise.all(count(1, 50).map((body) => ask(topicRequest(topic, password, body))));
    expect((await received()).map(({ body }) => body)).toEqual(count(1, 50));
  });

  test('do not change once they are looked at', async () => {
    const { post, received } = platformUnderTest();
    await post(topic, '1');
    const seen = await received();
    await post(topic, '2');
    expect(seen).toHaveLength(1);
  });

  test('stay until there are too many; then the oldest go', async () => {
    const { ask, token, received } = platformUnderTest();
    const password = await token();
    const large = ' '.repeat(100 * 1024);
    const publish = (bodies: string[]) =>
      Promise.all(bodies.map((body) => ask(topicRequest(topic, password, body + large))));
    const numbers = async () => (await received()).map(({ body }) => body.trim());

    await publish(count(1, 30)); // 3 MB
    expect(await numbers()).toEqual(count(1, 30));
    await publish(count(31, 200)); // 20 MB; a device has 4
    await expect.poll(async () => (await numbers()).length).toBeLessThanOrEqual(40);
    const left = await numbers();
    expect(left.length).toBeGreaterThanOrEqual(30);
    expect(left).toEqual(count(201 - left.length, 200));
  });
});
