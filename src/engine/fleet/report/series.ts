import { createLatencies, type Latencies } from '../../latency.ts';

/** What happened in a stretch of a run. */
export interface FleetPoint {
  /** When it began, ms since 1970; a multiple of its width. */
  readonly atMs: number;
  taken: number;
  sent: number;
  refused: number;
  /** Tries that failed. */
  failed: number;
  /** Given up: more came than may wait. */
  dropped: number;
  /** Readings taken in its second with most of them. */
  mostTaken: number;
  /** Readings that waited at its end. */
  pending: number;
  /** From when a reading was due to its answer, of those that were answered in it; to one digit. */
  readonly latency: Latencies;
}

/** How a run went over time: points of the same width, the oldest first, none where nothing ran. */
export interface FleetSeries {
  /** A second, doubled as often as the length of the run makes it necessary. */
  readonly widthMs: number;
  readonly points: readonly FleetPoint[];
}

/** So many points are enough for a chart; then each becomes twice as wide. */
const MOST_POINTS = 300;
const SECOND_MS = 1000;

/** Keeps what happens in a run by its time. */
export interface SeriesRecorder {
  /** The point of a time that is never before the one asked for last. @param atMs ms since 1970 */
  at(atMs: number): FleetPoint;
  series(): FleetSeries;
}

/** Makes a recorder that has recorded nothing. */
export function createSeries(): SeriesRecorder {
  let series: { widthMs: number; points: FleetPoint[] } = { widthMs: SECOND_MS, points: [] };
  let last: FleetPoint | undefined;
  let endMs = 0;
  return {
    at(atMs) {
      if (last !== undefined && atMs < endMs) return last;
      if (series.points.length >= MOST_POINTS) {
        series = widened(series, 2 * series.widthMs);
        last = series.points.at(-1);
      }
      const { widthMs, points } = series;
      const startMs = startOf(atMs, widthMs);
      if (last === undefined || last.atMs < startMs) {
        last = emptyPoint(startMs);
        points.push(last);
      }
      endMs = last.atMs + widthMs;
      return last;
    },
    series: () => series,
  };
}

/** What several runs did together: exactly what one that did it all would have, but for `mostTaken` of wide points. */
export function mergeSeries(all: readonly FleetSeries[]): FleetSeries {
  let widthMs = Math.max(SECOND_MS, ...all.map((series) => series.widthMs));
  for (;;) {
    const points = new Map<number, FleetPoint>();
    for (const series of all) {
      for (const point of widened(series, widthMs).points) {
        const known = points.get(point.atMs) ?? emptyPoint(point.atMs);
        points.set(point.atMs, known);
        add(known, point);
        known.mostTaken += point.mostTaken;
        known.pending += point.pending;
      }
    }
    if (points.size <= MOST_POINTS)
      return { widthMs, points: [...points.values()].toSorted((a, b) => a.atMs - b.atMs) };
    widthMs *= 2;
  }
}

/** The same in wider points. */
function widened({ points }: FleetSeries, widthMs: number): { widthMs: number; points: FleetPoint[] } {
  const wide: FleetPoint[] = [];
  for (const point of points) {
    const atMs = startOf(point.atMs, widthMs);
    let last = wide.at(-1);
    if (last?.atMs !== atMs) {
      last = emptyPoint(atMs);
      wide.push(last);
    }
    add(last, point);
    last.mostTaken = Math.max(last.mostTaken, point.mostTaken);
    last.pending = point.pending;
  }
  return { widthMs, points: wide };
}

function add(to: FleetPoint, from: FleetPoint): void {
  for (const key of ['taken', 'sent', 'refused', 'failed', 'dropped'] as const) to[key] += from[key];
  to.latency.add(from.latency.histogram());
}

function startOf(atMs: number, widthMs: number): number {
  return Math.floor(atMs / widthMs) * widthMs;
}

function emptyPoint(atMs: number): FleetPoint {
  const counts = { taken: 0, sent: 0, refused: 0, failed: 0, dropped: 0, mostTaken: 0, pending: 0 };
  return { atMs, ...counts, latency: createLatencies(1) };
}
