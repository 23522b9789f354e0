/** A message that waits to be delivered. */
export interface Pending {
  /** Message id: decimal text, kept through every resend. */
  readonly id: string;
  /** When its values were taken, ms since 1970. */
  readonly takenAtMs: number;
  /** Property identifier to its value, already written as JSON text. */
  readonly params: ReadonlyMap<string, string>;
}

/** Messages that were taken and not yet confirmed, in the order they were taken. */
export interface Outbox {
  /** Keeps a message until it is confirmed. */
  put(message: Pending): Promise<void>;
  /** The oldest message, once there is one; the same one until it is confirmed. Rejects when the signal aborts. */
  next(signal: AbortSignal): Promise<Pending>;
  /** Forgets the oldest message, which must have this id. */
  confirm(id: string): Promise<void>;
  /** How many messages wait. */
  size(): number;
  close(): Promise<void>;
}
