import type { ErrorCode, SimError } from '../../../errors.ts';
import { deviceText } from '../../../protocol/topic.ts';
import { createLatencies } from '../../latency.ts';
import type { FleetDevice } from '../device.ts';
import { type FleetReport, MOST_NAMED, type ShutOut, worstOf } from './report.ts';
import { createSeries } from './series.ts';

/** Counts what happens in a fleet; cheap enough for each message. Times are of the clock that never jumps. */
export interface FleetTally {
  taken(dueMs: number, nowMs: number): void;
  /** @param dueMs undefined where an earlier run took it */
  sent(device: FleetDevice, dueMs: number | undefined, nowMs: number): void;
  refused(device: FleetDevice, code: number, nowMs: number): void;
  dropped(device: FleetDevice, nowMs: number): void;
  /** A reading was due before the end, and was never taken. */
  untaken(dueMs: number, endMs: number): void;
  auth(): void;
  trouble(device: FleetDevice, error: SimError, nowMs: number): void;
  shutOut(device: FleetDevice, error: SimError): void;
  /** Notes how many readings wait; to be told every second. */
  waiting(pending: number, nowMs: number): void;
  /** How it goes, or, at the end, how it went. */
  report(nowMs: number, isOver: boolean): FleetReport;
}

/**
 * Makes a tally of nothing.
 * @param run.restored readings of earlier runs that wait
 * @param run.startedAt on the clock that never jumps
 */
export function createFleetTally({
  devices,
  target,
  restored = 0,
  startedAt,
  startedAtMs,
}: {
  devices: readonly FleetDevice[];
  target: number;
  restored?: number;
  startedAt: number;
  startedAtMs: number;
}): FleetTally {
  const [latency, service, lateness] = [createLatencies(), createLatencies(), createLatencies()];
  const counts = { restored, taken: 0, sent: 0, refused: 0, dropped: 0, failed: 0, untaken: 0, auths: 0 };
  const codes = new Map<number, number>();
  const errors = new Map<ErrorCode, { count: number; example: string }>();
  const shutOut: ShutOut[] = [];
  const series = createSeries();
  const second = { at: 0, taken: 0 };
  let shutOutCount = 0;
  let pending = 0;
  const timeOf = (nowMs: number): number => startedAtMs + nowMs - startedAt;

  return {
    taken(dueMs, nowMs) {
      counts.taken += 1;
      lateness.record(nowMs - dueMs);
      const time = timeOf(nowMs);
      const point = series.at(time);
      point.taken += 1;
      const at = Math.floor(time / 1000);
      if (at !== second.at) {
        second.at = at;
        second.taken = 0;
      }
      second.taken += 1;
      point.mostTaken = Math.max(point.mostTaken, second.taken);
    },
    sent(device, dueMs, nowMs) {
      counts.sent += 1;
      service.record(nowMs - device.sentAtMs);
      const point = series.at(timeOf(nowMs));
      point.sent += 1;
      if (dueMs === undefined) return;
      const took = nowMs - dueMs;
      latency.record(took);
      if (took > device.slowestMs) device.slowestMs = Math.round(took);
      point.latency.record(took);
    },
    refused(device, code, nowMs) {
      counts.refused += 1;
      device.refused += 1;
      codes.set(code, (codes.get(code) ?? 0) + 1);
      series.at(timeOf(nowMs)).refused += 1;
    },
    dropped(device, nowMs) {
      counts.dropped += 1;
      device.dropped += 1;
      series.at(timeOf(nowMs)).dropped += 1;
    },
    untaken(dueMs, endMs) {
      counts.untaken += 1;
      lateness.record(endMs - dueMs);
    },
    auth() {
      counts.auths += 1;
    },
    trouble(device, { code, message }, nowMs) {
      counts.failed += 1;
      device.failed += 1;
      series.at(timeOf(nowMs)).failed += 1;
      const known = errors.get(code);
      if (known === undefined) errors.set(code, { count: 1, example: message });
      else known.count += 1;
    },
    shutOut({ triple }, { message }) {
      shutOutCount += 1;
      if (shutOut.length < MOST_NAMED) shutOut.push({ device: deviceText(triple), reason: message });
    },
    waiting(waits, nowMs) {
      pending = waits;
      series.at(timeOf(nowMs)).pending = waits;
    },
    report(nowMs, isOver) {
      if (counts.sent > 0) codes.set(0, counts.sent);
      return {
        target,
        startedAtMs,
        durationMs: Math.round(nowMs - startedAt),
        devices: devices.length,
        ...counts,
        pending,
        latency,
        service,
        lateness,
        codes: Object.fromEntries([...codes].toSorted(([a], [b]) => a - b)),
        errors: Object.fromEntries(errors),
        shutOut,
        shutOutCount,
        worst: isOver ? worstOf(devices.map(describeDevice)) : [],
        series: series.series(),
      };
    },
  };
}

function describeDevice({ triple, taken, refused, dropped, pending, failed, slowestMs }: FleetDevice) {
  return { device: deviceText(triple), taken, refused, dropped, pending, failed, slowestMs };
}
