import { describe, expect, test } from 'vitest';
import { OUTBOX_SETTINGS, parseOutboxLimit, parseRate } from '../../src/config/outbox-settings.ts';
import { DEFAULT_LIMIT } from '../../src/outbox/limit.ts';

describe('parseOutboxLimit', () => {
  test.each([
    ['100MB', { bytes: 100_000_000 }],
    ['500kB', { bytes: 500_000 }],
    ['500KB', { bytes: 500_000 }],
    ['2GB', { bytes: 2_000_000_000 }],
    ['10000', { count: 10_000 }],
    ['1', { count: 1 }],
    ['7d', { ageMs: 7 * 86_400_000 }],
    ['1h30m', { ageMs: 5_400_000 }],
  ])('%s is %j', (text, value) => {
    expect(parseOutboxLimit(text)).toEqual({ value });
  });

  test.each([
    ['', 'write bytes such as 100MB, readings such as 10000, or an age such as 7d'],
    ['100mb', 'is no limit'],
    ['100 MB', 'is no limit'],
    ['1.5MB', 'is no limit'],
    ['-5', 'is no limit'],
    ['7 d', 'is no limit'],
    ['1e6', 'is no limit'],
    ['all', 'is no limit'],
    ['9999999999', 'is no limit'],
    ['0', 'would keep nothing'],
    ['0MB', 'would keep nothing'],
    ['0d', 'must be longer than 0'],
    ['9999d', 'longer than ten years'],
  ])('%j is refused: %s', (text, words) => {
    expect(parseOutboxLimit(text)).toEqual({ problem: expect.stringContaining(words) });
  });

  test('of the default is the default of the engine', () => {
    expect(parseOutboxLimit(OUTBOX_SETTINGS.outboxLimit.fallback ?? '')).toEqual({ value: DEFAULT_LIMIT });
  });
});

describe('parseRate', () => {
  test.each([
    ['25/s', 25],
    ['25', 25],
    ['0.5/s', 0.5],
  ])('%s is %d a second', (text, value) => {
    expect(parseRate(text)).toEqual({ value });
  });

  test.each(['', '0', '0/s', '-1', '5/m', '5 /s', 'fast', '1e3', '9999999'])('%j is refused', (text) => {
    expect(parseRate(text)).toEqual({ problem: expect.stringContaining('such as 25/s') });
  });
});

describe('the names of policies and ways', () => {
  test.each([
    ['whenFull', 'drop-newest'],
    ['drain', 'history'],
  ] as const)('%s may be %s', (name, text) => {
    expect(OUTBOX_SETTINGS[name].parse(text)).toEqual({ value: text });
  });

  test.each([
    ['whenFull', 'drop-olderst', 'Did you mean drop-oldest?'],
    ['whenFull', '', 'is none of drop-oldest, drop-newest, stop'],
    ['drain', 'Post', 'Did you mean post?'],
    ['drain', 'batch', 'is none of post, history'],
  ] as const)('%s may not be %j: %s', (name, text, words) => {
    expect(OUTBOX_SETTINGS[name].parse(text)).toEqual({ problem: expect.stringContaining(words) });
  });
});
