import type { Clock } from '../clock.ts';
import { SimError } from '../errors.ts';
import type { Random } from '../random.ts';

/** How long to go on trying. */
export interface RetryBudget {
  /** The most tries, the first one included. */
  readonly attempts: number;
  /** No new try begins later than this many milliseconds after the first. */
  readonly forMs: number;
}

/** For a command that somebody waits for: three tries, up to a second apart. */
export const SHORT_RETRY: RetryBudget = { attempts: 3, forMs: Number.POSITIVE_INFINITY };

/** For a run: each reading is tried until it is a minute old. */
export const RUN_RETRY: RetryBudget = { attempts: Number.POSITIVE_INFINITY, forMs: 60_000 };

const FIRST_CEILING_MS = 500;
const LAST_CEILING_MS = 30_000;
/** The platform counts by the second: a throttled message waits at least this long. */
const THROTTLED_MS = 1_000;

/**
 * How long to wait before the next try: a random time below a ceiling that doubles from 500 ms to 30 s.
 * Undefined when it is time to give up.
 */
export function retryDelay(
  failure: { attempt: number; elapsedMs: number; error: SimError; random: Random },
  budget: RetryBudget,
): number | undefined {
  const { attempt, elapsedMs, error, random } = failure;
  if (attempt >= budget.attempts || !canGetBetter(error)) return undefined;
  const ceiling = Math.min(FIRST_CEILING_MS * 2 ** (attempt - 1), LAST_CEILING_MS);
  const delay = random() * ceiling + (error.code === 'THROTTLED' ? THROTTLED_MS : 0);
  return elapsedMs + delay > budget.forMs ? undefined : delay;
}

/** Whether the same request may meet a better answer later. */
function canGetBetter(error: SimError): boolean {
  switch (error.code) {
    case 'ANSWER_INVALID':
    case 'CONNECTION_LOST':
    case 'CONNECTION_REFUSED':
    case 'HOST_UNKNOWN':
    case 'THROTTLED':
    case 'TIMED_OUT':
    case 'UNDELIVERED':
      return true;
    default:
      return false;
  }
}

interface RetryOptions {
  readonly budget: RetryBudget;
  readonly clock: Clock;
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
  /** Told before each wait. */
  readonly onWait?: ((wait: { error: SimError; ms: number }) => void) | undefined;
}

/**
 * Does something until it works or the budget is used up.
 * @returns its result, and how many tries that took
 * @throws the last SimError; anything that is no SimError at once
 */
export async function withRetry<T>(
  action: () => Promise<T>,
  { budget, clock, random, signal, onWait }: RetryOptions,
): Promise<{ result: T; attempts: number }> {
  const startedAt = clock.elapsed();
  for (let attempt = 1; ; attempt++) {
    try {
      return { result: await action(), attempts: attempt };
    } catch (error) {
      if (!(error instanceof SimError)) throw error;
      const elapsedMs = clock.elapsed() - startedAt;
      const ms = retryDelay({ attempt, elapsedMs, error, random }, budget);
      if (ms === undefined) throw error;
      onWait?.({ error, ms });
      await clock.sleep(ms, signal);
    }
  }
}
