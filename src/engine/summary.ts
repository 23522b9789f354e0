import { build } from 'hdr-histogram-js';
import type { Latency, SimEvent, Summary, UnstampedEvent } from './events.ts';

/** Counts the events of a run. */
export interface Tally {
  add(event: SimEvent | UnstampedEvent): void;
  /** @param pending readings that wait; by default those that are neither sent nor given up */
  summary(durationMs: number, pending?: number): Summary;
}

/** The histogram holds microseconds up to an hour, to three significant digits. */
const HISTOGRAM = {
  lowestDiscernibleValue: 1,
  highestTrackableValue: 3_600_000_000,
  numberOfSignificantValueDigits: 3,
} as const;

/** Makes an empty tally. */
export function createTally(): Tally {
  /** Of an earlier run, that wait. */
  let found = 0;
  const counts = { taken: 0, clamped: 0, snapped: 0, skipped: 0, sent: 0, refused: 0, dropped: 0, auths: 0 };
  const faults = new Map<string, number>();
  const histogram = build(HISTOGRAM);
  const clamp = (microseconds: number): number =>
    Math.min(Math.max(microseconds, HISTOGRAM.lowestDiscernibleValue), HISTOGRAM.highestTrackableValue);
  const ms = (microseconds: number): number => Math.round(microseconds) / 1000;

  const addFaults = (labels: readonly string[] = []): void => {
    for (const label of labels) {
      const [name = label] = label.split(' ');
      faults.set(name, (faults.get(name) ?? 0) + 1);
    }
  };

  /** The histogram gives the upper end of a bucket, which may lie above the greatest value itself. */
  const percentile = (percent: number): number =>
    ms(Math.min(histogram.getValueAtPercentile(percent), histogram.maxValue));

  return {
    add(event) {
      switch (event.type) {
        case 'auth':
          counts.auths++;
          break;
        case 'backlog':
          found = event.pending;
          break;
        case 'reading':
          counts.taken++;
          for (const { clamped } of Object.values(event.fitted ?? {}))
            counts[clamped ? 'clamped' : 'snapped']++;
          addFaults(event.faults);
          break;
        case 'skipped':
          counts.skipped++;
          addFaults(event.faults);
          break;
        case 'sent':
          counts.sent++;
          histogram.recordValue(clamp(Math.round(event.ms * 1000)));
          break;
        case 'refused':
          counts.refused++;
          break;
        case 'dropped':
          counts.dropped++;
          break;
        default:
          break; // the others say nothing that is counted
      }
    },
    summary(durationMs, pending) {
      const { taken, sent, refused, dropped } = counts;
      const latency: Latency = {
        min: ms(histogram.minNonZeroValue),
        mean: ms(Math.min(Math.max(histogram.mean, histogram.minNonZeroValue), histogram.maxValue)),
        p50: percentile(50),
        p90: percentile(90),
        p99: percentile(99),
        max: ms(histogram.maxValue),
      };
      return {
        ...counts,
        faults: Object.fromEntries(faults),
        pending: pending ?? Math.max(0, found + taken - sent - refused - dropped),
        latency: sent === 0 ? null : latency,
        durationMs: Math.round(durationMs),
      };
    },
  };
}
