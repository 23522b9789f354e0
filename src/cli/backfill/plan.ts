import { parseDuration } from '../../config/duration.ts';
import { didYouMean } from '../../config/nearest.ts';
import { parseRate } from '../../config/outbox-settings.ts';
import type { Parsed } from '../../config/parse-text.ts';
import { type GivenTime, givenTimeMs, parseTime } from '../../config/parse-time.ts';
import { invalidSettings } from '../../config/resolve.ts';
import { DEFAULT_DRAIN_PER_SECOND } from '../../engine/pace.ts';
import { DRAINS, type Drain } from '../../engine/parcel.ts';
import type { Issue } from '../../issues.ts';
import type { Flags } from '../flags.ts';

/** What the flags of a backfill say. */
export interface BackfillPlan {
  /** Where it begins; an age is that of its first run. */
  readonly from: GivenTime;
  readonly everyMs: number;
  /** Its end, which is no time of a reading any more. */
  readonly untilMs: number;
  readonly via: Drain;
  /** Messages a second. */
  readonly perSecond: number;
}

/**
 * A reading younger than this would be taken for a live one, which gets the platform's time instead of its own. The next
 * run has it.
 */
const YOUNGEST_MS = 1_000;

/** Reads the flags of a backfill. @throws SimError CONFIG_INVALID with all that is wrong, and where there is nothing to send */
export function readBackfillPlan(flags: Flags, nowMs: number): BackfillPlan {
  const issues: Issue[] = [];
  const read = <T>(name: string, parse: (text: string) => Parsed<T>, fallback?: string): T | undefined => {
    const given = flags[name] ?? fallback;
    const parsed = typeof given === 'string' ? parse(given) : { problem: MISSING[name] ?? 'is missing' };
    if ('value' in parsed) return parsed.value;
    issues.push({ path: `--${name}`, message: parsed.problem });
    return undefined;
  };
  const from = read('from', parseTime);
  const to = read('to', parseTime, 'now');
  const every = read('every', parseDuration);
  const via = read('via', parseVia, 'post');
  const perSecond = read('rate', parseRate, String(DEFAULT_DRAIN_PER_SECOND));
  const [fromMs, toMs] = [from, to].map((time) => time && givenTimeMs(time, nowMs));
  const untilMs = Math.min(toMs ?? nowMs, nowMs - YOUNGEST_MS);
  if (fromMs !== undefined && fromMs > nowMs)
    issues.push({ path: '--from', message: 'lies ahead of now: a backfill is of the past' });
  else if (toMs !== undefined && toMs > nowMs)
    issues.push({ path: '--to', message: 'lies ahead of now: write now; what is to come is for publish' });
  else if (fromMs !== undefined && toMs !== undefined && fromMs >= untilMs)
    issues.push({ path: '--from', message: 'is not before --to: there is no reading between them' });
  const isWrong = issues.length > 0;
  if (isWrong || from === undefined || every === undefined || via === undefined || perSecond === undefined)
    throw invalidSettings(issues);
  return { from, everyMs: Math.round(every), untilMs, via, perSecond };
}

const MISSING: Readonly<Record<string, string>> = {
  from: 'is missing: write the time of the first reading, such as 2026-01-01 or 30d for thirty days ago',
  every: 'is missing: write the time between two readings, such as 10m',
};

function parseVia(text: string): Parsed<Drain> {
  const value = DRAINS.find((name) => name === text);
  if (value !== undefined) return { value };
  return { problem: `${JSON.stringify(text)} is none of ${DRAINS.join(', ')}.${didYouMean(text, DRAINS)}` };
}
