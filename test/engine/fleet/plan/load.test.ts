import { describe, expect, test } from 'vitest';
import { phaseOf } from '../../../../src/engine/fleet/phase.ts';
import { type PlannedDevice, planLoad, readingsOf } from '../../../../src/engine/fleet/plan/load.ts';

/** Devices whose readings are spread over the interval, as those of a run. */
const spread = (count: number, intervalMs: number): PlannedDevice[] =>
  Array.from({ length: count }, (_, index) => ({ intervalMs, dueMs: phaseOf(index, intervalMs) }));

/** Devices that take their readings at the same moments. */
const herd = (count: number, intervalMs: number): PlannedDevice[] =>
  Array.from({ length: count }, () => ({ intervalMs, dueMs: 0 }));

describe('readingsOf', () => {
  test.each([
    [{ count: 3 }, 0, 3],
    [{ durationMs: 5_000 }, 0, 5],
    [{ durationMs: 5_001 }, 0, 6],
    [{ count: 3, durationMs: 60_000 }, 0, 3],
    [{ count: 30, durationMs: 2_500 }, 0, 3],
    [{ durationMs: 2_500 }, 600, 2],
    [{ durationMs: 100 }, 100, 0],
  ])('of a run of %j and a first one after %i ms are %i', (length, dueMs, readings) => {
    expect(readingsOf({ intervalMs: 1_000, dueMs }, length)).toBe(readings);
  });

  test('go on without an end', () => {
    expect(readingsOf({ intervalMs: 1_000, dueMs: 0 }, {})).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('planLoad', () => {
  test('spreads readings and tokens over the interval', () => {
    const load = planLoad(spread(1_000, 5_000), { durationMs: 60_000 });
    expect(load).toMatchObject({ devices: 1_000, perSecond: 200, mostPerSecond: 0.2, readings: 12_000 });
    expect(load.peakPerSecond).toBeGreaterThanOrEqual(200);
    expect(load.peakPerSecond).toBeLessThan(206);
    expect(load.tokens.atStart).toBe(1_000);
    expect(load.tokens.withinMs).toBeGreaterThan(4_900);
    expect(load.tokens.withinMs).toBeLessThan(5_000);
    expect(load.tokens.peakPerSecond).toBeLessThan(206);
  });

  test('has the whole herd in one second where all begin together', () => {
    const load = planLoad(herd(1_000, 5_000), {});
    expect(load).toMatchObject({ perSecond: 200, peakPerSecond: 1_000, readings: null });
    expect(load.tokens).toMatchObject({ withinMs: 0, peakPerSecond: 1_000 });
    expect(planLoad(herd(10, 100), {}).peakPerSecond).toBe(100);
  });

  test('asks for tokens again after four fifths of seven days', () => {
    expect(planLoad(herd(56, 5_000), {}).tokens.perDay).toBeCloseTo(10);
  });

  test('counts devices of different intervals, and names the fastest', () => {
    const load = planLoad([...herd(3, 1_000), ...herd(1, 20)], { count: 100 });
    expect(load).toMatchObject({ perSecond: 53, mostPerSecond: 50, readings: 400, peakPerSecond: 53 });
  });

  test('leaves out devices that a ramp brings only after the end', () => {
    const devices = [0, 10_000, 20_000].map((dueMs) => ({ intervalMs: 1_000, dueMs }));
    const load = planLoad(devices, { durationMs: 15_000 });
    expect(load).toMatchObject({ devices: 3, readings: 15 + 5 });
    expect(load.tokens).toMatchObject({ atStart: 2, withinMs: 10_000, peakPerSecond: 1 });
  });

  test('of an interval of years, of very many readings a second and of no devices is quick', () => {
    const years = planLoad(spread(1_000, 3650 * 86_400_000), {});
    expect(years.peakPerSecond).toBeGreaterThanOrEqual(1);
    expect(planLoad(herd(100_000, 1), {}).peakPerSecond).toBe(100_000_000);
    expect(planLoad([], { count: 1 })).toMatchObject({ perSecond: 0, peakPerSecond: 0, readings: 0 });
  });
});
