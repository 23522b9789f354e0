import type { Clock } from '../clock.ts';
import { LIMITS } from '../protocol/limits.ts';
import type { Random } from '../random.ts';

/** A token and the time until which it is believed good. */
export interface Token {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
  /** Milliseconds since 1970. */
  readonly issuedAtMs: number;
}

/** Where a token is kept between runs. */
export interface TokenStore {
  load(): Promise<Token | undefined>;
  save(token: Token): Promise<void>;
}

/**
 * The part of a token's life after which a new one is fetched while the old one still serves: some time in between, so
 * that devices that began together do not come back together.
 */
const RENEW_AFTER = { least: 0.75, most: 0.85 } as const;
/** A renewal in the background that failed is not tried again before this. */
const RENEW_PAUSE_MS = 60_000;

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

/** A token that was issued now. The platform shows no life; the documents say seven days. */
export function issuedToken(text: string, nowMs: number): Token {
  return { text, issuedAtMs: nowMs, expiresAtMs: nowMs + LIMITS.tokenLifeMs };
}

/**
 * Makes a token source for one device.
 * @param options.fetch asks the platform for a token; its requests never overlap
 */
export function createTokenSource({
  fetch,
  clock,
  random,
}: {
  fetch: () => Promise<Token>;
  clock: Clock;
  random: Random;
}): TokenSource {
  let current: Token | undefined;
  /** What the platform showed of a token's life by refusing one as expired. */
  let shownLifeMs = Number.POSITIVE_INFINITY;
  /** Of the current token: the part of its life after which it is renewed. */
  let renewAfter: number = RENEW_AFTER.most;
  let fetching: Promise<Token> | undefined;
  let pausedUntil = 0;

  const fetchOnce = (): Promise<Token> => {
    fetching ??= fetch()
      .then((token) => {
        current = token;
        renewAfter = RENEW_AFTER.least + random() * (RENEW_AFTER.most - RENEW_AFTER.least);
        return token;
      })
      .finally(() => {
        fetching = undefined;
      });
    return fetching;
  };

  const renewEarly = (token: Token): void => {
    const now = clock.now();
    const age = now - token.issuedAtMs;
    const lifeMs = Math.min(token.expiresAtMs - token.issuedAtMs, shownLifeMs);
    if (age < renewAfter * lifeMs || now < pausedUntil) return;
    pausedUntil = now + RENEW_PAUSE_MS;
    // The old token still serves; if it stops before a renewal works, the refusal will say so.
    fetchOnce().catch(() => {});
  };

  return {
    async get(signal) {
      signal?.throwIfAborted();
      if (current === undefined || clock.now() >= current.expiresAtMs)
        return untilAborted(fetchOnce(), signal);
      renewEarly(current);
      return current;
    },
    async renew(signal) {
      signal?.throwIfAborted();
      return untilAborted(fetchOnce(), signal);
    },
    drop(token, { isExpired } = { isExpired: false }) {
      if (current?.text === token.text) current = undefined;
      const age = Math.max(RENEW_PAUSE_MS, clock.now() - token.issuedAtMs);
      if (isExpired) shownLifeMs = Math.min(shownLifeMs, age);
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
