import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { createInbox, type InboxMessage } from '../../src/emulator/inbox.ts';
import { createPlatformIds } from '../../src/emulator/message-id.ts';
import { createPlatform } from '../../src/emulator/platform.ts';
import { createRegistry } from '../../src/emulator/registry.ts';
import { createTokens } from '../../src/emulator/tokens.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { fakeClock, START_MS } from '../helpers/fake-clock.ts';
import { POST_TOPIC, platformUnderTest } from '../helpers/platforms.ts';
import { authRequest, signedFields, topicRequest } from '../helpers/signed.ts';

describe('a platform', () => {
  test.each(['/', '', '/auth/', '/Auth', '/topic', '/topics/a', '/auth/register/device', '//auth'])(
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
    const triple = { productKey: 'a1Second', deviceName: 'one', deviceSecret: 'another secret' };
    registry.addProduct({ productKey: 'a1Second', model: PRESETS['environment-float'], mode: 'strong' });
    registry.addDevice(triple);
    expect((await ask(authRequest(signedFields(triple)))).code).toBe(0);
  });
});

describe('a registry', () => {
  test('finds a device by its two names', () => {
    const registry = createRegistry();
    registry.addProduct({ productKey: 'iot-sim-demo', model: PRESETS.environment, mode: 'weak' });
    const device = registry.addDevice(DEMO_DEVICE);
    expect(registry.find('iot-sim-demo', 'demo-sensor')).toBe(device);
    expect(device.isEnabled).toBe(true);
    expect(registry.find('iot-sim-demo', 'other')).toBeUndefined();
    expect(registry.find('demo-sensor', 'iot-sim-demo')).toBeUndefined();
  });

  test('takes no device of a product that does not exist', () => {
    expect(() => createRegistry().addDevice(DEMO_DEVICE)).toThrow(RangeError);
  });
});

describe('the tokens of an emulator', () => {
  const product = { productKey: 'p', model: PRESETS.environment, mode: 'weak' } as const;
  const device = (deviceName: string) => ({
    triple: { productKey: 'p', deviceName, deviceSecret: 's' },
    product,
    isEnabled: true,
  });

  test('belong to the device they were issued to', () => {
    const tokens = createTokens({ clock: fakeClock(), lifeMs: 1_000 });
    const [one, two] = [device('one'), device('two')];
    expect(tokens.look(tokens.issue(one))).toBe(one);
    expect(tokens.look(tokens.issue(two))).toBe(two);
  });

  test('expire one by one, each after its life', async () => {
    const clock = fakeClock({ byHand: true });
    const tokens = createTokens({ clock, lifeMs: 1_000 });
    const one = device('one');
    const first = tokens.issue(one);
    await clock.advance(500);
    const second = tokens.issue(one);
    await clock.advance(500);
    expect([tokens.look(first), tokens.look(second)]).toEqual(['expired', one]);
  });

  test('are remembered up to 64 for each device, the oldest going first', () => {
    const tokens = createTokens({ clock: fakeClock(), lifeMs: 1_000 });
    const [one, two] = [device('one'), device('two')];
    const ofTwo = tokens.issue(two);
    const ofOne = Array.from({ length: 65 }, () => tokens.issue(one));
    expect(tokens.look(ofOne[0]!)).toBe('unknown');
    expect(ofOne.slice(1).every((token) => tokens.look(token) === one)).toBe(true);
    expect(tokens.look(ofTwo)).toBe(two);
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

describe('an inbox', () => {
  const message = (messageId: string): InboxMessage => ({
    at: START_MS,
    device: DEMO_DEVICE,
    topic: POST_TOPIC,
    messageId,
    body: '',
    properties: new Map(),
    warnings: [],
  });

  test('has the newest message last', () => {
    const inbox = createInbox();
    inbox.add(message('1'));
    inbox.add(message('2'));
    expect(inbox.messages().map(({ messageId }) => messageId)).toEqual(['1', '2']);
  });

  test.each([9_999, 10_000, 10_001, 19_999, 20_000, 25_000])(
    'of %d messages keeps the last 10000',
    (count) => {
      const inbox = createInbox();
      for (let i = 1; i <= count; i++) inbox.add(message(String(i)));
      const messages = inbox.messages();
      expect(messages).toHaveLength(Math.min(count, 10_000));
      expect(messages[0]?.messageId).toBe(String(Math.max(1, count - 9_999)));
      expect(messages.at(-1)?.messageId).toBe(String(count));
    },
  );

  test('once looked at does not change', () => {
    const inbox = createInbox();
    inbox.add(message('1'));
    const seen = inbox.messages();
    inbox.add(message('2'));
    expect(seen).toHaveLength(1);
  });
});
