import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { LOG } from '../../../src/emulator/log.ts';
import { createRetention, keysUnder, type RetentionLimits } from '../../../src/emulator/store/retention.ts';
import type { Store } from '../../../src/emulator/store/store.ts';
import { entriesOf, keysOf, put, STORES } from './stores.ts';

const PREFIX = 'log/p/one/';
/** Every entry has 30 characters, key included. */
const SIZE = 30;

/** The key of an entry of a shelf. */
function keyOf(prefix: string, number: number): string {
  return prefix + String(number).padStart(20 - prefix.length, '0');
}

/** A store with a watched part, and a way to add entries to it. */
function watch(store: Store, limits: RetentionLimits, isFresh = true) {
  const retention = createRetention({ store, isFresh }, { ...limits, range: LOG });
  const add = async (prefix: string, numbers: readonly number[]): Promise<void> => {
    const entries = numbers.map((number) => [keyOf(prefix, number), 'x'.repeat(SIZE - 20)] as const);
    await put(store, Object.fromEntries(entries));
    const shelf = retention.shelf(prefix);
    for (const [key, value] of entries) retention.added(shelf, key.length + value.length);
  };
  return { retention, add };
}

function numbers(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}

async function countOf(store: Store, prefix: string): Promise<number> {
  return (await keysOf(store, keysUnder(prefix))).length;
}

/** Waits until a shelf has as many entries at most, and gives how many. */
async function trimmed(store: Store, prefix: string, most: number): Promise<number> {
  await expect.poll(() => countOf(store, prefix)).toBeLessThanOrEqual(most);
  return countOf(store, prefix);
}

describe.each(STORES)('of a store %s', (_name, open) => {
  test('a shelf keeps its share, and loses the oldest beyond it', async () => {
    const store = await open();
    const { add } = watch(store, { perShelf: 100 * SIZE, total: 1e9 });
    await add(PREFIX, numbers(0, 100));
    expect(await countOf(store, PREFIX)).toBe(100);
    await add(PREFIX, [100]);
    expect(await trimmed(store, PREFIX, 100)).toBe(90);
    expect(await keysOf(store, keysUnder(PREFIX))).toEqual(
      numbers(11, 90).map((number) => keyOf(PREFIX, number)),
    );
  });

  test('what comes late counts by its key, not by its coming', async () => {
    const store = await open();
    const { add } = watch(store, { perShelf: 100 * SIZE, total: 1e9 });
    await add(PREFIX, numbers(1000, 100));
    await add(PREFIX, [5]);
    expect(await trimmed(store, PREFIX, 100)).toBe(90);
    expect((await keysOf(store, keysUnder(PREFIX)))[0]).toBe(keyOf(PREFIX, 1010));
  });

  test('other shelves and other keys stay', async () => {
    const store = await open();
    const { add } = watch(store, { perShelf: 10 * SIZE, total: 1e9 });
    const others = {
      'log/p/on': '1',
      'log/p/one': '1',
      'log/p/one.a/1': '1',
      'log/p/one0': '1',
      'meta/a': '1',
    };
    await put(store, others);
    await add(PREFIX, numbers(0, 50));
    await trimmed(store, PREFIX, 10);
    const left = await entriesOf(store);
    expect(Object.fromEntries(left.filter(([key]) => !key.startsWith(PREFIX)))).toEqual(others);
  });

  test('what was there before is counted', async () => {
    const store = await open();
    await put(
      store,
      Object.fromEntries(numbers(0, 200).map((number) => [keyOf(PREFIX, number), 'x'.repeat(10)])),
    );
    const { add } = watch(store, { perShelf: 100 * SIZE, total: 1e9 }, false);
    await add(PREFIX, [200]);
    expect(await trimmed(store, PREFIX, 100)).toBeGreaterThanOrEqual(89);
    expect((await keysOf(store, keysUnder(PREFIX))).at(-1)).toBe(keyOf(PREFIX, 200));
  });

  test('what was there before keeps to the limits, whether anything comes or not', async () => {
    const store = await open();
    const shelves = numbers(0, 5).map((number) => `log/p/d${number}/`);
    for (const prefix of shelves) {
      await put(
        store,
        Object.fromEntries(numbers(0, 300).map((number) => [keyOf(prefix, number), 'x'.repeat(10)])),
      );
    }
    watch(store, { perShelf: 200 * SIZE, total: 500 * SIZE }, false);
    expect(await trimmed(store, 'log/', 500)).toBeGreaterThanOrEqual(340);
    for (const prefix of shelves) expect(await countOf(store, prefix)).toBeGreaterThanOrEqual(65);
  });

  test('what could not be counted is counted with the next entry', async () => {
    const store = await open();
    await put(
      store,
      Object.fromEntries(numbers(0, 200).map((number) => [keyOf(PREFIX, number), 'x'.repeat(10)])),
    );
    let tries = 0;
    const failing: Store = {
      ...store,
      entries(walk) {
        tries += 1;
        if (tries === 1) throw new Error('cannot be read');
        return store.entries(walk);
      },
    };
    const { add } = watch(failing, { perShelf: 100 * SIZE, total: 1e9 }, false);
    await add(PREFIX, [200]);
    expect(await trimmed(store, PREFIX, 100)).toBe(90);
  });

  test('what is removed while it is being counted does not count', async () => {
    const store = await open();
    await put(
      store,
      Object.fromEntries(numbers(0, 90).map((number) => [keyOf(PREFIX, number), 'x'.repeat(10)])),
    );
    const { add, retention } = watch(store, { perShelf: 100 * SIZE, total: 1e9 }, false);
    retention.removed(PREFIX);
    await store.remove(keysUnder(PREFIX));
    await add(PREFIX, numbers(100, 100));
    expect(await countOf(store, PREFIX)).toBe(100);
  });

  test('what comes while it is being counted counts too', async () => {
    const store = await open();
    await put(
      store,
      Object.fromEntries(numbers(0, 90).map((number) => [keyOf(PREFIX, number), 'x'.repeat(10)])),
    );
    const { add } = watch(store, { perShelf: 100 * SIZE, total: 1e9 }, false);
    for (const number of numbers(90, 20)) await add(PREFIX, [number]);
    expect(await trimmed(store, PREFIX, 100)).toBeGreaterThanOrEqual(88);
  });

  test('all shelves together keep to the total, and the fullest give', async () => {
    const store = await open();
    const { add } = watch(store, { perShelf: 1000 * SIZE, total: 200 * SIZE });
    const [light, ...heavy] = numbers(0, 10).map((number) => `log/p/d${number}/`) as [string, ...string[]];
    await add(light, numbers(0, 5));
    for (const prefix of heavy) await add(prefix, numbers(0, 100));
    expect(await trimmed(store, 'log/', 200)).toBeGreaterThanOrEqual(130);
    expect(await countOf(store, light)).toBe(5);
    for (const prefix of heavy) {
      expect(await countOf(store, prefix)).toBeGreaterThanOrEqual(14);
      expect((await keysOf(store, keysUnder(prefix))).at(-1)).toBe(keyOf(prefix, 99));
    }
  });

  test('a shelf that is removed gives its share back', async () => {
    const store = await open();
    const { add, retention } = watch(store, { perShelf: 100 * SIZE, total: 100 * SIZE });
    await add(PREFIX, numbers(0, 50));
    await add('log/p/two/', numbers(0, 10));
    await store.remove(keysUnder('log/p/two/'));
    retention.removed('log/p/two/');
    await add(PREFIX, numbers(50, 50));
    expect(await countOf(store, PREFIX)).toBe(100);
    retention.removed('');
    await add(PREFIX, [100]);
    expect(await countOf(store, PREFIX)).toBe(101);
  });

  test('an entry greater than the share does not stay, and does not stop the rest', async () => {
    const store = await open();
    const { add, retention } = watch(store, { perShelf: 10 * SIZE, total: 1e9 });
    const key = keyOf(PREFIX, 0);
    await put(store, { [key]: 'x'.repeat(1000) });
    retention.added(retention.shelf(PREFIX), key.length + 1000);
    expect(await trimmed(store, PREFIX, 0)).toBe(0);
    await add(PREFIX, numbers(1, 11));
    expect(await trimmed(store, PREFIX, 10)).toBe(9);
  });

  test('a store that closes meanwhile harms nobody', async () => {
    const store = await open();
    const { add, retention } = watch(store, { perShelf: 10 * SIZE, total: 1e9 });
    await add(PREFIX, numbers(0, 1000));
    await store.close();
    retention.added(retention.shelf(PREFIX), SIZE);
    retention.added(retention.shelf('log/p/two/'), 1000 * SIZE);
  });
});

test('a thousand shelves that hold too much together are trimmed within a few turns', async () => {
  const store = await STORES[0]![1]();
  const { add } = watch(store, { perShelf: 1000 * SIZE, total: 3000 * SIZE });
  await Promise.all(numbers(1000, 1000).map((number) => add(`log/p/d${number}/`, [0, 1, 2, 3])));
  for (let turn = 0; turn < 100; turn++) await nextTurn();
  expect(await countOf(store, 'log/')).toBeLessThanOrEqual(3000);
});

test('200,000 entries on ten shelves leave no more than the limits allow, at any time', async () => {
  const store = await STORES[0]![1]();
  const { add } = watch(store, { perShelf: 1000 * SIZE, total: 5000 * SIZE });
  const prefixes = numbers(0, 10).map((number) => `log/p/d${number}/`);
  const counts: number[] = [];
  for (let round = 0; round < 200; round++) {
    await Promise.all(prefixes.map((prefix) => add(prefix, numbers(round * 100, 100))));
    if (round % 10 === 9) counts.push(await countOf(store, 'log/'));
  }
  // A few rounds more than the limit while it is being trimmed.
  expect(Math.max(...counts)).toBeLessThan(3 * 5000);
  expect(await trimmed(store, 'log/', 5000)).toBeGreaterThanOrEqual(3400);
  for (const prefix of prefixes) {
    expect((await keysOf(store, keysUnder(prefix))).at(-1)).toBe(keyOf(prefix, 19_999));
  }
}, 60_000);

test('entries that come late all the time do not make the count drift', async () => {
  const store = await STORES[0]![1]();
  const { add } = watch(store, { perShelf: 200 * SIZE, total: 1e9 });
  for (let round = 0; round < 200; round++) {
    const late = numbers(round * 20, 20);
    const timely = numbers(1_000_000 + round * 20, 20);
    await Promise.all([add(PREFIX, timely), add(PREFIX, late)]);
  }
  expect(await trimmed(store, PREFIX, 200)).toBeGreaterThanOrEqual(160);
});
