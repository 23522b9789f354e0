import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change, Walk } from '../../../src/emulator/store/store.ts';
import { useFolder } from '../../helpers/memory-io.ts';
import { entriesOf, keysOf, put, STORES, useStore } from './stores.ts';

const isRoot = process.getuid?.() === 0; // nothing is forbidden to it

/** A change that no database takes. */
const WRONG = { type: 'put', key: 'wrong', value: null } as unknown as Change;

describe.each(STORES)('a store %s', (_name, open) => {
  test('gives what was written, until it is removed', async () => {
    const store = await open();
    await put(store, { a: '1', b: '2' });
    expect([await store.read('a'), await store.read('c')]).toEqual(['1', undefined]);
    await store.write([
      { type: 'del', key: 'a' },
      { type: 'put', key: 'b', value: '3' },
    ]);
    expect(await entriesOf(store)).toEqual([['b', '3']]);
  });

  test('has written when it says so, and not before', async () => {
    const store = await open();
    const written = put(store, { a: '1' });
    expect(await store.read('a')).toBeUndefined();
    await written;
    expect(await store.read('a')).toBe('1');
  });

  test('keeps the order of writes that overlap', async () => {
    const store = await open();
    const told: number[] = [];
    const writes = Array.from({ length: 200 }, async (_, index) => {
      // Some come in one turn, some while others are being written.
      for (let turn = 0; turn < index % 7; turn++) await store.read('a');
      await put(store, { [`own ${index}`]: String(index), all: String(index) });
      told.push(index);
      return store.read('all');
    });
    const seen = await Promise.all(writes);
    expect(told).toHaveLength(200);
    expect(seen.every((value) => value !== undefined)).toBe(true);
    expect(await store.read('all')).toBe(String(told.at(-1)));
    expect(await keysOf(store, { from: 'own', to: 'own~' })).toHaveLength(200);
  });

  test('walks over a range: its beginning included, its end not', async () => {
    const store = await open();
    await put(store, { a: '1', b: '2', c: '3', d: '4' });
    expect(await keysOf(store, { from: 'b', to: 'd' })).toEqual(['b', 'c']);
    expect(await keysOf(store, { from: 'b', to: 'd', isBackwards: true })).toEqual(['c', 'b']);
    expect(await keysOf(store, { from: 'b', to: 'z', limit: 2 })).toEqual(['b', 'c']);
    expect(await keysOf(store, { isBackwards: true, limit: 1 })).toEqual(['d']);
    expect(await keysOf(store, { limit: 0 })).toEqual([]);
    expect(await keysOf(store, { from: 'd', to: 'b' })).toEqual([]);
  });

  test('walks over what there was when the walk began', async () => {
    const store = await open();
    await put(store, { a: '1', b: '2', c: '3' });
    const keys: string[] = [];
    for await (const [key] of store.entries({ from: 'a', to: 'z' })) {
      keys.push(key);
      await store.write([{ type: 'del', key: 'b' }]);
      await put(store, { bb: '1' });
    }
    expect(keys).toEqual(['a', 'b', 'c']);
  });

  test('walks many at a time over the same', async () => {
    const store = await open();
    const names = Array.from({ length: 10_000 }, (_, index) => `k${String(index).padStart(5, '0')}`);
    await put(store, Object.fromEntries(names.map((name) => [name, name])));
    const portions = async (walk: Partial<Walk>) => {
      const keys: string[][] = [];
      for await (const portion of store.portions({ from: 'k00002', to: 'k09000', ...walk })) {
        keys.push(portion.map(([key]) => key));
      }
      return keys;
    };
    for (const walk of [{}, { isBackwards: true }, { limit: 500 }, { isBackwards: true, limit: 500 }]) {
      const found = await portions(walk);
      expect(found.flat()).toEqual(await keysOf(store, { from: 'k00002', to: 'k09000', ...walk }));
      expect(found.length).toBeLessThan(20);
      expect(found.length).toBeGreaterThan(1);
    }
    expect(await portions({ from: 'l', to: 'm' })).toEqual([]);
    for await (const portion of store.portions({ from: 'k', to: 'l' })) {
      expect(portion[0]).toEqual(['k00000', 'k00000']);
      break; // whoever has enough leaves nothing open: the store can be closed
    }
  });

  test('gives a snapshot of one moment', async () => {
    const store = await open();
    await put(store, { a: '1', b: '2' });
    const snapshot = await store.snapshot();
    await put(store, { a: '3', c: '4' });
    await store.remove({ from: 'b', to: 'c' });
    expect(await entriesOf(snapshot)).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(await keysOf(snapshot, { isBackwards: true, limit: 1 })).toEqual(['b']);
    await snapshot.close();
    expect(await keysOf(store)).toEqual(['a', 'c']);
  });

  test('removes a range, and what is being written into it', async () => {
    const store = await open();
    await put(store, { a: '1', b: '2', c: '3' });
    const written = put(store, { bb: '4' });
    await store.remove({ from: 'b', to: 'c' });
    await written;
    expect(await keysOf(store)).toEqual(['a', 'c']);
  });

  test('removes thousands, and more ranges at a time', async () => {
    const store = await open();
    const keys = Array.from({ length: 5000 }, (_, index) => `${index % 5}/${String(index).padStart(4, '0')}`);
    await store.write(keys.map((key) => ({ type: 'put', key, value: key })));
    await Promise.all(
      ['0', '2', '3'].map((prefix) => store.remove({ from: `${prefix}/`, to: `${prefix}0` })),
    );
    const left = await keysOf(store);
    expect(left).toEqual(keys.filter((key) => /^[14]/.test(key)).toSorted());
  });

  test('removes what is meant of a range', async () => {
    const store = await open();
    await put(store, { a1: '', a2: '', a3: '', b1: '' });
    await store.remove({ from: 'a', to: 'b' }, (key) => key !== 'a2');
    expect(await keysOf(store)).toEqual(['a2', 'b1']);
  });

  test('closes once what is being removed is removed', async () => {
    const store = await open();
    await put(store, Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`a${index}`, '1'])));
    const removals = [store.remove({ from: 'a', to: 'a2' }), store.remove({ from: 'a2', to: 'b' })];
    await store.close();
    expect((await Promise.allSettled(removals)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
    ]);
  });

  test('closes once what is being written is written, and takes nothing more', async () => {
    const store = await open();
    const written = put(store, { a: '1' });
    await store.close();
    await written;
    await expect(put(store, { b: '2' })).rejects.toThrow();
    await expect(put(store, { c: '3' })).rejects.toThrow();
    await store.close();
  });
});

test('keys have the same order in both kinds', async () => {
  const key = fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 6 });
  const any = fc.uniqueArray(key, { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(any, async (keys) => {
      const sorted = keys.toSorted();
      for (const store of [await useStore(), await useStore(useFolder())]) {
        await put(store, Object.fromEntries(keys.map((name) => [name, name])));
        expect(await keysOf(store)).toEqual(sorted);
        expect(await keysOf(store, { from: sorted[0]! })).toEqual(sorted);
        await store.close();
      }
    }),
    { numRuns: 15 },
  );
});

describe('a folder', () => {
  test('keeps everything, also what is no plain text', async () => {
    const folder = useFolder();
    const values = { a: 'ü 漢字 😀 \u0000\n', b: '', c: 'x'.repeat(1_000_000) };
    const first = await useStore(folder);
    await put(first, values);
    await first.close();
    expect(Object.fromEntries(await entriesOf(await useStore(folder)))).toEqual(values);
  });

  test('is made where it does not exist, for its owner alone', async () => {
    const folder = join(useFolder(), 'a', 'b');
    const store = await useStore(folder);
    await put(store, { a: '1' });
    expect(store.isKept).toBe(true);
    if (process.platform === 'win32') return; // no modes there
    for (const made of [folder, join(folder, '..')]) expect(statSync(made).mode & 0o777).toBe(0o700);
  });

  test('tells of a write that fails those who asked for it and nobody else', async () => {
    const store = await useStore(useFolder());
    const before = put(store, { before: '1' });
    await before;
    const together = [put(store, { together: '1' }), store.write([WRONG])];
    const results = await Promise.allSettled(together);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await put(store, { after: '1' });
    expect(await keysOf(store), 'what failed has left nothing').toEqual(['after', 'before']);
  });

  test('tries again for those who wait while a write fails', async () => {
    const store = await useStore(useFolder());
    const failing = expect(store.write([WRONG])).rejects.toThrow();
    let waiting: Promise<void> | undefined;
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        waiting = put(store, { waiting: '1' });
        resolve();
      });
    });
    await failing;
    await waiting;
    expect(await keysOf(store)).toEqual(['waiting']);
  });

  test('in use cannot be opened again, and is not harmed', async () => {
    const folder = useFolder();
    const store = await useStore(folder);
    await put(store, { a: '1' });
    await expect(useStore(folder)).rejects.toMatchObject({
      code: 'DATA_IN_USE',
      message: `The data folder ${folder} is in use.`,
      hint: expect.stringContaining('iot-sim emulator export --endpoint'),
    });
    await put(store, { b: '2' });
    expect(await keysOf(store)).toEqual(['a', 'b']);
  });

  const damage: [what: string, damage: (folder: string) => void][] = [
    ['CURRENT is nonsense', (folder) => writeFileSync(join(folder, 'CURRENT'), 'nonsense')],
    ['CURRENT is empty', (folder) => writeFileSync(join(folder, 'CURRENT'), '')],
    ['CURRENT leads nowhere', (folder) => writeFileSync(join(folder, 'CURRENT'), 'MANIFEST-999999\n')],
    ['CURRENT is missing', (folder) => rmSync(join(folder, 'CURRENT'))],
    ['the manifest is nonsense', (folder) => writeFileSync(manifestOf(folder), Buffer.alloc(100, 0xa5))],
    ['the manifest is empty', (folder) => writeFileSync(manifestOf(folder), '')],
    ['the manifest is missing', (folder) => rmSync(manifestOf(folder))],
  ];
  test.each(damage)('of which %s is refused, and left as it is', async (_what, spoil) => {
    const folder = useFolder();
    const store = await useStore(folder);
    await put(store, { a: '1' });
    await store.close();
    spoil(folder);
    const before = dataIn(folder);
    await expect(useStore(folder)).rejects.toMatchObject({
      code: 'DATA_UNUSABLE',
      message: expect.stringContaining(folder),
    });
    await expect(useStore(folder), 'however often it is tried').rejects.toMatchObject({
      code: 'DATA_UNUSABLE',
    });
    expect(dataIn(folder)).toEqual(before);
  });

  test('that is a file is refused', async () => {
    const file = join(useFolder(), 'file');
    writeFileSync(file, 'text');
    for (const path of [file, join(file, 'below')]) {
      await expect(useStore(path)).rejects.toMatchObject({ code: 'DATA_UNUSABLE' });
    }
    expect(readFileSync(file, 'utf8')).toBe('text');
  });

  test.skipIf(isRoot || process.platform === 'win32')('that may not be written is refused', async () => {
    const folder = join(useFolder(), 'read-only');
    mkdirSync(folder, { mode: 0o500 });
    await expect(useStore(folder)).rejects.toMatchObject({ code: 'DATA_UNUSABLE' });
  });
});

function manifestOf(folder: string): string {
  return join(folder, readdirSync(folder).find((name) => name.startsWith('MANIFEST')) ?? 'MANIFEST');
}

/** What holds data; LOG and LOCK do not. */
function dataIn(folder: string): [name: string, bytes: string][] {
  return readdirSync(folder)
    .filter((name) => !/^LO(?:G|CK)/.test(name))
    .map((name) => [name, readFileSync(join(folder, name), 'latin1')]);
}
