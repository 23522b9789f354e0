import type { Latency } from '../../events.ts';
import { createLatencies, type Latencies } from '../../latency.ts';
import { type FleetSeries, mergeSeries } from './series.ts';

/** The kinds of durations that are counted of a fleet. */
export const DURATIONS = ['latency', 'service', 'lateness'] as const;

/** What is counted of a fleet; those of two fleets add up. */
export const COUNTS = [
  'devices',
  'restored',
  'taken',
  'sent',
  'refused',
  'dropped',
  'pending',
  'untaken',
  'failed',
  'auths',
  'shutOutCount',
] as const;

/** How a fleet's run went, or goes: all that is needed to put it together with those of other fleets. */
export interface FleetReport {
  /** Readings a second that there should be. */
  readonly target: number;
  /** ms since 1970. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly devices: number;
  /** Readings of earlier runs that waited when it began. */
  readonly restored: number;
  readonly taken: number;
  readonly sent: number;
  readonly refused: number;
  /** Given up: more came than may wait. */
  readonly dropped: number;
  readonly pending: number;
  /** Readings that were due before the end and never taken: counted in lateness, and in nothing else. */
  readonly untaken: number;
  /** Tries that failed; each was followed by another, or is pending. */
  readonly failed: number;
  /** Answers of /auth, good or bad. */
  readonly auths: number;
  /** From when a reading was due to the platform's answer: what waits is not left out. */
  readonly latency: Latencies;
  /** From the request to its answer. */
  readonly service: Latencies;
  /** From when a reading was due to when it was taken. */
  readonly lateness: Latencies;
  /** How often the platform answered a message for good with each code. */
  readonly codes: Readonly<Record<string, number>>;
  /** Failed tries, by kind, each with the first one's words. */
  readonly errors: Readonly<Record<string, FleetError>>;
  /** Devices that the platform does not let in, and why; the first of them. */
  readonly shutOut: readonly ShutOut[];
  readonly shutOutCount: number;
  /** The devices with the most trouble, and then the slowest; empty while it runs. */
  readonly worst: readonly WorstDevice[];
  readonly series: FleetSeries;
}

/** A kind of failure. */
export interface FleetError {
  readonly count: number;
  readonly example: string;
}

/** A device that the platform does not let in. */
export interface ShutOut {
  /** productKey/deviceName. */
  readonly device: string;
  readonly reason: string;
}

/** How it went for a device. */
export interface WorstDevice {
  /** productKey/deviceName. */
  readonly device: string;
  readonly taken: number;
  readonly refused: number;
  readonly dropped: number;
  readonly pending: number;
  /** Tries that failed. */
  readonly failed: number;
  /** The longest from when a reading was due to its answer, in whole ms. */
  readonly slowestMs: number;
}

/** The figures of a run, for people. */
export interface FleetSummary
  extends Omit<FleetReport, (typeof DURATIONS)[number] | 'series' | 'startedAtMs'> {
  /** Sent a second, over the whole run. */
  readonly perSecond: number;
  /** Readings taken in the second with most of them. */
  readonly peakPerSecond: number;
  /** In ms, as the two that follow. */
  readonly latency: Latency | null;
  readonly service: Latency | null;
  readonly lateness: Latency | null;
}

/** So many devices that were not let in, or had trouble, are named. */
export const MOST_NAMED = 20;

/** The figures of a report. */
export function summarizeFleet({ series, startedAtMs, ...report }: FleetReport): FleetSummary {
  const { latency, service, lateness, sent, durationMs } = report;
  return {
    ...report,
    perSecond: Math.round((10_000 * sent) / Math.max(durationMs, 1)) / 10,
    peakPerSecond: series.points.reduce((most, { mostTaken }) => Math.max(most, mostTaken), 0),
    latency: latency.figures(),
    service: service.figures(),
    lateness: lateness.figures(),
  };
}

/** What several fleets did together, as if it had been one: histograms are added, not averaged. */
export function mergeReports(reports: readonly FleetReport[]): FleetReport {
  const startedAtMs = Math.min(...reports.map((report) => report.startedAtMs));
  const endedAtMs = Math.max(...reports.map((report) => report.startedAtMs + report.durationMs));
  const sum = (key: (typeof COUNTS)[number] | 'target'): number =>
    reports.reduce((total, report) => total + report[key], 0);
  const joint = (key: (typeof DURATIONS)[number]): Latencies => {
    const latencies = createLatencies();
    for (const report of reports) latencies.add(report[key].histogram());
    return latencies;
  };
  const codes = new Map<string, number>();
  const errors = new Map<string, FleetError>();
  for (const report of reports) {
    for (const [code, count] of Object.entries(report.codes)) codes.set(code, (codes.get(code) ?? 0) + count);
    for (const [kind, { count, example }] of Object.entries(report.errors)) {
      const known = errors.get(kind);
      errors.set(kind, { count: (known?.count ?? 0) + count, example: known?.example ?? example });
    }
  }
  return {
    target: sum('target'),
    startedAtMs,
    durationMs: endedAtMs - startedAtMs,
    ...(Object.fromEntries(COUNTS.map((key) => [key, sum(key)])) as Pick<
      FleetReport,
      (typeof COUNTS)[number]
    >),
    latency: joint('latency'),
    service: joint('service'),
    lateness: joint('lateness'),
    codes: Object.fromEntries(codes),
    errors: Object.fromEntries(errors),
    shutOut: reports.flatMap(({ shutOut }) => shutOut).slice(0, MOST_NAMED),
    worst: worstOf(reports.flatMap(({ worst }) => worst)),
    series: mergeSeries(reports.map(({ series }) => series)),
  };
}

/** Those of the devices with the most trouble, and then the slowest; the worst first. */
export function worstOf(devices: readonly WorstDevice[]): WorstDevice[] {
  const trouble = ({ refused, dropped, pending, failed }: WorstDevice): number =>
    refused + dropped + pending + failed;
  return devices
    .toSorted(
      (a, b) => trouble(b) - trouble(a) || b.slowestMs - a.slowestMs || (a.device < b.device ? -1 : 1),
    )
    .slice(0, MOST_NAMED);
}
