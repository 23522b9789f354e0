import type { ReportLine } from '../../../../../src/cli/fleet/outputs/html/report-line.ts';
import { encodeReport } from '../../../../../src/engine/fleet/report/report-json.ts';
import { createSeries } from '../../../../../src/engine/fleet/report/series.ts';
import { createLatencies } from '../../../../../src/engine/latency.ts';

/** 2026-11-28 20:31:05.250 UTC. */
export const START_MS = Date.UTC(2026, 10, 28, 20, 31, 5, 250);

interface MadeRun {
  readonly seconds: number;
  /** Readings taken and answered each second. @default 4 */
  readonly perSecond?: number;
  /** Seconds in which nothing happens, from 0. @default none */
  readonly still?: (second: number) => boolean;
}

/** What a fleet would say of a run in which all goes well. */
export function madeLine(
  { seconds, perSecond = 4, still = () => false }: MadeRun,
  changes: Partial<ReportLine> = {},
): ReportLine {
  const series = createSeries();
  const [latency, service, lateness] = [createLatencies(), createLatencies(), createLatencies()];
  let taken = 0;
  for (let second = 0; second < seconds; second++) {
    if (still(second)) continue;
    const point = series.at(START_MS + second * 1000);
    for (let index = 0; index < perSecond; index++) {
      const ms = 5 + (second % 7) + index;
      point.taken += 1;
      point.sent += 1;
      point.mostTaken = perSecond;
      point.latency.record(ms);
      latency.record(ms);
      service.record(ms / 2);
      lateness.record(0.25);
      taken += 1;
    }
  }
  const none = {
    refused: 0,
    dropped: 0,
    pending: 0,
    untaken: 0,
    failed: 0,
    auths: 3,
    shutOutCount: 0,
    restored: 0,
  };
  const durationMs = seconds * 1000;
  const report = encodeReport({
    ...none,
    target: perSecond,
    startedAtMs: START_MS,
    durationMs,
    devices: 3,
    taken,
    sent: taken,
    latency,
    service,
    lateness,
    codes: taken > 0 ? { 0: taken } : {},
    errors: {},
    shutOut: [],
    worst: [],
    series: series.series(),
  });
  return {
    type: 'fleet',
    at: START_MS + durationMs,
    seed: 'demo',
    shard: null,
    settings: {
      endpoint: { value: 'https://iot-as-http.cn-shanghai.aliyuncs.com', from: 'default' },
      interval: { value: '1s', from: '--interval' },
    },
    ...report,
    ...changes,
  };
}
