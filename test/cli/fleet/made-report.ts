import type { FleetReport } from '../../../src/engine/fleet/report/report.ts';
import { createSeries, type FleetSeries } from '../../../src/engine/fleet/report/series.ts';
import { createFleetTally } from '../../../src/engine/fleet/report/tally.ts';
import { createLatencies, type Latencies } from '../../../src/engine/latency.ts';

/** When all runs here began: a multiple of every width of a point. */
export const START_MS = 1_800_000_000_000;

/** A run of which all is said that a test cares for. */
export function madeReport(changes: Partial<FleetReport> = {}): FleetReport {
  const tally = createFleetTally({ devices: [], target: 100, startedAt: 0, startedAtMs: START_MS });
  return { ...tally.report(60_000, true), ...changes };
}

/** Durations, in ms. */
export function durations(...all: readonly number[]): Latencies {
  const latencies = createLatencies();
  for (const each of all) latencies.record(each);
  return latencies;
}

/** A run in which each second had the same. */
export function evenSeries(
  seconds: number,
  each: { taken: number; sent: number; latencyMs?: number },
): FleetSeries {
  const series = createSeries();
  for (let second = 0; second < seconds; second++) {
    const point = series.at(START_MS + 1000 * second);
    point.taken += each.taken;
    point.sent += each.sent;
    point.mostTaken = each.taken;
    if (each.latencyMs !== undefined) point.latency.record(each.latencyMs);
  }
  return series.series();
}

/** A run with trouble of every kind, and with large numbers. */
export function troubledReport(): FleetReport {
  const device = (index: number): string =>
    `a1b2c3d4e5f/${'sensor-of-the-east-'}${String(index).padStart(6, '0')}`;
  return madeReport({
    target: 20_000,
    durationMs: 3_725_000,
    devices: 100_000,
    taken: 74_512_345,
    sent: 74_498_111,
    refused: 1_234,
    dropped: 2_345,
    pending: 10_655,
    failed: 98_765,
    auths: 200_017,
    latency: durations(1.2, 34, 567, 8_912),
    service: durations(0.9, 21, 432, 5_678),
    lateness: durations(0.1, 3, 54, 765),
    codes: { 0: 74_498_111, 460: 1_000, 30001: 234 },
    errors: {
      TIMED_OUT: { count: 765, example: 'There was no answer from iot-as-http.example within 10 seconds.' },
      THROTTLED: {
        count: 98_000,
        example: `The platform did not take the message: 40000 ${'请求过多'.repeat(20)}.`,
      },
    },
    shutOut: Array.from({ length: 20 }, (_, index) => ({
      device: device(index),
      reason: 'The platform refused to authenticate the device: 20000 auth check error.',
    })),
    shutOutCount: 4_321,
    worst: Array.from({ length: 20 }, (_, index) => ({
      device: device(100 + index),
      taken: 745,
      refused: 12,
      dropped: 0,
      pending: 1,
      failed: 34 - index,
      slowestMs: 8_912,
    })),
    series: evenSeries(300, { taken: 20_000, sent: 19_990, latencyMs: 34 }),
  });
}
