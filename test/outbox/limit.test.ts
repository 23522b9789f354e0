import { describe, expect, test } from 'vitest';
import { isFull, keptSince, type OutboxLimit } from '../../src/outbox/limit.ts';

const NOW = 1_768_471_200_000;

/** What an outbox says of itself. */
const outbox = ({ size = 0, bytes = 0, oldest }: { size?: number; bytes?: number; oldest?: number }) => ({
  size: () => size,
  bytes: () => bytes,
  oldestAtMs: () => oldest,
});

describe('an outbox is full', () => {
  test.each<[OutboxLimit, Parameters<typeof outbox>[0], boolean]>([
    [{ count: 3 }, { size: 2 }, false],
    [{ count: 3 }, { size: 3 }, true],
    [{ bytes: 1_000 }, { bytes: 999 }, false],
    [{ bytes: 1_000 }, { bytes: 1_000 }, true],
    [{ ageMs: 5_000 }, {}, false],
    [{ ageMs: 5_000 }, { oldest: NOW - 5_000, size: 1e6, bytes: 1e12 }, false],
    [{ ageMs: 5_000 }, { oldest: NOW - 5_001 }, true],
    [{ ageMs: 5_000 }, { oldest: NOW + 60_000 }, false],
  ])('%j with %j: %s', (limit, state, expected) => {
    expect(isFull(outbox(state), limit, { nowMs: NOW })).toBe(expected);
  });

  test('of age counts what was found waiting as if it had been taken then, where somebody says so', () => {
    const found = outbox({ oldest: NOW - 60_000 });
    expect(isFull(found, { ageMs: 5_000 }, { nowMs: NOW, sinceMs: NOW - 5_000 })).toBe(false);
    expect(isFull(found, { ageMs: 5_000 }, { nowMs: NOW, sinceMs: NOW - 5_001 })).toBe(true);
  });

  test('of age keeps those that are young enough, whatever the others do', () => {
    expect(keptSince({ ageMs: 5_000 }, NOW)).toBe(NOW - 5_000);
    expect(keptSince({ count: 1 }, NOW)).toBe(Number.POSITIVE_INFINITY);
    expect(keptSince({ bytes: 1 }, NOW)).toBe(Number.POSITIVE_INFINITY);
  });
});
