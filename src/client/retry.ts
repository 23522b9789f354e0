import type { Clock } from '../clock.ts';
import { SimError } from '../errors.ts';
import type { Random } from '../random.ts';

/** The tries of whatever somebody waits for: a token, the one reading of `once`. */
export const SHORT_ATTEMPTS = 3;

const FIRST_CEILING_MS = 500;
const LAST_CEILING_MS = 30_000;
/** The platform counts by the second: a throttled message waits at least this long. */
const THROTTLED_MS = 1_000;

/**
 * How long to wait before the next try: a random time below a ceiling that doubles from 500 ms to 30 s.
 * @param failure.attempt how many tries have failed, from 1
 */
export function retryDelay(failure: { attempt: number; error: SimError; random: Random }): number {
  const { attempt, error, random } = failure;
  const ceiling = Math.min(FIRST_CEILING_MS * 2 ** (attempt - 1), LAST_CEILING_MS);
  return random() * ceiling + (error.code === 'THROTTLED' ? THROTTLED_MS : 0);
}

/** Whether the same request may meet a better answer soon, so that it is worth waiting for. */
export function canGetBetter(error: SimError): boolean {
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
  readonly clock: Clock;
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
  /** Told before each wait. */
  readonly onWait?: ((wait: { error: SimError; ms: number }) => void) | undefined;
}

/**
 * Does something until it works, in three tries at most.
 * @throws the last SimError; anything that is no SimError at once
 */
export async function withRetry<T>(
  action: () => Promise<T>,
  { clock, random, signal, onWait }: RetryOptions,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof SimError) || !canGetBetter(error) || attempt >= SHORT_ATTEMPTS) throw error;
      const ms = retryDelay({ attempt, error, random });
      onWait?.({ error, ms });
      await clock.sleep(ms, signal);
    }
  }
}
