import type { Duration } from './duration.ts';
import { toMs, toNumber } from './duration.ts';
import type { FieldProblem } from './fault-form.ts';

/** The settings of a running emulator, as it gives them. */
export interface SettingsJson {
  readonly tokenTtlMs: number;
  /** Messages a second and device; null for no limit. */
  readonly rateLimit: number | null;
  readonly clockOffsetMs: number;
  readonly signsEveryField: boolean;
  readonly revokesEarlierTokens: boolean;
  /** The emulator's clock, when it answered. */
  readonly now: number;
}

const YEAR_MS = 365 * 86_400_000;
const TEN_YEARS_MS = 10 * YEAR_MS;
const MOST_MESSAGES = 1_000_000;

/** What was entered, or what is wrong with it. */
export type Entered<T> = { readonly value: T } | { readonly problem: FieldProblem };

/** Reads how far the clock is ahead; nothing entered means not at all. */
export function readOffset(duration: Duration): Entered<number> {
  if (duration.amount.trim() === '') return { value: 0 };
  return readBetween(toMs(duration), 'duration', [-TEN_YEARS_MS, TEN_YEARS_MS]);
}

/** Reads the life of a token. */
export function readLife(duration: Duration): Entered<number> {
  return readBetween(toMs(duration), 'duration', [1, TEN_YEARS_MS]);
}

/** Reads how many messages a device may send in a second; nothing entered means any number. */
export function readRateLimit(text: string): Entered<number | null> {
  if (text.trim() === '') return { value: null };
  return readBetween(toNumber(text), 'whole', [1, MOST_MESSAGES]);
}

function readBetween(
  value: number,
  type: 'whole' | 'duration',
  [least, most]: readonly [least: number, most: number],
): Entered<number> {
  const isRight = Number.isInteger(value) && value >= least && value <= most;
  return isRight ? { value } : { problem: { type, least, most } };
}
