import { parseDuration } from '../../config/duration.ts';
import { givenTimeMs, parseTime } from '../../config/parse-time.ts';
import { SimError } from '../../errors.ts';
import type { Flags } from '../flags.ts';
import type { Span } from './ranges.ts';

/** How long a preview is when nobody says. */
export const DEFAULT_FOR = '48h';

/** How far apart its readings are when nobody says. */
export const DEFAULT_EVERY = '10m';

/** So many readings can be looked at; a CSV has no limit, since nothing of it is kept. */
export const MOST_READINGS = 1_000_000;

/** When readings are taken, and how many there are. */
export interface Schedule extends Span {
  readonly count: number;
}

/**
 * Reads `--from`, `--for` and `--every`. Without a start it is now, at the round time before it.
 * @throws SimError USAGE
 */
export function readSchedule(flags: Flags, nowMs: number): Schedule {
  const lengthMs = readDuration('--for', flags['for'], DEFAULT_FOR);
  const everyMs = readDuration('--every', flags['every'], DEFAULT_EVERY);
  if (lengthMs < everyMs) {
    throw new SimError('USAGE', '--for is shorter than --every.', {
      likely:
        'The two were mixed up, or a unit is missing a letter: 10m is ten minutes, 10ms ten milliseconds.',
      hint: `Run for example: iot-sim preview --for ${DEFAULT_FOR} --every ${DEFAULT_EVERY}`,
    });
  }
  const count = Math.ceil(lengthMs / everyMs);
  if (count > MOST_READINGS && flags['csv'] !== true) {
    throw new SimError('USAGE', `That would be ${count} readings; a preview has ${MOST_READINGS} at most.`, {
      likely: 'The time is long, and the readings are close together.',
      hint: 'Give a longer --every or a shorter --for. With --csv there is no limit.',
    });
  }
  const fromMs = readFrom(flags['from'], nowMs) ?? Math.floor(nowMs / everyMs) * everyMs;
  return { fromMs: Math.round(fromMs), toMs: Math.round(fromMs) + count * everyMs, everyMs, count };
}

function readDuration(flag: string, given: unknown, fallback: string): number {
  const parsed = parseDuration(typeof given === 'string' ? given : fallback);
  if ('value' in parsed) return parsed.value;
  throw new SimError('USAGE', `${flag}: ${parsed.problem}.`, {
    likely: 'The unit is missing or misspelt.',
    hint: `Run for example: iot-sim preview --for ${DEFAULT_FOR} --every ${DEFAULT_EVERY}`,
  });
}

function readFrom(given: unknown, nowMs: number): number | undefined {
  if (typeof given !== 'string') return undefined;
  const parsed = parseTime(given);
  if ('value' in parsed) return givenTimeMs(parsed.value, nowMs);
  throw new SimError('USAGE', `--from: ${parsed.problem}.`, {
    likely: 'The time is written in another way than it is read.',
    hint: 'Run for example: iot-sim preview --from 2026-01-31T06:00Z',
  });
}
