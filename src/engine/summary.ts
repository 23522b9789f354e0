import { faultName } from '../readings/faults/labels.ts';
import type { SimEvent, Summary, UnstampedEvent } from './events.ts';
import { createLatencies } from './latency.ts';

/** Counts the events of a run. */
export interface Tally {
  add(event: SimEvent | UnstampedEvent): void;
  /** @param pending readings that wait; by default those that are neither sent nor given up */
  summary(durationMs: number, pending?: number): Summary;
}

/** Makes an empty tally. */
export function createTally(): Tally {
  /** Of an earlier run, that wait. */
  let found = 0;
  const counts = { taken: 0, clamped: 0, snapped: 0, skipped: 0, sent: 0, refused: 0, dropped: 0, auths: 0 };
  const faults = new Map<string, number>();
  const latencies = createLatencies();

  const addFaults = (labels: readonly string[] = []): void => {
    for (const label of labels) {
      const name = faultName(label);
      faults.set(name, (faults.get(name) ?? 0) + 1);
    }
  };

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
          latencies.record(event.ms);
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
      return {
        ...counts,
        faults: Object.fromEntries(faults),
        pending: pending ?? Math.max(0, found + taken - sent - refused - dropped),
        latency: latencies.figures(),
        durationMs: Math.round(durationMs),
      };
    },
  };
}
