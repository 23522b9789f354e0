import type { Histogram } from '../../../../engine/latency.ts';

/** A place on an axis of percentiles, each step right of which is ten times rarer: 0 is 0 %, 1 is 90 %, 2 is 99 %. */
export function placeOfShare(share: number): number {
  return -Math.log10(1 - share);
}

/** The reverse of {@link placeOfShare}. */
export function shareOfPlace(place: number): number {
  return 1 - 10 ** -place;
}

/** How many durations there are. */
export function totalOf(histogram: Histogram): number {
  return histogram.reduce((sum, [, count]) => sum + count, 0);
}

/** Finds, for shares that ascend, the duration that so many are not longer than. @returns an empty list of nothing */
export function durationsAt(histogram: Histogram, shares: readonly number[]): number[] {
  const total = totalOf(histogram);
  if (total === 0) return [];
  let index = 0;
  let [ms, counted] = histogram[0] ?? [0, 0];
  return shares.map((share) => {
    // What the digits of a fraction add in the last places is no reading more.
    while (counted < share * total - 1e-6 && index < histogram.length - 1) {
      index += 1;
      const [next, count] = histogram[index] ?? [ms, 0];
      ms = next;
      counted += count;
    }
    return ms;
  });
}
