import type { Clock } from '../clock.ts';
import type { Exchange } from './exchange.ts';
import type { Faults } from './faults/faults.ts';
import type { History, KeptSample } from './history.ts';
import type { Log } from './log.ts';
import type { Presence } from './presence.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Registry } from './registry/registry.ts';
import type { Sequence } from './store/sequence.ts';
import type { Change, Store } from './store/store.ts';
import type { Tokens } from './tokens.ts';

/** What settings may be at most; a token lives ten years at most. */
export const SETTING_LIMITS = { tokenTtlMs: 10 * 365 * 24 * 60 * 60_000, rateLimit: 1_000_000 } as const;

/** What can be set while an emulator runs; it ends with the process. */
export interface EmulatorSettings {
  /** Life of new tokens in milliseconds, above 0. */
  tokenTtlMs: number;
  /** Messages a second that a device may send; undefined for no limit. */
  rateLimit: number | undefined;
  /** How far the emulator's clock is ahead of this machine's, in milliseconds; negative: behind. */
  clockOffsetMs: number;
  /** Whether the signature of /auth must cover every field that is sent, and not the documented ones alone. */
  signsEveryField: boolean;
  /** Whether a new token makes the device's earlier ones unknown. */
  revokesEarlierTokens: boolean;
}

/** What the answering functions share. */
export interface PlatformState {
  readonly settings: EmulatorSettings;
  /** The emulator's clock, with its offset. */
  readonly clock: Clock;
  readonly store: Store;
  /** Keeps an exchange in the log, what came of it, and the samples that are history. */
  readonly keep: (
    exchange: Exchange,
    changes: readonly Change[],
    samples?: readonly KeptSample[],
  ) => Promise<void>;
  /** Forgets everything but the settings. */
  readonly forgetAll: () => Promise<void>;
  readonly registry: Registry;
  readonly tokens: Tokens;
  readonly presence: Presence;
  readonly history: History;
  readonly log: Log;
  readonly faults: Faults;
  readonly rates: RateLimit;
  readonly nextSeq: Sequence;
  readonly nextMessageId: (nowMs: number) => string;
}
