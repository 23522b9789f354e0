import type { Json } from '../json.ts';

/** How far ahead of the platform's clock a reading's own time may be. Source: Alink document, 24 hours. */
const FUTURE_TIME_MS = 24 * 60 * 60_000;

/** When a value was taken: its own time, or the platform's where it has none; undefined where its time is illegal. */
export function reportTime(time: Json | undefined, nowMs: number): number | undefined {
  if (time === undefined || time === null) return nowMs;
  return typeof time === 'number' && time >= 0 && time <= nowMs + FUTURE_TIME_MS ? time : undefined;
}
