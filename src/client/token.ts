import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import {
  acceptToken,
  beginsRenewal,
  refuseToken,
  type Token,
  type TokenState,
  usableToken,
} from './token-state.ts';

/** Where a token is kept between runs. */
export interface TokenStore {
  load(): Promise<Token | undefined>;
  save(token: Token): Promise<void>;
}

/** Gives the token to send with, and sees to it that there is one. */
export interface TokenSource {
  /** A token believed good: waits only where there is none. */
  get(signal?: AbortSignal): Promise<Token>;
  /** Fetches a new one whatever there is. */
  renew(signal?: AbortSignal): Promise<Token>;
  /**
   * Forgets this token, and no other: one that the platform refused.
   * @param why.isExpired whether it did so because its life is over: later ones are renewed before that
   */
  drop(token: Token, why?: { isExpired: boolean }): void;
}

/**
 * Makes a token source for one device.
 * @param options.fetch asks the platform for a token; its requests never overlap
 */
export function createTokenSource({
  state,
  fetch,
  clock,
  random,
}: {
  state: TokenState;
  fetch: () => Promise<Token>;
  clock: Clock;
  random: Random;
}): TokenSource {
  let fetching: Promise<Token> | undefined;

  const fetchOnce = (): Promise<Token> => {
    fetching ??= fetch()
      .then((token) => {
        acceptToken(state, token, random);
        return token;
      })
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  };

  return {
    async get(signal) {
      signal?.throwIfAborted();
      const token = usableToken(state, clock.now());
      if (token === undefined) return untilAborted(fetchOnce(), signal);
      // The old token still serves; if it stops before a renewal works, the refusal will say so.
      if (beginsRenewal(state, token, clock.now())) fetchOnce().catch(() => {});
      return token;
    },
    async renew(signal) {
      signal?.throwIfAborted();
      return untilAborted(fetchOnce(), signal);
    },
    drop(token, { isExpired } = { isExpired: false }) {
      refuseToken(state, token, { isExpired, nowMs: clock.now() });
    },
  };
}

/** The shared request goes on when one of those who wait for it stops waiting. */
async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  let onAbort = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
