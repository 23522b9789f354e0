import { build } from 'hdr-histogram-js';
import type { Latency } from './events.ts';

/** Durations of a kind, each at the cost of a count. */
export interface Latencies {
  record(ms: number): void;
  /** Null where there were none. */
  figures(): Latency | null;
}

/** The histogram holds microseconds up to an hour, to three significant digits. */
const HISTOGRAM = {
  lowestDiscernibleValue: 1,
  highestTrackableValue: 3_600_000_000,
  numberOfSignificantValueDigits: 3,
} as const;

/** Makes latencies of which there are none. */
export function createLatencies(): Latencies {
  const histogram = build(HISTOGRAM);
  const ms = (microseconds: number): number => Math.round(microseconds) / 1000;
  /** The histogram gives the upper end of a bucket, which may lie above the greatest value itself. */
  const percentile = (percent: number): number =>
    ms(Math.min(histogram.getValueAtPercentile(percent), histogram.maxValue));
  return {
    record(duration) {
      const microseconds = Math.round(duration * 1000);
      const { lowestDiscernibleValue: least, highestTrackableValue: most } = HISTOGRAM;
      histogram.recordValue(Math.min(Math.max(microseconds, least), most));
    },
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
