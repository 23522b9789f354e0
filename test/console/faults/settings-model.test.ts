import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toDuration, toMs, toNumber } from '../../../src/console/pages/faults/duration.ts';
import { readLife, readOffset, readRateLimit } from '../../../src/console/pages/faults/settings-model.ts';
import { type Emulator, startEmulator } from '../../../src/emulator/server.ts';

describe('a length of time', () => {
  test.each([
    [0, '0', 's'],
    [200, '200', 'ms'],
    [1500, '1500', 'ms'],
    [90_000, '90', 's'],
    [-1_800_000, '-30', 'min'],
    [7 * 86_400_000, '7', 'd'],
  ] as const)('of %d ms is shown as %s %s, and read as the same', (ms, amount, unit) => {
    expect(toDuration(ms)).toEqual({ amount, unit });
    expect(toMs({ amount, unit })).toBe(ms);
  });

  test('may have a fraction, with a point or a comma', () => {
    expect(toMs({ amount: '1.1', unit: 's' })).toBe(1100);
    expect(toMs({ amount: ' 0,5 ', unit: 'min' })).toBe(30_000);
  });

  test.each(['', ' ', 'x', '1 2', '1,2,3'])('%j is no number', (text) => {
    expect(toNumber(text)).toBeNaN();
  });
});

describe('the settings', () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startEmulator({ port: 0 });
  });
  afterAll(() => emulator.close());

  /** What the emulator answers to a change. */
  const statusOf = async (name: string, value: unknown): Promise<number> => {
    const body = JSON.stringify({ [name]: value });
    return (await fetch(`${emulator.url}/_emulator/settings`, { method: 'PATCH', body })).status;
  };

  test('that are left empty set no limit and no offset', () => {
    expect(readRateLimit(' ')).toEqual({ value: null });
    expect(readOffset({ amount: '', unit: 'd' })).toEqual({ value: 0 });
  });

  test.each([
    ['tokenTtlMs', readLife({ amount: '3650', unit: 'd' }), readLife({ amount: '3651', unit: 'd' })],
    ['tokenTtlMs', readLife({ amount: '1', unit: 'ms' }), readLife({ amount: '0', unit: 'ms' })],
    ['clockOffsetMs', readOffset({ amount: '-3650', unit: 'd' }), readOffset({ amount: '-3651', unit: 'd' })],
    ['rateLimit', readRateLimit('1000000'), readRateLimit('1000001')],
    ['rateLimit', readRateLimit('1'), readRateLimit('0.5')],
  ])('%s has the limits of the emulator', async (name, right, wrong) => {
    const value = 'value' in right ? right.value : undefined;
    const beyond = 'problem' in wrong && 'most' in wrong.problem ? wrong.problem.most + 1 : undefined;
    expect(await statusOf(name, value)).toBe(200);
    expect(await statusOf(name, beyond)).toBe(400);
  });
});
