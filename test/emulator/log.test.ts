import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Exchange } from '../../src/emulator/exchange.ts';
import { createLog, LOG, type LogSearch } from '../../src/emulator/log.ts';
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
    (await log.exchanges(...query)).map(numberOf);
  /** The same of a search, and whether it looked through all. */
  const search = async (query: LogSearch): Promise<[number[], boolean]> => {
    const { exchanges, isComplete } = await log.search(query);
    return [exchanges.map(numberOf), isComplete];
  };
  return { log, add, found, search };
}

const numberOf = ({ seq }: Exchange): number => Number.parseInt(seq.slice(4), 36) - 1;
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

  test.each([[named('one')], [undefined]])('gives what came before an exchange: %j', async (device) => {
    const { add, found } = logUnderTest(await open());
    await add(...Array(10).fill('one'));
    expect(await found({ device, before: seqOf(3) })).toEqual([0, 1, 2]);
    expect(await found({ device, before: seqOf(9), limit: 2, isNewestFirst: true })).toEqual([8, 7]);
    expect(await found({ device, before: seqOf(5), after: seqOf(2) })).toEqual([3, 4]);
    expect(await found({ device, before: seqOf(0) })).toEqual([]);
  });

  test('finds a text among the exchanges of a device, the case does not count', async () => {
    const { add, search } = logUnderTest(await open());
    await add('one', 'two', 'one', 'one', 'one');
    const seqs = [2, 4].map((number) => seqOf(number).toUpperCase());
    for (const [index, text] of seqs.entries()) {
      expect(await search({ device: named('one'), text })).toEqual([[[2, 4][index]], true]);
    }
    expect(await search({ device: named('one'), text: '"PATH":"/AUTH"' })).toEqual([[0, 2, 3, 4], true]);
    expect(await search({ device: named('one'), text: 'one', after: seqOf(0), before: seqOf(4) })).toEqual([
      [2, 3],
      true,
    ]);
    const newest = { device: named('one'), text: 'one', isNewestFirst: true };
    expect(await search(newest)).toEqual([[4, 3, 2, 0], true]);
    expect(await search({ ...newest, limit: 2 })).toEqual([[4, 3], true]);
    expect(await search({ device: named('one'), text: 'one', limit: 2 })).toEqual([[0, 2], true]);
    expect(await search({ device: named('one'), text: 'nothing' })).toEqual([[], true]);
    expect(await search({ device: named('ghost'), text: 'one' })).toEqual([[], true]);
  });

  test('looks through the last 20,000 exchanges, and says where there are more', async () => {
    const { add, search } = logUnderTest(await open());
    await add(...Array(20_000).fill('one'));
    const first = { device: named('one'), text: seqOf(0) };
    expect(await search(first)).toEqual([[0], true]);
    await add('one');
    expect(await search(first)).toEqual([[], false]);
    expect(await search({ ...first, text: seqOf(1) })).toEqual([[1], false]);
    expect(await search({ ...first, isNewestFirst: true, limit: 1, text: seqOf(1) })).toEqual([[1], true]);
    expect(await search({ ...first, before: seqOf(20_000) })).toEqual([[0], true]);
  });

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

  test('gives the last ones also where some of them are gone, or an earlier process kept them', async () => {
    const store = await open();
    const { add, found, log } = logUnderTest(store);
    await add(...Array(3000).fill('one'), 'two', 'one', 'two', 'one');
    expect(await found({ isNewestFirst: true, limit: 3 })).toEqual([3003, 3002, 3001]);
    expect(await found({ after: seqOf(3000) })).toEqual([3001, 3002, 3003]);
    expect(await found({ after: seqOf(10), limit: 2 })).toEqual([11, 12]);
    expect(await found({ limit: 2 })).toEqual([0, 1]);
    const again = logUnderTest(store);
    expect(await again.found({ isNewestFirst: true, limit: 2 })).toEqual([3003, 3002]);
    await log.removeDevice(named('two'));
    expect(await found({ isNewestFirst: true, limit: 3 })).toEqual([3003, 3001, 2999]);
    expect(await found({ after: seqOf(2999), limit: 1 })).toEqual([3001]);
    await log.removeDevice(named('one'));
    expect(await found({ isNewestFirst: true, limit: 3 })).toEqual([]);
    expect(await found({ after: seqOf(2999) })).toEqual([]);
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
