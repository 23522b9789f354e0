import { createLatencies, type Histogram } from '../../../../engine/latency.ts';
import type { ReportLine } from './report-line.ts';

/** What happened in a part of the run. */
export interface Stretch {
  /** Since the start of {@link RunTime}, in ms. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly taken: number;
  readonly sent: number;
  readonly refused: number;
  readonly failed: number;
  readonly dropped: number;
  /** Readings that waited at its end. */
  readonly pending: number;
  /** In ms; undefined where nothing was answered. */
  readonly latency: StretchLatency | undefined;
}

/** How long it took from when a reading was due to its answer, in ms. */
export interface StretchLatency {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** When the run was, and what happened when. */
export interface RunTime {
  /** Ms since 1970. */
  readonly startMs: number;
  readonly lengthMs: number;
  /** Without a hole, the first first. */
  readonly stretches: readonly Stretch[];
}

/** A stretch before its latencies are counted, with times since 1970. */
interface Cell extends Omit<Stretch, 'latency'> {
  readonly histograms: readonly Histogram[];
}

const COUNTS = ['taken', 'sent', 'refused', 'failed', 'dropped'] as const;

/**
 * Lays a run's points end to end. Where there is no point nothing happened, and what waited went on waiting. A piece at
 * either end that the run covers less than half of is joined to its neighbour: it would make a rate of a few readings.
 */
export function runTime({ series, startedAtMs, durationMs }: ReportLine): RunTime {
  const { widthMs, points } = series;
  const { startMs, endMs } = endsOf({ series, startedAtMs, durationMs });
  const cells: Cell[] = [];
  let at = startMs;
  for (const { atMs, latency, taken, sent, refused, failed, dropped, pending } of points) {
    const counts = { taken, sent, refused, failed, dropped, pending, histograms: [latency] };
    const fromMs = Math.max(atMs, startMs);
    if (fromMs > at) cells.push(quiet(at, fromMs, cells.at(-1)));
    at = Math.max(Math.min(atMs + widthMs, endMs), fromMs);
    cells.push({ ...counts, fromMs, toMs: at });
  }
  if (endMs > at) cells.push(quiet(at, endMs, cells.at(-1)));
  const stretches = joinSlivers(cells, widthMs / 2)
    .filter(({ fromMs, toMs }) => toMs > fromMs)
    .map(({ histograms, fromMs, toMs, ...counts }) => ({
      ...counts,
      fromMs: fromMs - startMs,
      toMs: toMs - startMs,
      latency: latencyOf(histograms),
    }));
  return { startMs, lengthMs: endMs - startMs, stretches };
}

/** From start to end, or as far as there are points: a point covers more than the run where it began or ended in it. */
function endsOf({
  series,
  startedAtMs,
  durationMs,
}: Pick<ReportLine, 'series' | 'startedAtMs' | 'durationMs'>): {
  startMs: number;
  endMs: number;
} {
  const { widthMs, points } = series;
  const first = points[0]?.atMs ?? startedAtMs;
  const last = points.at(-1)?.atMs ?? startedAtMs;
  const endedAtMs = startedAtMs + durationMs;
  return {
    startMs: first + widthMs <= startedAtMs ? first : startedAtMs,
    endMs: last > endedAtMs ? last + widthMs : endedAtMs,
  };
}

/** How many a second there were of something in a stretch. */
export function perSecond(stretch: Stretch, count: (typeof COUNTS)[number]): number {
  return (1000 * stretch[count]) / (stretch.toMs - stretch.fromMs);
}

function quiet(fromMs: number, toMs: number, before: Cell | undefined): Cell {
  const counts = { taken: 0, sent: 0, refused: 0, failed: 0, dropped: 0, pending: before?.pending ?? 0 };
  return { ...counts, fromMs, toMs, histograms: [] };
}

function joinSlivers(cells: readonly Cell[], leastMs: number): readonly Cell[] {
  const isSliver = (cell: Cell | undefined): boolean =>
    cell !== undefined && cell.toMs - cell.fromMs < leastMs;
  let joined = [...cells];
  const [first, second, ...rest] = joined;
  if (first !== undefined && second !== undefined && isSliver(first)) joined = [join(first, second), ...rest];
  const [before, last] = joined.slice(-2);
  if (before !== undefined && last !== undefined && isSliver(last))
    joined = [...joined.slice(0, -2), join(before, last)];
  return joined;
}

function join(first: Cell, second: Cell): Cell {
  const counts = Object.fromEntries(COUNTS.map((key) => [key, first[key] + second[key]]));
  const histograms = [...first.histograms, ...second.histograms];
  return { ...second, ...counts, fromMs: first.fromMs, histograms };
}

function latencyOf(histograms: readonly Histogram[]): StretchLatency | undefined {
  const latencies = createLatencies(1);
  for (const histogram of histograms) latencies.add(histogram);
  return latencies.figures() ?? undefined;
}
