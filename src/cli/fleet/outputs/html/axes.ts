import { formatDuration } from '../../../../config/duration.ts';
import { valueScale } from '../../../preview/scale.ts';
import { numberText, offsetText, shortText, utcText } from './words.ts';

/** The upright axis of a chart. */
export interface ValueAxis {
  /** From the lowest to the highest. */
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
  /** How high a value lies: 0 at the bottom, 1 at the top. */
  readonly place: (value: number) => number;
}

/** A mark below a chart. */
export interface AxisTick {
  /** How far to the right: 0 to 1. */
  readonly place: number;
  readonly label: string;
  /** A second line; empty for none. */
  readonly note: string;
  /** Left out where there is little room. */
  readonly isMinor: boolean;
}

/** From here on marks are written short. */
const LONG = 20_000;

/** Round numbers from 0 to `most` or somewhat above it. @param options.isWhole there is nothing between 0 and 1 */
export function countAxis(most: number, { isWhole }: { isWhole: boolean }): ValueAxis {
  const label = most < LONG ? numberText : shortText;
  return evenAxis(most > 0 ? most : 1, { type: isWhole ? 'int' : 'double', label });
}

/** So many times the least is the greatest where small values could not be told apart on an even axis. */
const MOST_EVEN = 20;
const MOST_LOG_TICKS = 7;

/** Durations: even from 0 where they are alike, else each step as many times longer. @param least more than 0 */
export function durationAxis(least: number, most: number): ValueAxis & { readonly isLog: boolean } {
  if (most / least <= MOST_EVEN)
    return { ...evenAxis(most, { type: 'double', label: tickText }), isLog: false };
  const low = roundBelow(least);
  const high = roundAbove(most);
  const place = (value: number): number => Math.log(Math.max(value, low) / low) / Math.log(high / low);
  const ticks = logTicks(low, high).map((value) => ({ value, label: tickText(value) }));
  return { ticks, place, isLog: true };
}

function evenAxis(
  most: number,
  { type, label }: { type: 'int' | 'double'; label: (value: number) => string },
): ValueAxis {
  const unbounded = { min: undefined, max: undefined, step: undefined, unit: undefined };
  const { marks, max } = valueScale({ min: 0, max: most }, { type, ...unbounded });
  return {
    ticks: marks.map(({ value }) => ({ value, label: label(value) })).reverse(),
    place: (value) => value / max,
  };
}

/** 0.001, 0.002, 0.005, 0.01 and so on: what people count in on a logarithmic axis. */
const ROUND = Array.from({ length: 14 }, (_, index) => index - 5).flatMap((exponent) =>
  [1, 2, 5].map((factor) => Number(`${factor}e${exponent}`)),
);

function roundBelow(value: number): number {
  return ROUND.findLast((round) => round <= value) ?? value;
}

function roundAbove(value: number): number {
  return ROUND.find((round) => round >= value) ?? value;
}

/** All round numbers between the ends, or only powers of ten, or only some of these. */
function logTicks(low: number, high: number): readonly number[] {
  const all = ROUND.filter((value) => value >= low && value <= high);
  if (all.length <= MOST_LOG_TICKS) return all;
  const tens = all.filter((value) => Number.isInteger(Number(Math.log10(value).toFixed(6))));
  const every = Math.ceil(tens.length / MOST_LOG_TICKS);
  return tens.filter((_, index) => index % every === 0);
}

/** A duration as a mark: `0.5 ms`, `20 ms`, `2s`. */
function tickText(ms: number): string {
  if (ms === 0) return '0';
  return ms < 1000 ? `${Number(ms.toPrecision(3))} ms` : formatDuration(ms);
}

const SECOND_MS = 1000;
const DAY_MS = 86_400 * SECOND_MS;
const TIME_STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200].map(
    (seconds) => seconds * SECOND_MS,
  ),
  ...[1, 2, 7, 14, 30, 60, 180, 365, 730, 3650].map((days) => days * DAY_MS),
];
const MOST_TIME_STEPS = 8;
/** A mark has so many characters, or is long. */
const TIME_OF_DAY = '20:31:05'.length;

/** Round times since the start, each with the time of the world that it was. */
export function timeTicks({ startMs, lengthMs }: { startMs: number; lengthMs: number }): AxisTick[] {
  const step = TIME_STEPS.find((ms) => lengthMs / ms <= MOST_TIME_STEPS) ?? lengthMs;
  if (lengthMs <= 0) return [];
  const count = Math.floor(lengthMs / step) + 1;
  const noteOf = timeWriter(lengthMs, step);
  return Array.from({ length: count }, (_, index) => {
    const note = noteOf(startMs + index * step);
    return {
      place: (index * step) / lengthMs,
      label: offsetText(index * step),
      note,
      isMinor: isMinor(index, { count, isLong: note.length > TIME_OF_DAY }),
    };
  });
}

/** No more of the time of the world than tells marks apart. */
function timeWriter(lengthMs: number, stepMs: number): (ms: number) => string {
  if (lengthMs >= DAY_MS) return (ms) => utcText(ms).slice(5, 16);
  if (stepMs >= SECOND_MS) return (ms) => utcText(ms).slice(11);
  return (ms) => utcText(ms, { withMs: true }).slice(11, stepMs >= 100 ? 21 : 23);
}

/** Whether a mark is none of the few that have room on a phone. */
export function isMinor(index: number, { count, isLong }: { count: number; isLong: boolean }): boolean {
  const mostSteps = isLong ? 2 : 3;
  return index % Math.max(Math.ceil((count - 1) / mostSteps), 1) !== 0;
}
