import { build, type JsHistogram } from 'hdr-histogram-js';
import type { Latency } from './events.ts';

/**
 * How often each duration occurred: `[ms, count]`, the shortest first, with ms as the histogram rounds it; the first and
 * the last are exact. Recording
 * those of two runs in one histogram gives just the one that both together would have made.
 */
export type Histogram = readonly (readonly [ms: number, count: number])[];

/** Durations of a kind, each at the cost of a count. */
export interface Latencies {
  record(ms: number): void;
  /** Records what another histogram of the same digits holds. */
  add(histogram: Histogram): void;
  histogram(): Histogram;
  /** The duration, in ms, that so many percent are not longer than. @returns undefined where there are none */
  percentile(percent: number): number | undefined;
  /** Null where there are none. */
  figures(): Latency | null;
}

/** A histogram holds microseconds up to an hour. */
const LEAST = 1;
const MOST = 3_600_000_000;

/** Makes latencies of which there are none. @param digits significant ones that are kept of each duration */
export function createLatencies(digits: 1 | 2 | 3 = 3): Latencies {
  const histogram = build({
    lowestDiscernibleValue: LEAST,
    highestTrackableValue: MOST,
    numberOfSignificantValueDigits: digits,
  }) as JsHistogram; // the kind that is not WebAssembly
  const ms = (microseconds: number): number => Math.round(microseconds) / 1000;
  const held = (duration: number): number => Math.min(Math.max(Math.round(duration * 1000), LEAST), MOST);
  /** The histogram gives the upper end of a bucket, which may lie above the greatest value itself. */
  const percentile = (percent: number): number =>
    ms(Math.min(histogram.getValueAtPercentile(percent), histogram.maxValue));
  return {
    record(duration) {
      histogram.recordValue(held(duration));
    },
    add(pairs) {
      for (const [duration, count] of pairs) histogram.recordValueWithCount(held(duration), count);
    },
    histogram() {
      const { minNonZeroValue: min, maxValue: max, totalCount } = histogram;
      if (totalCount === 0) return [];
      const pairs: [number, number][] = [];
      const [first, last] = [min, max].map((value) => histogram.lowestEquivalentValue(value));
      for (let index = 0, seen = 0; seen < totalCount; index++) {
        const count = histogram.getCountAtIndex(index);
        if (count === 0) continue; // most are
        seen += count;
        const value = histogram.valueFromIndex(index);
        // The least and the greatest are known exactly; they may be of one bucket.
        if (value === first && first === last && min < max) pairs.push([ms(min), 1], [ms(max), count - 1]);
        else pairs.push([ms(value === last ? max : value === first ? min : value), count]);
      }
      return pairs;
    },
    percentile: (percent) => (histogram.totalCount === 0 ? undefined : percentile(percent)),
    figures() {
      if (histogram.totalCount === 0) return null;
      const { minNonZeroValue: min, maxValue: max } = histogram;
      return {
        min: ms(min),
        mean: ms(Math.min(Math.max(histogram.mean, min), max)),
        p50: percentile(50),
        p90: percentile(90),
        p99: percentile(99),
        max: ms(max),
      };
    },
  };
}
