import { readTime } from '../readings/recorded-time.ts';
import { DURATION_PATTERN, parseDuration } from './duration.ts';
import type { Parsed } from './parse-text.ts';

/** A moment as it was written: a time, or so long before now. */
export type GivenTime = { readonly atMs: number } | { readonly agoMs: number };

const EXAMPLES = '2026-01-31, 2026-01-31T12:00:00Z, now, or 30d for thirty days ago';

/** Reads a day (its midnight in UTC), a time with its zone, `now`, or an age: `30d` and `-30d` are thirty days ago. */
export function parseTime(text: string): Parsed<GivenTime> {
  const trimmed = text.trim();
  if (trimmed === 'now') return { value: { agoMs: 0 } };
  const age = trimmed.replace(/^-/, '');
  if (DURATION_PATTERN.test(age)) {
    const parsed = parseDuration(age);
    return 'problem' in parsed ? parsed : { value: { agoMs: Math.round(parsed.value) } };
  }
  const quoted = JSON.stringify(text);
  if (/^\d{1,4}$/.test(age)) return { problem: `${quoted} has no unit: write ${age}d for ${age} days ago` };
  // A number alone would be read as one of seconds or milliseconds; nobody writes that by hand.
  const atMs = trimmed.includes('-') ? readTime(trimmed) : undefined;
  if (atMs === undefined) return { problem: `${quoted} is no time: write for example ${EXAMPLES}` };
  const hasZone = /^\S{10}$|(?:Z|[+-]\d\d(?::?\d\d)?)$/i.test(trimmed);
  return hasZone
    ? { value: { atMs } }
    : { problem: `${quoted} has no zone: write ${trimmed}Z for UTC, or ${trimmed}+08:00` };
}

/** The moment itself, ms since 1970. */
export function givenTimeMs(time: GivenTime, nowMs: number): number {
  return 'atMs' in time ? time.atMs : nowMs - time.agoMs;
}
