import type { FleetReport } from '../../../../src/engine/fleet/report/report.ts';
import { createLatencies, type Latencies } from '../../../../src/engine/latency.ts';

/** Latencies of these durations, in ms. */
export function latenciesOf(...durations: readonly number[]): Latencies {
  const latencies = createLatencies();
  for (const ms of durations) latencies.record(ms);
  return latencies;
}

/** A report of a run under way. */
export function sampleReport(changes: Partial<FleetReport> = {}): FleetReport {
  return {
    target: 100,
    startedAtMs: 1_700_000_000_000,
    durationMs: 2_500,
    restored: 0,
    devices: 20,
    taken: 9,
    sent: 4,
    refused: 2,
    dropped: 1,
    pending: 2,
    untaken: 0,
    failed: 3,
    auths: 20,
    latency: latenciesOf(0.4, 7, 7, 400_000),
    service: latenciesOf(),
    lateness: latenciesOf(0.5),
    codes: { 0: 4, 6306: 2 },
    errors: { TIMED_OUT: { count: 3, example: 'The server at "x"\\\nwas silent.' } },
    shutOut: [{ device: 'a/b', reason: 'unknown' }],
    shutOutCount: 1,
    worst: [],
    series: { widthMs: 1_000, points: [] },
    ...changes,
  };
}
