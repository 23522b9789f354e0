import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../src/emulator/exchange.ts';
import { createLog, LOG } from '../../src/emulator/log.ts';
import { createRetention } from '../../src/emulator/store/retention.ts';
import { createSequence } from '../../src/emulator/store/sequence.ts';
import type { Store } from '../../src/emulator/store/store.ts';
import { START_MS } from '../helpers/fake-clock.ts';
import { authRequest } from '../helpers/signed.ts';
import { PARAMS, report, tokenOf, useKeptPlatform } from './kept-platform.ts';
import { STORES } from './store/stores.ts';

const PRODUCT = 'a1b2c3d4e5f';
const named = (deviceName: string) => ({ productKey: PRODUCT, deviceName });

/** A log, and a way to write to it. */
function logUnderTest(store: Store, limits = { perShelf: 1e9, total: 1e9 }) {
  const log = createLog(store, createRetention({ store, isFresh: true }, { ...limits, range: LOG }));
  const nextSeq = createSequence();
  const add = async (...devices: (string | undefined)[]): Promise<void> => {
    const entries = devices.map((deviceName) => {
      const device = deviceName === undefined ? undefined : `${PRODUCT}/${deviceName}`;
      const exchange: Exchange = { seq: nextSeq(), at: START_MS, path: '/auth', device, code: 0, notes: [] };
      return log.put(exchange);
    });
    await store.write(entries);
    for (const entry of entries) log.written(entry);
  };
  /** How many exchanges there were before each of those found. */
  const found = async (...query: Parameters<typeof log.exchanges>): Promise<number[]> =>
    (await log.exchanges(...query)).map(({ seq }) => Number.parseInt(seq.slice(4), 36) - 1);
  return { log, add, found };
}

const seqOf = (number: number): string => `0001${(number + 1).toString(36).padStart(8, '0')}`;

describe.each(STORES)('a log %s', (_name, open) => {
  test('gives all exchanges in the order they were answered, whoever asked', async () => {
    const { add, found } = logUnderTest(await open());
    await add('zeta', 'alpha', undefined, 'beta');
    await add('alpha', undefined, 'zeta');
    expect(await found()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(await found({ isNewestFirst: true })).toEqual([6, 5, 4, 3, 2, 1, 0]);
  });

  test('gives those of one device, and of no other whose name begins alike', async () => {
    const { add, found } = logUnderTest(await open());
    await add('sensor', 'sensor.1', 'sensor', undefined, 'sensor-1', 'sensor');
    expect(await found({ device: named('sensor') })).toEqual([0, 2, 5]);
    expect(await found({ device: named('sensor'), isNewestFirst: true })).toEqual([5, 2, 0]);
    expect(await found({ device: named('nobody') })).toEqual([]);
  });

  test.each([[named('one')], [undefined]])(
    'gives what came after an exchange, so many as asked for: %j',
    async (device) => {
      const { add, found } = logUnderTest(await open());
      await add(...Array(10).fill('one'));
      expect(await found({ device, after: seqOf(3) })).toEqual([4, 5, 6, 7, 8, 9]);
      expect(await found({ device, after: seqOf(3), limit: 2 })).toEqual([4, 5]);
      expect(await found({ device, after: seqOf(3), limit: 2, isNewestFirst: true })).toEqual([9, 8]);
      expect(await found({ device, after: seqOf(9) })).toEqual([]);
      expect(await found({ device, limit: 0 })).toEqual([]);
      expect(await found({ device, after: 'nonsense ü' })).toEqual([]);
    },
  );

  test('finds the first and the last few among many devices', async () => {
    const { add, found } = logUnderTest(await open());
    const devices = Array.from({ length: 600 }, (_, index) =>
      index % 7 === 0 ? undefined : `d${(index * 37) % 100}x`,
    );
    await add(...devices);
    for (const limit of [1, 2, 10, 99, 600, 1000]) {
      const all = devices.map((_, index) => index);
      expect(await found({ limit })).toEqual(all.slice(0, limit));
      expect(await found({ limit, isNewestFirst: true })).toEqual(all.toReversed().slice(0, limit));
      expect(await found({ limit, after: seqOf(299) })).toEqual(all.slice(300, 300 + limit));
    }
  });

  test('misses nothing between two looks, whoever reports meanwhile', async () => {
    const { add, log } = logUnderTest(await open());
    const seen: string[] = [];
    let isDone = false;
    const reporting = (async () => {
      for (let round = 0; round < 100; round++) await add('zeta', 'alpha', undefined, 'beta');
      isDone = true;
    })();
    for (let isLast = false; !isLast; ) {
      isLast = isDone;
      await nextTurn();
      const exchanges = await log.exchanges({ after: seen.at(-1), limit: 1000 });
      seen.push(...exchanges.map(({ seq }) => seq));
    }
    await reporting;
    expect(seen).toEqual(Array.from({ length: 400 }, (_, index) => seqOf(index)));
  });

  test('forgets a device', async () => {
    const { add, found, log } = logUnderTest(await open());
    await add('one', undefined, 'one.2', 'one');
    await log.removeDevice(named('one'));
    expect(await found()).toEqual([1, 2]);
    await add('one');
    expect(await found({ device: named('one') })).toEqual([4]);
  });

  test('loses a device’s oldest exchanges beyond its share, and no other’s', async () => {
    const { add, found } = logUnderTest(await open(), { perShelf: 10_000, total: 1e9 });
    await add('quiet', undefined);
    for (let round = 0; round < 40; round++) await add(...Array(10).fill('busy'));
    await expect.poll(async () => (await found({ device: named('busy') })).length).toBeLessThan(110);
    const left = await found({ device: named('busy') });
    expect(left.at(-1)).toBe(401);
    expect(left.length).toBeGreaterThan(50);
    expect((await found({ limit: 2 })).slice(0, 2)).toEqual([0, 1]);
  });
});

describe('a platform', () => {
  test('keeps its log over a restart, and goes on behind it', async () => {
    const place = useKeptPlatform();
    const first = await place.open();
    const token = await tokenOf(first);
    await report(first, { token, params: PARAMS });
    await first.handle(authRequest({ productKey: 'nowhere', deviceName: 'none', clientId: 'a', sign: 'b' }));
    const before = await first.log.exchanges();
    expect(before.map(({ code, device }) => [code, device])).toEqual([
      [0, 'iot-sim-demo/demo-sensor'],
      [0, 'iot-sim-demo/demo-sensor'],
      [20000, undefined],
    ]);
    expect(before).toEqual(place.exchanges);

    const second = await place.open();
    expect(await second.log.exchanges()).toEqual(before);
    await report(second, { token, params: PARAMS });
    expect(await second.log.exchanges()).toEqual(place.exchanges);
    expect(await second.log.exchanges({ after: before.at(-1)?.seq })).toHaveLength(1);
    expect(await second.messages()).toHaveLength(2);
  });

  test('begins anew, without what it kept and with its numbers going on', async () => {
    const place = useKeptPlatform();
    const platform = await place.open({ devices: 2 });
    const token = await tokenOf(platform);
    await report(platform, { token, params: PARAMS });
    const [last] = await platform.log.exchanges({ isNewestFirst: true });
    await platform.registry.addProduct({ productName: 'to go' });
    await platform.reset();
    expect(await platform.log.exchanges()).toEqual([]);
    expect(await report(platform, { token, params: PARAMS })).toBe(20003);
    await tokenOf(platform);
    const again = await place.open({ devices: 2 });
    const [, mine] = await again.log.exchanges();
    expect(mine!.seq > last!.seq).toBe(true);
    expect([...again.registry.products()]).toHaveLength(1);
    expect(again.registry.countAllDevices()).toBe(3);
  });
});
