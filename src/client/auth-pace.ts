import type { Clock } from '../clock.ts';
import { SimError } from '../errors.ts';

/** So many requests for a token a device makes in so long, whatever happens: a refused device must not hammer /auth. */
const MOST = 5;
const WITHIN_MS = 60_000;

/** Lets a device ask for a token when it is its time. */
export interface AuthPace {
  /** Resolves when the next request may be made, and counts it. */
  turn(): Promise<void>;
}

/**
 * Makes the pace of one device.
 * @param options.onWait told before each wait, with the reason
 * @param options.signal ends a wait, which rejects with its reason
 */
export function createAuthPace({
  clock,
  onWait,
  signal,
}: {
  clock: Clock;
  onWait: (wait: { error: SimError; ms: number }) => void;
  signal: AbortSignal | undefined;
}): AuthPace {
  /** When the last requests were made, the oldest first. */
  const made: number[] = [];
  return {
    async turn() {
      const oldest = made.length < MOST ? undefined : made.shift();
      const ms = oldest === undefined ? 0 : oldest + WITHIN_MS - clock.elapsed();
      if (ms > 0) {
        const reason = `The device has asked for ${MOST} tokens within a minute and waits.`;
        onWait({ error: new SimError('THROTTLED', reason), ms });
        await clock.sleep(ms, signal);
      }
      made.push(clock.elapsed());
    },
  };
}
