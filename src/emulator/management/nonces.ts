import { LIMITS } from '../../protocol/limits.ts';

/** The nonces of signed requests: each may be used once. */
export interface Nonces {
  /** Notes a nonce; false when it was used already. */
  use(nonce: string, nowMs: number): boolean;
}

/** Beyond so many, the oldest are forgotten: an emulator must not grow by requests. */
const MOST_NONCES = 100_000;

/** A request is valid 15 minutes before and after its date, so its nonce counts for twice that. */
const NONCE_LIFE_MS = 2 * LIMITS.timestampWindowMs;

/** Makes the memory of nonces. */
export function createNonces(): Nonces {
  /** When each was used, in that order. */
  const used = new Map<string, number>();

  const forget = (nowMs: number): void => {
    for (const [nonce, atMs] of used) {
      if (used.size <= MOST_NONCES && nowMs - atMs < NONCE_LIFE_MS) return;
      used.delete(nonce);
    }
  };

  return {
    use(nonce, nowMs) {
      if (used.has(nonce)) return false;
      used.set(nonce, nowMs);
      forget(nowMs);
      return true;
    },
  };
}
