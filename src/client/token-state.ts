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

/**
 * The part of a token's life after which a new one is fetched while the old one still serves: some time in between, so
 * that devices that began together do not come back together.
 */
const RENEW_AFTER = { least: 0.75, most: 0.85 } as const;
/** A renewal in the background that failed is not tried again before this. */
const RENEW_PAUSE_MS = 60_000;
/** So many requests for a token a device makes in so long, whatever happens: a refused device must not hammer /auth. */
export const MOST_AUTHS = 5;
const WITHIN_MS = 60_000;

/** What a device knows of its token, and when it is to ask for another. */
export interface TokenState {
  current: Token | undefined;
  /** What the platform showed of a token's life by refusing one as expired; until then what the documents say. */
  shownLifeMs: number;
  /** Of the current token: the part of its life after which it is renewed. */
  renewAfter: number;
  /** Before this time no renewal in the background is begun, ms since 1970. */
  pausedUntilMs: number;
  /** When the last requests for a token were made, on a clock that never jumps, the oldest first. */
  askedAt: readonly number[];
}

const NEVER: readonly number[] = [];

/** The state of a device that has no token yet. */
export function createTokenState(): TokenState {
  return {
    current: undefined,
    shownLifeMs: LIMITS.tokenLifeMs,
    renewAfter: RENEW_AFTER.most,
    pausedUntilMs: 0,
    askedAt: NEVER,
  };
}

/** A token that was issued now. The platform shows no life; the documents say seven days. */
export function issuedToken(text: string, nowMs: number): Token {
  return { text, issuedAtMs: nowMs, expiresAtMs: nowMs + LIMITS.tokenLifeMs };
}

/** The token to send with; undefined where one must be asked for first. */
export function usableToken({ current }: TokenState, nowMs: number): Token | undefined {
  return current !== undefined && nowMs < current.expiresAtMs ? current : undefined;
}

/** Whether a usable token is to be renewed while it still serves. Says so once, and again after a pause. */
export function beginsRenewal(state: TokenState, token: Token, nowMs: number): boolean {
  const lifeMs = Math.min(token.expiresAtMs - token.issuedAtMs, state.shownLifeMs);
  if (nowMs - token.issuedAtMs < state.renewAfter * lifeMs || nowMs < state.pausedUntilMs) return false;
  state.pausedUntilMs = nowMs + RENEW_PAUSE_MS;
  return true;
}

/** Takes a new token into use. */
export function acceptToken(state: TokenState, token: Token, random: Random): void {
  state.current = token;
  state.renewAfter = RENEW_AFTER.least + random() * (RENEW_AFTER.most - RENEW_AFTER.least);
}

/**
 * Forgets this token, and no other: one that the platform refused.
 * @param why.isExpired whether it did so because its life is over: later ones are renewed before that
 */
export function refuseToken(
  state: TokenState,
  token: Token,
  why: { isExpired: boolean; nowMs: number },
): void {
  if (state.current?.text === token.text) state.current = undefined;
  const age = Math.max(RENEW_PAUSE_MS, why.nowMs - token.issuedAtMs);
  if (why.isExpired) state.shownLifeMs = Math.min(state.shownLifeMs, age);
}

/** How long a device must wait before it asks for a token, in ms; 0 where it may at once. @param elapsed that never jumps */
export function authWait({ askedAt }: TokenState, elapsed: number): number {
  const [oldest] = askedAt;
  if (oldest === undefined || askedAt.length < MOST_AUTHS) return 0;
  return Math.max(0, Math.ceil(oldest + WITHIN_MS - elapsed)); // a fraction more, rather than less
}

/** Counts a request for a token. @param elapsed on a clock that never jumps */
export function countAuth(state: TokenState, elapsed: number): void {
  state.askedAt = [...state.askedAt.slice(-(MOST_AUTHS - 1)), elapsed];
}
