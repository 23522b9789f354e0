import type { Clock } from '../clock.ts';
import { SimError } from '../errors.ts';
import { authWait, countAuth, MOST_AUTHS, type TokenState } from './token-state.ts';

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
  state,
  clock,
  onWait,
  signal,
}: {
  state: TokenState;
  clock: Clock;
  onWait: (wait: { error: SimError; ms: number }) => void;
  signal: AbortSignal | undefined;
}): AuthPace {
  return {
    async turn() {
      const ms = authWait(state, clock.elapsed());
      if (ms > 0) {
        const reason = `The device has asked for ${MOST_AUTHS} tokens within a minute and waits.`;
        onWait({ error: new SimError('THROTTLED', reason), ms });
        await clock.sleep(ms, signal);
      }
      countAuth(state, clock.elapsed());
    },
  };
}
