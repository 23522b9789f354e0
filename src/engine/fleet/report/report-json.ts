import { createLatencies, type Histogram, type Latencies } from '../../latency.ts';
import { type DURATIONS, type FleetReport, type FleetSummary, summarizeFleet } from './report.ts';
import type { FleetPoint } from './series.ts';

type Duration = (typeof DURATIONS)[number];

/** A stretch of a run, as data. */
export type FleetPointJson = Omit<FleetPoint, 'latency'> & { readonly latency: Histogram };

/** A report as data: its figures, for whoever reads it, and what they come from, so that it can be merged. */
export interface FleetReportJson extends FleetSummary {
  readonly startedAtMs: number;
  readonly histograms: Readonly<Record<Duration, Histogram>>;
  readonly series: { readonly widthMs: number; readonly points: readonly FleetPointJson[] };
}

/** A report as data. */
export function encodeReport(report: FleetReport): FleetReportJson {
  const { series, startedAtMs } = report;
  return {
    ...summarizeFleet(report),
    startedAtMs,
    histograms: {
      latency: report.latency.histogram(),
      service: report.service.histogram(),
      lateness: report.lateness.histogram(),
    },
    series: {
      widthMs: series.widthMs,
      points: series.points.map((point) => ({ ...point, latency: point.latency.histogram() })),
    },
  };
}

/** The reverse of {@link encodeReport}; its figures are counted anew. */
export function decodeReport({
  histograms,
  series,
  perSecond: _,
  peakPerSecond: __,
  ...counts
}: FleetReportJson): FleetReport {
  return {
    ...counts,
    latency: latenciesOf(histograms.latency),
    service: latenciesOf(histograms.service),
    lateness: latenciesOf(histograms.lateness),
    series: {
      widthMs: series.widthMs,
      points: series.points.map((point) => ({ ...point, latency: latenciesOf(point.latency, 1) })),
    },
  };
}

function latenciesOf(histogram: Histogram, digits?: 1): Latencies {
  const latencies = createLatencies(digits);
  latencies.add(histogram);
  return latencies;
}
