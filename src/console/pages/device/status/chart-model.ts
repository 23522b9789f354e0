import type { ChartJson, ValueJson } from '../../../../emulator/api/shapes.ts';
import { drawnNumber } from './property-specs.ts';

/** How far back a chart goes. */
export const RANGES = ['5m', '1h', '24h', '7d', 'all'] as const;

/** One of {@link RANGES}. */
export type Range = (typeof RANGES)[number];

/** What a chart shows before anybody chooses. */
export const DEFAULT_RANGE: Range = '5m';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const RANGE_MS: Readonly<Record<Range, number | undefined>> = {
  '5m': 5 * MINUTE_MS,
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  all: undefined,
};

/** Nobody needs to see less at once. */
const LEAST_SPAN_MS = 100;
/** What is shown where all values are of one moment. */
const LONE_SPAN_MS = MINUTE_MS;

/** A part of the time, in ms since 1970. */
export interface View {
  readonly from: number;
  readonly to: number;
}

/** Reads a range as an address has it. */
export function readRange(text: string | null): Range {
  return RANGES.find((range) => range === text) ?? DEFAULT_RANGE;
}

/** When a range begins; undefined where it has no beginning. */
export function rangeStart(range: Range, now: number): number | undefined {
  const length = RANGE_MS[range];
  return length === undefined ? undefined : now - length;
}

/** The part of the time that a range shows; devices may send times that are still to come. */
export function rangeView(range: Range, now: number, times: readonly number[]): View {
  const first = times[0];
  const last = times.at(-1);
  const length = RANGE_MS[range];
  if (length !== undefined) {
    const to = Math.max(now, last ?? now);
    return { from: to - length, to };
  }
  if (first === undefined || last === undefined) return { from: now - LONE_SPAN_MS, to: now };
  return last > first
    ? { from: first, to: last }
    : { from: first - LONE_SPAN_MS / 2, to: first + LONE_SPAN_MS / 2 };
}

/** Shows so many times as much around the same middle. */
export function scaled({ from, to }: View, times: number): View {
  const middle = (from + to) / 2;
  const half = Math.max(LEAST_SPAN_MS, (to - from) * times) / 2;
  return whole({ from: middle - half, to: middle + half });
}

/** Shows another part of the same length; by 0.5 it is half of it later. */
export function shifted({ from, to }: View, by: number): View {
  const step = (to - from) * by;
  return whole({ from: from + step, to: to + step });
}

/** In whole milliseconds, as the emulator is asked for them, and not before 1970. */
export function whole({ from, to }: View): View {
  const start = Math.max(0, Math.round(Math.min(from, to)));
  return { from: start, to: Math.max(start + LEAST_SPAN_MS, Math.round(Math.max(from, to))) };
}

/** A value that came while the page was open. */
export interface HeardValue extends ValueJson {
  /** When it came, by the browser's clock. */
  readonly heardAt: number;
  /** Whether it was taken before another that was there already, as where a device sends what it could not before. */
  readonly isLate: boolean;
}

/** Adds a value behind those that were heard. @param newestMs when the last of those was taken that were read */
export function withHeardValue(
  heard: readonly HeardValue[],
  value: Omit<HeardValue, 'isLate'>,
  newestMs: number,
): HeardValue[] {
  const before = heard.reduce((most, { timeMs }) => Math.max(most, timeMs), newestMs);
  return [...heard, { ...value, isLate: value.timeMs < before }];
}

/** What is drawn: times and numbers, oldest first. */
export interface Drawn {
  readonly times: readonly number[];
  readonly numbers: readonly number[];
}

/** What was read, and behind it what came since, as far as it was taken later than all that. */
export function drawnPoints(chart: ChartJson | undefined, heard: readonly HeardValue[]): Drawn {
  const times: number[] = [];
  const numbers: number[] = [];
  for (const [timeMs, number] of chart?.points ?? []) {
    times.push(timeMs);
    numbers.push(number);
  }
  for (const { timeMs, value } of heard) {
    const number = drawnNumber(value);
    if (number === undefined || timeMs <= (times.at(-1) ?? Number.NEGATIVE_INFINITY)) continue;
    times.push(timeMs);
    numbers.push(number);
  }
  return { times, numbers };
}

/** The newest values of those that were read and those that came, newest first, each once. */
export function newestValues(
  read: readonly ValueJson[],
  heard: readonly HeardValue[],
  limit: number,
): ValueJson[] {
  const keyOf = ({ timeMs, value }: ValueJson): string => `${timeMs} ${JSON.stringify(value)}`;
  const known = new Set(read.map(keyOf));
  const added = heard.filter((value) => !known.has(keyOf(value))).reverse();
  return [...added, ...read].sort((a, b) => b.timeMs - a.timeMs).slice(0, limit);
}
