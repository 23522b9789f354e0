import type { Clock } from '../clock.ts';
import { LIMITS } from '../protocol/limits.ts';

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

/** The part of a token's life after which a new one is fetched while the old one still serves. */
const RENEW_AFTER = 0.8;
/** A renewal in the background that failed is not tried again before this. */
const RENEW_PAUSE_MS = 60_000;

/** Gives the token to send with, and sees to it that there is one. */
export interface TokenSource {
  /** A token believed good: waits only where there is none. */
  get(signal?: AbortSignal): Promise<Token>;
  /** Fetches a new one whatever there is. */
  renew(signal?: AbortSignal): Promise<Token>;
  /** Forgets this token, and no other: one that the platform refused. */
  drop(token: Token): void;
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
}: {
  fetch: () => Promise<Token>;
  clock: Clock;
}): TokenSource {
  let current: Token | undefined;
  let fetching: Promise<Token> | undefined;
  let pausedUntil = 0;

  const fetchOnce = (): Promise<Token> => {
    fetching ??= fetch()
      .then((token) => {
        current = token;
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
    if (age < RENEW_AFTER * (token.expiresAtMs - token.issuedAtMs) || now < pausedUntil) return;
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
    drop(token) {
      if (current?.text === token.text) current = undefined;
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
