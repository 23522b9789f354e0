import type { ErrorCode, SimError } from '../../errors.ts';
import type { Latency } from '../events.ts';
import { createLatencies } from '../latency.ts';

/** How a fleet's run went, or goes. */
export interface FleetSummary {
  readonly devices: number;
  readonly taken: number;
  readonly sent: number;
  readonly refused: number;
  /** Given up: more came than may wait. */
  readonly dropped: number;
  readonly pending: number;
  /** Answers of /auth, good or bad. */
  readonly auths: number;
  readonly durationMs: number;
  /** Sent a second, over the whole run. */
  readonly perSecond: number;
  /** Readings taken in the second with most of them. */
  readonly peakPerSecond: number;
  /** From when a reading was due to the platform's answer, in ms: what waits is not left out. */
  readonly latency: Latency | null;
  /** From the request to its answer, in ms. */
  readonly service: Latency | null;
  /** From when a reading was due to when it was taken, in ms. */
  readonly lateness: Latency | null;
  /** How often the platform answered a message for good with each code. */
  readonly codes: Readonly<Record<string, number>>;
  /** Failed tries, by kind, each with the first one's words. */
  readonly errors: Readonly<Record<string, { readonly count: number; readonly example: string }>>;
  /** Devices that the platform does not let in, and why; the first of them. */
  readonly shutOut: readonly { readonly device: string; readonly reason: string }[];
  readonly shutOutCount: number;
}

/** So many devices that were not let in are named. */
const MOST_NAMED = 20;

/** Counts what happens in a fleet; cheap enough for each message. */
export interface FleetTally {
  taken(dueMs: number, nowMs: number): void;
  sent(dueMs: number, sentAtMs: number, nowMs: number): void;
  refused(code: number): void;
  dropped(): void;
  auth(): void;
  trouble(error: SimError): void;
  shutOut(device: string, error: SimError): void;
  summary(more: Pick<FleetSummary, 'devices' | 'pending' | 'durationMs'>): FleetSummary;
}

/** Makes a tally of nothing. */
export function createFleetTally(): FleetTally {
  const [latency, service, lateness] = [createLatencies(), createLatencies(), createLatencies()];
  const counts = { taken: 0, sent: 0, refused: 0, dropped: 0, auths: 0 };
  const codes = new Map<number, number>();
  const errors = new Map<ErrorCode, { count: number; example: string }>();
  const shutOut: { device: string; reason: string }[] = [];
  let shutOutCount = 0;
  const second = { at: 0, taken: 0, most: 0 };

  return {
    taken(dueMs, nowMs) {
      counts.taken += 1;
      lateness.record(nowMs - dueMs);
      const at = Math.floor(nowMs / 1000);
      if (at !== second.at) {
        second.at = at;
        second.taken = 0;
      }
      second.taken += 1;
      second.most = Math.max(second.most, second.taken);
    },
    sent(dueMs, sentAtMs, nowMs) {
      counts.sent += 1;
      latency.record(nowMs - dueMs);
      service.record(nowMs - sentAtMs);
    },
    refused(code) {
      counts.refused += 1;
      codes.set(code, (codes.get(code) ?? 0) + 1);
    },
    dropped() {
      counts.dropped += 1;
    },
    auth() {
      counts.auths += 1;
    },
    trouble({ code, message }) {
      const known = errors.get(code);
      if (known === undefined) errors.set(code, { count: 1, example: message });
      else known.count += 1;
    },
    shutOut(device, { message }) {
      shutOutCount += 1;
      if (shutOut.length < MOST_NAMED) shutOut.push({ device, reason: message });
    },
    summary({ devices, pending, durationMs }) {
      if (counts.sent > 0) codes.set(0, counts.sent);
      return {
        devices,
        ...counts,
        pending,
        durationMs: Math.round(durationMs),
        perSecond: Math.round((10_000 * counts.sent) / Math.max(durationMs, 1)) / 10,
        peakPerSecond: second.most,
        latency: latency.figures(),
        service: service.figures(),
        lateness: lateness.figures(),
        codes: Object.fromEntries([...codes].toSorted(([a], [b]) => a - b)),
        errors: Object.fromEntries(errors),
        shutOut,
        shutOutCount,
      };
    },
  };
}
