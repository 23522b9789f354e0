import { build } from 'hdr-histogram-js';
import type { Reading } from './ledger.ts';
import { type Filtering, isDelayedOnPurpose } from './on-purpose.ts';

/** How long readings took from being taken to arriving, in milliseconds. */
export interface Delay {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** The histogram holds milliseconds up to two hundred years, to three significant digits. */
const HISTOGRAM = {
  lowestDiscernibleValue: 1,
  highestTrackableValue: 200 * 365 * 86_400_000,
  numberOfSignificantValueDigits: 3,
} as const;

/** A copy of a reading. */
interface Copy {
  /** When it arrived, where that is known. */
  readonly atMs: number | undefined;
  /** What of it was filtered. */
  readonly filterings: readonly Filtering[];
  readonly isTimeWrong: boolean;
}

/** Which readings arrived, in which order and how late. */
export interface Arrivals {
  /** Notes a copy, in the order they arrived. */
  add(reading: Reading, copy: Copy): void;
  figures(): {
    /** Readings that arrived after one that was sent later. */
    readonly outOfOrder: number;
    /** Null where none arrived, or nothing says when. */
    readonly delay: Delay | null;
  };
}

/** Makes arrivals of which there are none. */
export function createArrivals(): Arrivals {
  const histogram = build(HISTOGRAM);
  let latest = -1;
  let outOfOrder = 0;

  const percentile = (percent: number): number =>
    Math.min(histogram.getValueAtPercentile(percent), histogram.maxValue);

  const addFirst = ({ entry, index }: Reading, atMs: number | undefined): void => {
    if (index < latest) outOfOrder += 1;
    latest = Math.max(latest, index);
    if (atMs === undefined || isDelayedOnPurpose(entry.faults)) return;
    // A platform whose clock is behind ours has it before it was taken.
    const delay = Math.max(0, Math.round(atMs - entry.takenAtMs));
    histogram.recordValue(Math.min(delay, HISTOGRAM.highestTrackableValue));
  };

  return {
    add(reading, { atMs, filterings, isTimeWrong }) {
      if (reading.copies === 0) {
        if (reading.isCounted) addFirst(reading, atMs);
        reading.filterings = filterings;
      }
      reading.copies += 1;
      reading.isHeld ||= filterings.length === 0;
      reading.isTimeWrong ||= isTimeWrong;
    },
    figures() {
      if (histogram.totalCount === 0) return { outOfOrder, delay: null };
      const [p50, p90, p99] = [percentile(50), percentile(90), percentile(99)];
      return { outOfOrder, delay: { p50, p90, p99, max: histogram.maxValue } };
    },
  };
}
