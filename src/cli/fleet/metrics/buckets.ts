import type { Histogram } from '../../../engine/latency.ts';
import type { Buckets } from './metric.ts';

/** Upper ends of the buckets, in seconds: from a timer that is a little late to a platform that hardly answers. */
export const BOUNDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300,
] as const;

/** A histogram of three digits tells so many values apart before it rounds: 2 to the power of 11. */
const EXACT_BITS = 11;

const MICROSECONDS = 1_000_000;

/**
 * Sorts durations into buckets. Those that the histogram holds for the same always fall into the same bucket, or a count
 * could become smaller when a longer one comes.
 */
export function toBuckets(histogram: Histogram): Buckets {
  const bounds = BOUNDS.map((bound) => Math.round(bound * MICROSECONDS));
  const counts = [...bounds.map(() => 0), 0];
  let count = 0;
  let sum = 0;
  let bucket = 0;
  for (const [ms, times] of histogram) {
    const { least, middle } = sameAs(Math.round(ms * 1000));
    while (least > (bounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket += 1;
    counts[bucket] = (counts[bucket] ?? 0) + times;
    count += times;
    sum += times * middle;
  }
  const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);
  return {
    bounds: BOUNDS,
    counts,
    count,
    sum: sum / MICROSECONDS,
    min: seconds(histogram[0]?.[0]),
    max: seconds(histogram.at(-1)?.[0]),
  };
}

/** The values, in whole microseconds, that a histogram of three digits does not tell from this one. */
function sameAs(microseconds: number): { least: number; middle: number } {
  const bits = 32 - Math.clz32(microseconds);
  const width = 2 ** Math.max(0, bits - EXACT_BITS);
  const least = microseconds - (microseconds % width);
  return { least, middle: least + (width - 1) / 2 };
}
