import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLatencies } from '../../src/engine/latency.ts';

const duration = fc.double({ min: 0, max: 4_000_000, noNaN: true });

describe('latencies', () => {
  test('added up are those that one histogram would have had', () => {
    fc.assert(
      fc.property(fc.array(fc.array(duration)), (runs) => {
        const whole = createLatencies();
        const sum = createLatencies();
        for (const run of runs) {
          const part = createLatencies();
          for (const ms of run) {
            part.record(ms);
            whole.record(ms);
          }
          sum.add(part.histogram());
        }
        expect(sum.histogram()).toEqual(whole.histogram());
        expect(sum.figures()).toEqual(whole.figures());
      }),
      { numRuns: 50 },
    );
  });

  test('are as many in the histogram as were recorded, each to its digits', () => {
    const latencies = createLatencies(1);
    for (const ms of [0, 1, 1.01, 250, 3_600_000]) latencies.record(ms);
    expect(latencies.histogram().map(([, count]) => count)).toEqual([1, 2, 1, 1]);
    expect(latencies.histogram()[2]?.[0]).toBeGreaterThan(230);
    expect(latencies.percentile(50)).toBeLessThan(1.1);
    expect(createLatencies().percentile(50)).toBeUndefined();
  });
});
