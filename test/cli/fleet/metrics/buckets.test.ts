import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BOUNDS, toBuckets } from '../../../../src/cli/fleet/metrics/buckets.ts';
import { createLatencies } from '../../../../src/engine/latency.ts';
import { latenciesOf } from './sample-report.ts';

/** Durations close to the bounds, where rounding would show, and elsewhere. */
const duration = fc.oneof(
  fc
    .constantFrom(...BOUNDS)
    .chain((bound) =>
      fc.double({ min: 0.998, max: 1.002, noNaN: true }).map((factor) => bound * 1000 * factor),
    ),
  fc.double({ min: 0, max: 4_000_000, noNaN: true }),
);

describe('the buckets of durations', () => {
  test('hold each duration in that of the first bound that it does not exceed', () => {
    const durations = [0, 0.5, 0.501, 5, 300_000, 3_600_000];
    const { bounds, counts, count, sum, min, max } = toBuckets(latenciesOf(...durations).histogram());
    const filled = counts.flatMap((times, index) => (times > 0 ? [[bounds[index], times]] : []));
    expect(filled).toEqual([
      [0.0005, 2],
      [0.001, 1],
      [0.005, 1],
      [300, 1],
      [undefined, 1],
    ]);
    expect(count).toBe(6);
    expect(Math.abs(sum - 3_900.006)).toBeLessThan(4);
    expect([min, max]).toEqual([0.000_001, 3_600]);
  });

  test('of none are empty', () => {
    const { counts, ...rest } = toBuckets([]);
    expect(counts).toEqual(Array(BOUNDS.length + 1).fill(0));
    expect(rest).toEqual({ bounds: BOUNDS, count: 0, sum: 0, min: undefined, max: undefined });
  });

  test('differ from the durations themselves by a thousandth at most', () => {
    fc.assert(
      fc.property(fc.array(duration, { minLength: 1, maxLength: 60 }), (durations) => {
        const { counts, sum } = toBuckets(latenciesOf(...durations).histogram());
        let sofar = 0;
        for (const [index, bound] of BOUNDS.entries()) {
          sofar += counts[index] ?? 0;
          const below = (factor: number): number =>
            durations.filter((ms) => ms <= bound * 1000 * factor + 0.001).length;
          expect(sofar).toBeGreaterThanOrEqual(
            below(0.999) - durations.filter((ms) => ms > 3_600_000).length,
          );
          expect(sofar).toBeLessThanOrEqual(below(1.001));
        }
        const exact = durations.reduce((total, ms) => total + Math.min(ms, 3_600_000), 0) / 1000;
        expect(Math.abs(sum - exact)).toBeLessThan(0.001 * exact + 0.000_002 * durations.length);
      }),
      { numRuns: 200 },
    );
  });

  test('never lose one when another comes, though the histogram rounds', () => {
    fc.assert(
      fc.property(fc.array(duration, { minLength: 2, maxLength: 40 }), (durations) => {
        const latencies = createLatencies();
        let before = toBuckets([]);
        for (const ms of durations) {
          for (let times = 0; times < 3; times++) latencies.record(ms);
          const after = toBuckets(latencies.histogram());
          const cumulative = ({ counts }: typeof after): number[] =>
            counts.map((_, index) => counts.slice(0, index + 1).reduce((total, each) => total + each, 0));
          const [old, now] = [cumulative(before), cumulative(after)];
          expect(now.filter((count, index) => count < (old[index] ?? 0))).toEqual([]);
          expect(after.sum).toBeGreaterThan(before.sum);
          before = after;
        }
      }),
      { numRuns: 200 },
    );
  });
});
