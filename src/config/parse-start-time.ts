import { parseDuration } from './duration.ts';
import type { Parsed } from './parse-text.ts';
import { parseTime } from './parse-time.ts';

/** When to begin, as it was written: at a moment, ms since 1970, or so long after now. */
export type StartTime = { readonly atMs: number } | { readonly inMs: number };

const EXAMPLE = '2026-01-31T12:00:00Z';

/** Reads a time with its zone, a day (its midnight in UTC), `+30s` or `now`. It does not matter whether a time is past. */
export function parseStartTime(text: string): Parsed<StartTime> {
  const trimmed = text.trim();
  const quoted = JSON.stringify(text);
  if (trimmed.startsWith('+')) return parseDelay(trimmed.slice(1), quoted);
  const time = parseTime(trimmed);
  if ('value' in time) {
    if ('atMs' in time.value) return { value: time.value };
    if (time.value.agoMs === 0) return { value: { inMs: 0 } };
    const delay = trimmed.replace(/^-?/, '+');
    return { problem: `${quoted} is in the past: write ${delay} for later, or a time such as ${EXAMPLE}` };
  }
  const lacksZone = 'value' in parseTime(`${trimmed}Z`);
  // The examples of parseTime have ages among them, which a start has not.
  return lacksZone ? time : { problem: `${quoted} is no time: write for example ${EXAMPLE}, +30s, or now` };
}

function parseDelay(delay: string, quoted: string): Parsed<StartTime> {
  if (/^\d+(?:\.\d+)?$/.test(delay)) return { problem: `${quoted} has no unit: write +${delay}s` };
  const parsed = parseDuration(delay);
  return 'value' in parsed ? { value: { inMs: Math.round(parsed.value) } } : parsed;
}
