import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  durationsAt,
  placeOfShare,
  shareOfPlace,
} from '../../../../../src/cli/fleet/outputs/html/percentiles.ts';
import { steps } from '../../../../../src/cli/fleet/outputs/html/svg.ts';
import { createLatencies } from '../../../../../src/engine/latency.ts';

describe('the path of values', () => {
  const axis = { place: (value: number) => value / 10 };
  const at = (from: number, value: number | undefined) => ({ from, to: from + 0.25, value });

  test('goes in steps, and only where the value changes', () => {
    expect(steps([at(0, 0), at(0.25, 5), at(0.5, 5), at(0.75, 10)], axis).path).toBe(
      'M0 220H250V110H500H750V0H1000',
    );
  });

  test('has a hole where there is no value, and the shape below it has one too', () => {
    const { path, area } = steps([at(0, 5), at(0.25, undefined), at(0.5, 5)], axis);
    expect(path).toBe('M0 110H250M500 110H750');
    expect(area).toBe('M0 220V110H250V220ZM500 220V110H750V220Z');
  });

  test('is nothing of nothing', () => {
    expect(steps([at(0, undefined)], axis)).toEqual({ path: '', area: '' });
  });
});

describe('durations by percentile', () => {
  test('are those that the histogram itself gives', () => {
    const durations = fc.array(fc.double({ min: 0.001, max: 60_000, noNaN: true }), {
      minLength: 1,
      maxLength: 300,
    });
    const shares = [0, 0.1, 0.5, 0.9, 0.99, 0.999, 1];
    fc.assert(
      fc.property(durations, (all) => {
        const latencies = createLatencies();
        for (const ms of all) latencies.record(ms);
        for (const [index, ms] of durationsAt(latencies.histogram(), shares).entries()) {
          const expected = latencies.percentile(100 * (shares[index] ?? 0)) ?? 0;
          expect(Math.abs(ms - expected)).toBeLessThanOrEqual(0.002 * expected + 0.001);
        }
      }),
    );
    expect(durationsAt([], shares)).toEqual([]);
  });

  test('stand ten times rarer each step to the right', () => {
    for (const [share, place] of [
      [0, 0],
      [0.9, 1],
      [0.99, 2],
      [0.9999, 4],
    ] as const) {
      expect(placeOfShare(share)).toBeCloseTo(place);
      expect(shareOfPlace(place)).toBeCloseTo(share, 9);
    }
  });
});
