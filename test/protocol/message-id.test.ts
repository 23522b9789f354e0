import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMessageIds } from '../../src/protocol/message-id.ts';
import { createRandom } from '../../src/random.ts';

const DAY_MS = 86_400_000;
const MIDNIGHT = Date.UTC(2024, 1, 29);
const NOON = MIDNIGHT + DAY_MS / 2;

const lowest = () => 0;
const highest = () => 1 - 2 ** -53;
const anyRandom = fc.oneof(
  fc.string().map((seed) => createRandom(seed)),
  fc.constantFrom(lowest, highest),
);

function expectDistinct(ids: readonly string[]): void {
  expect(new Set(ids).size).toBe(ids.length);
}

function expectDecimal(ids: readonly string[]): void {
  for (const id of ids) {
    expect(id).toMatch(/^(0|[1-9]\d*)$/);
    expect(Number(id)).toBeLessThanOrEqual(4_294_967_295);
  }
}

describe('message ids', () => {
  it('are decimal text in 0..4294967295 at any time', () => {
    fc.assert(
      fc.property(anyRandom, fc.array(fc.nat({ max: 2 ** 43 }), { minLength: 1 }), (random, times) => {
        expectDecimal(times.map(createMessageIds(random)));
      }),
    );
  });

  it.each([
    ['the first of a day', MIDNIGHT, lowest],
    ['the last of a day', MIDNIGHT + DAY_MS - 1, highest],
  ])('are in range for %s', (_, time, random) => {
    const next = createMessageIds(random);
    expectDecimal(Array.from({ length: 100 }, () => next(time)));
  });

  it('do not repeat however the clock jumps within a day', () => {
    const times = fc.array(fc.nat({ max: DAY_MS - 1 }), { maxLength: 200 });
    fc.assert(
      fc.property(anyRandom, times, (random, offsets) => {
        const next = createMessageIds(random);
        expectDistinct(offsets.map((offset) => next(MIDNIGHT + offset)));
      }),
    );
  });

  it('do not repeat when many are taken in one millisecond', () => {
    const next = createMessageIds(createRandom('many'));
    expectDistinct(Array.from({ length: 10_000 }, () => next(NOON)));
  });

  it('do not repeat in a day of a message every second', () => {
    const next = createMessageIds(createRandom('day'));
    expectDistinct(Array.from({ length: 86_400 }, (_, second) => next(MIDNIGHT + second * 1000)));
  });

  it.each([
    ['an hour', 3_600_000],
    ['two days', 2 * DAY_MS],
  ])('go on when the clock steps back by %s', (_, step) => {
    const next = createMessageIds(createRandom('back'));
    const before = Array.from({ length: 100 }, (_, index) => next(NOON + index));
    const after = Array.from({ length: 100 }, (_, index) => next(NOON + 100 - step + index));
    expectDistinct([...before, ...after]);
  });

  it('rise within a day', () => {
    const next = createMessageIds(createRandom('rise'));
    const ids = Array.from({ length: 1000 }, (_, index) => Number(next(NOON + Math.floor(index / 3))));
    expect(ids).toEqual(ids.toSorted((left, right) => left - right));
  });

  it('do not repeat across midnight, however many were taken just before', () => {
    const next = createMessageIds(highest);
    const before = Array.from({ length: 500 }, () => next(MIDNIGHT - 1));
    const after = Array.from({ length: 500 }, (_, index) => next(MIDNIGHT + index));
    expectDecimal([...before, ...after]);
    expectDistinct([...before, ...after]);
  });

  it('begin anew with the day', () => {
    const next = createMessageIds(lowest);
    next(MIDNIGHT - 1);
    expect(Number(next(MIDNIGHT))).toBeLessThan(994);
  });

  it('have a room of their own in every 20 milliseconds, so that a later run cannot meet them', () => {
    const last = createMessageIds(highest)(NOON);
    const first = createMessageIds(lowest)(NOON + 20);
    expect(Number(last)).toBeLessThan(Number(first));
  });

  it('are not repeated by a second run of the same day that begins after the first ended', () => {
    const count = fc.integer({ min: 1, max: 100 });
    // 30 messages a second are the platform's limit: one in 33 ms.
    const gap = fc.integer({ min: 33, max: 60_000 });
    fc.assert(
      fc.property(
        anyRandom,
        anyRandom,
        count,
        gap,
        fc.nat({ max: DAY_MS / 4 }),
        (one, two, length, ms, start) => {
          const first = createMessageIds(one);
          const second = createMessageIds(two);
          const begin = MIDNIGHT + start;
          const restart = begin + length * ms;
          expectDistinct([
            ...Array.from({ length }, (_, index) => first(begin + index * ms)),
            ...Array.from({ length }, (_, index) => second(restart + index * ms)),
          ]);
        },
      ),
    );
  });
});
