import { describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import type { TokenStore } from '../../src/client/token.ts';
import type { Token } from '../../src/client/token-state.ts';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { createPlatform, type PlatformOptions } from '../../src/emulator/platform.ts';
import type { Transport } from '../../src/protocol/http.ts';
import { propertyPostTopic } from '../../src/protocol/topic.ts';
import { fakeClock, START_MS } from '../helpers/fake-clock.ts';
import { received } from '../helpers/platforms.ts';
import { clientOptions, fates, recorder, tokenReply, topicReply } from '../helpers/transports.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const topic = propertyPostTopic(DEMO_DEVICE);
const message = { topic, body: () => '{"id":"1","version":"1.0","params":{"temperature":22}}' };

/** A client of an emulator, and what went between them. */
function setUp(
  options: PlatformOptions & {
    wrap?: (handle: Transport) => Transport;
    tokenStore?: TokenStore;
  } = {},
) {
  const clock = fakeClock({ byHand: true });
  const platform = createPlatform({ clock, ...options });
  const recorded = recorder((options.wrap ?? ((handle) => handle))(platform.handle));
  const client = createClient(clientOptions({ send: recorded.send, clock, tokenStore: options.tokenStore }));
  const tokens = () => recorded.posts().map(({ headers }) => headers['password']);
  return { clock, client, received: () => received(platform), ...recorded, tokens };
}

describe('a client', () => {
  test('sends nothing before it is asked to', () => {
    expect(setUp().requests).toEqual([]);
  });

  test('authenticates once for fifty messages published at the same time', async () => {
    const { client, auths, received } = setUp();
    const deliveries = await Promise.all(Array.from({ length: 50 }, () => client.publish(message)));
    expect(deliveries.every(({ code }) => code === 0)).toBe(true);
    expect(auths()).toBe(1);
    expect(await received()).toHaveLength(50);
  });

  test('uses one token for as long as it serves', async () => {
    const { client, clock, auths, tokens } = setUp();
    for (let day = 0; day < 5; day++) {
      await client.publish(message);
      await clock.advance(DAY_MS);
    }
    expect(auths()).toBe(1);
    expect(new Set(tokens()).size).toBe(1);
  });

  test('renews its token before the end of its life, without a post being refused', async () => {
    const { client, clock, auths, tokens } = setUp();
    await client.publish(message);
    await clock.advance(5.6 * DAY_MS);
    await client.publish(message);
    await clock.advance(0);
    await client.publish(message);
    const [first, second, third] = tokens();
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(auths()).toBe(2);
    expect(tokens()).toHaveLength(3);
  });
});

describe('a refused token', () => {
  test.each([20001, 20002, 20003])('(%d) is renewed once, and the message repeated', async (code) => {
    const { client, auths, tokens, received } = setUp({
      wrap: (handle) => fates(handle, [topicReply(code)]),
    });
    expect((await client.publish(message)).code).toBe(0);
    expect(auths()).toBe(2);
    expect(tokens()).toHaveLength(2);
    expect(tokens()[1]).not.toBe(tokens()[0]);
    expect(await received()).toHaveLength(1);
  });

  test.each([20001, 20002, 20003])('(%d) that is refused again is worth another try later', async (code) => {
    const twice = [topicReply(code), topicReply(code)];
    const { client, auths, posts } = setUp({ wrap: (handle) => fates(handle, twice) });
    await expect(client.publish(message)).rejects.toMatchObject({
      code: 'UNDELIVERED',
      message: expect.stringContaining(String(code)),
    });
    expect(auths()).toBe(2);
    expect(posts()).toHaveLength(2);
  });

  test('that expired on the platform is renewed when it is used', async () => {
    const { client, clock, auths } = setUp({ tokenTtlMs: HOUR_MS });
    await client.publish(message);
    await clock.advance(HOUR_MS);
    expect((await client.publish(message)).code).toBe(0);
    expect(auths()).toBe(2);
  });

  test('is renewed once for all who used it at the same time', async () => {
    const { client, clock, auths, received } = setUp({ tokenTtlMs: HOUR_MS });
    await client.publish(message);
    await clock.advance(HOUR_MS);
    const deliveries = await Promise.all(Array.from({ length: 20 }, () => client.publish(message)));
    expect(deliveries.every(({ code }) => code === 0)).toBe(true);
    expect(auths()).toBe(2);
    expect(await received()).toHaveLength(21);
  });

  test('does not take with it the newer one that another message has fetched meanwhile', async () => {
    const clock = fakeClock();
    let auths = 0;
    // Two posts leave with t1; the refusal of the second arrives when the first has long got t2.
    const send: Transport = async ({ path, headers, body }) => {
      if (path === '/auth') return tokenReply(`t${++auths}`);
      if (headers['password'] === 't2') return topicReply(0);
      if (body === 'late') await clock.sleep(10_000);
      return topicReply(20001);
    };
    const client = createClient(clientOptions({ send, clock }));
    await Promise.all([
      client.publish({ topic, body: () => 'soon' }),
      client.publish({ topic, body: () => 'late' }),
    ]);
    expect(auths).toBe(2);
  });

  test('is no reason to authenticate where the post was refused for something else', async () => {
    const { client, auths, posts } = setUp({ wrap: (handle) => fates(handle, [topicReply(30001)]) });
    await client.publish(message);
    expect(auths()).toBe(1);
    expect(posts()).toHaveLength(1);
  });
});

describe('a kept token', () => {
  function memoryStore(initial?: Token) {
    let kept = initial;
    let loads = 0;
    const store: TokenStore = {
      load: async () => {
        loads++;
        return kept;
      },
      save: async (token) => {
        kept = token;
      },
    };
    return { store, kept: () => kept, loads: () => loads };
  }

  test('is used instead of a new one', async () => {
    const { store } = memoryStore();
    const clock = fakeClock({ byHand: true });
    const { handle } = createPlatform({ clock });
    const { send, auths } = recorder(handle);
    const options = clientOptions({ send, clock, tokenStore: store });
    await createClient(options).publish(message);
    await createClient(options).publish(message);
    expect(auths()).toBe(1);
  });

  test('is looked for once', async () => {
    const { store, loads } = memoryStore();
    const { client } = setUp({ tokenStore: store, wrap: (handle) => fates(handle, [topicReply(20001)]) });
    await client.publish(message);
    expect(loads()).toBe(1);
  });

  test('whose life is over is not used', async () => {
    const { store } = memoryStore({ text: 'old', issuedAtMs: 0, expiresAtMs: START_MS });
    const { client, tokens } = setUp({ tokenStore: store });
    await client.publish(message);
    expect(tokens()).not.toContain('old');
  });

  test('that the platform refuses gives way to a new one, which is kept', async () => {
    const { store, kept } = memoryStore({ text: 'gone', issuedAtMs: 0, expiresAtMs: START_MS + 1 });
    const { client, auths, tokens } = setUp({ tokenStore: store });
    expect((await client.publish(message)).code).toBe(0);
    expect(auths()).toBe(1);
    expect(tokens()[0]).toBe('gone');
    expect(kept()).toEqual({
      text: tokens()[1],
      issuedAtMs: START_MS,
      expiresAtMs: START_MS + 7 * DAY_MS,
    });
  });

  test('is passed over by authenticate, which wants a new one', async () => {
    const { store, kept } = memoryStore({ text: 'kept', issuedAtMs: START_MS, expiresAtMs: START_MS + 1e9 });
    const { client, auths } = setUp({ tokenStore: store });
    await client.authenticate();
    expect(auths()).toBe(1);
    expect(kept()?.text).not.toBe('kept');
  });

  test('that cannot be saved is no reason for a publish to fail', async () => {
    const failure = new Error('disk full');
    const told: unknown[] = [];
    const clock = fakeClock();
    const { handle } = createPlatform({ clock });
    const tokenStore = { load: async () => undefined, save: () => Promise.reject(failure) };
    const client = createClient(clientOptions({ send: handle, clock, tokenStore }), {
      onStoreError: (error) => told.push(error),
    });
    expect((await client.publish(message)).code).toBe(0);
    expect(told).toEqual([failure]);
  });
});
