/** A message that waits to be delivered. */
export interface Pending {
  /** Message id: decimal text, kept through every resend. */
  readonly id: string;
  /** When its values were taken, ms since 1970. */
  readonly takenAtMs: number;
  /** Property identifier to its value, already written as JSON text. */
  readonly params: ReadonlyMap<string, string>;
  /** What was done to it on purpose; absent where nothing was. */
  readonly faults?: readonly string[];
}

/** What became of a message that no longer waits: the platform took it, refused it, or it was given up. */
export const OUTCOMES = ['sent', 'refused', 'dropped'] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];

/** A message of the ledger: one that waits, or one that does not any more. */
export interface Entry extends Pending {
  readonly outcome: Outcome | 'pending';
}

/** So many messages that no longer wait stay in the ledger, for whoever compares it with what the platform holds. */
export const MOST_SETTLED = 100_000;

/**
 * Messages that were taken and not yet settled, in the order they were taken, and a ledger of those that were settled
 * last.
 */
export interface Outbox {
  /** Whether what waits outlives the process. */
  readonly isKept: boolean;
  /** Keeps a message until it is settled; resolves once it is as safe as this kind of outbox can make it. */
  put(message: Pending): Promise<void>;
  /** The oldest message, once there is one; the same one until it is settled. Rejects when the signal aborts. */
  next(signal: AbortSignal): Promise<Pending>;
  /** The oldest messages, at most so many: what {@link Outbox.next} gives, and some of those behind it. */
  oldest(most: number): readonly Pending[];
  /**
   * Says what became of the oldest message, which must have this id. It is the next one's turn at once, not only when
   * that is kept; what is settled in one turn of the event loop is kept together or not at all.
   */
  settle(id: string, outcome: Outcome): Promise<void>;
  /**
   * Gives up the oldest message but the very oldest, which may be on its way.
   * @param takenBeforeMs only where it was taken before this time
   * @returns undefined where there is none
   */
  drop(takenBeforeMs?: number): Promise<Pending | undefined>;
  /** Resolves once a message no longer waits that does now. Rejects when the signal aborts. */
  room(signal: AbortSignal): Promise<void>;
  /** How many messages wait. */
  size(): number;
  /** How much they take, in bytes, about. */
  bytes(): number;
  /** When the oldest was taken; undefined where none waits. */
  oldestAtMs(): number | undefined;
  /** The message that was kept last, whatever became of it; undefined where there never was one. */
  newest(): Pending | undefined;
  /** The ledger, the oldest first. */
  entries(): AsyncIterable<Entry>;
  close(): Promise<void>;
}

/** How much a message takes, in characters; all but a few are bytes. */
export function sizeOf({ id, params, faults = [] }: Pending): number {
  let size = id.length + RECORD_CHARACTERS;
  for (const fault of faults) size += fault.length + PARAM_CHARACTERS;
  for (const [identifier, text] of params) size += identifier.length + text.length + PARAM_CHARACTERS;
  return size;
}

/** What is written around a message and around each of its values. */
const RECORD_CHARACTERS = 60;
const PARAM_CHARACTERS = 6;
