import { describe, expect, test } from 'vitest';
import { createSequence, isSeq, openSequence, startAfter } from '../../../src/emulator/store/sequence.ts';
import { STORES } from './stores.ts';

describe('a sequence', () => {
  test('gives texts that sort in the order they were given', () => {
    const next = createSequence();
    const given = Array.from({ length: 50_000 }, next);
    expect(given.toSorted()).toEqual(given);
    expect(new Set(given).size).toBe(given.length);
    expect(given.every(isSeq)).toBe(true);
  });

  test.each(STORES)('of a store %s goes on behind that of an earlier start', async (_name, open) => {
    const store = await open();
    const given: string[] = [];
    for (let start = 0; start < 40; start++) {
      const next = await openSequence(store);
      given.push(next(), next());
    }
    expect(given.toSorted()).toEqual(given);
    expect(new Set(given).size).toBe(given.length);
  });

  test.each(STORES)('of a store %s goes on behind what was imported', async (_name, open) => {
    const imported = createSequence(36 ** 2 + 5)();
    const store = await open();
    await store.write([startAfter(imported)]);
    expect((await openSequence(store))() > imported).toBe(true);
  });

  test.each([undefined, 5, '', '00010000000', '000100000000a', '00010000000A', '0001/0000000'])(
    'does not take %j for one of its texts',
    (text) => {
      expect(isSeq(text)).toBe(false);
    },
  );
});
