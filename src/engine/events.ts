import type { AuthResult } from '../client/authenticate.ts';
import { issuedToken } from '../client/token-state.ts';
import type { ErrorCode, SimError } from '../errors.ts';
import type { Refusal } from '../tsl/check.ts';
import type { Value } from '../tsl/write.ts';

/** What every event says. */
interface Stamp {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** `productKey/deviceName`. */
  readonly device: string;
}

/** The platform answered /auth. */
export interface AuthEvent extends Stamp {
  readonly type: 'auth';
  readonly ok: boolean;
  readonly code: number;
  readonly message: string;
  /** Until when the token is believed good, ms since 1970; absent where there is none. */
  readonly expiresAt?: number;
}

/** A reading was taken; nothing has been sent yet. */
export interface ReadingEvent extends Stamp {
  readonly type: 'reading';
  readonly id: string;
  /** By property identifier, as they will be sent. */
  readonly values: Readonly<Record<string, Value>>;
  /** Values that had to be changed to fit the model, by property identifier. */
  readonly fitted?: Readonly<Record<string, { from: Value; range: string; clamped: boolean }>>;
  /** What the platform would filter in strong mode, by property identifier. */
  readonly unfit?: Readonly<Record<string, Refusal>>;
  /** What was done to it on purpose, such as `spike temperature`. */
  readonly faults?: readonly string[];
}

/** A reading was left out on purpose. */
export interface SkippedEvent extends Stamp {
  readonly type: 'skipped';
  readonly faults: readonly string[];
}

/** Readings of an earlier run wait in the outbox; they go first. */
export interface BacklogEvent extends Stamp {
  readonly type: 'backlog';
  readonly pending: number;
  /** When the oldest was taken, ms since 1970. */
  readonly since: number;
}

/** The platform took a reading. */
export interface SentEvent extends Stamp {
  readonly type: 'sent';
  readonly id: string;
  /** The platform's word for it. */
  readonly message: string;
  /** The platform's, every digit of it; absent where its answer had none. */
  readonly messageId?: string;
  /** How long the platform took to answer the try that worked. */
  readonly ms: number;
  readonly attempts: number;
}

/** The platform refused a reading; it is not sent again. */
export interface RefusedEvent extends Stamp {
  readonly type: 'refused';
  readonly id: string;
  readonly code: number;
  readonly message: string;
  readonly hint: string;
}

/** Something did not work and is tried again after a while. */
export interface WaitingEvent extends Stamp {
  readonly type: 'waiting';
  readonly reason: string;
  /** How long, in milliseconds. */
  readonly ms: number;
  /** Readings that wait to be delivered. */
  readonly pending: number;
}

/** It works again. */
export interface RecoveredEvent extends Stamp {
  readonly type: 'recovered';
  /** How long it did not, in milliseconds. */
  readonly ms: number;
  readonly pending: number;
}

/** A reading could not be delivered and is given up. */
export interface DroppedEvent extends Stamp {
  readonly type: 'dropped';
  readonly id: string;
  /** Which kind of failure it was. */
  readonly error: ErrorCode;
  readonly reason: string;
  /** The likely cause. */
  readonly cause: string;
  readonly hint: string;
}

/** No more readings are taken. */
export interface StoppedEvent extends Stamp {
  readonly type: 'stopped';
  /** `full`: more would have come than may wait in the outbox. `failed`: where readings come from gives no more. */
  readonly reason: 'done' | 'signal' | 'auth' | 'full' | 'failed';
}

/** Something a person should know; the run goes on. */
export interface WarningEvent extends Stamp {
  readonly type: 'warning';
  readonly message: string;
}

/** Milliseconds, to three digits. */
export interface Latency {
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** How a run went. */
export interface Summary {
  /** Readings taken. */
  readonly taken: number;
  /** Values that lay beyond the model's range and were brought into it. */
  readonly clamped: number;
  /** Values that lay between two of the model's steps and were brought to the nearer one. */
  readonly snapped: number;
  /** Readings left out on purpose. */
  readonly skipped: number;
  /** How often each fault was done on purpose, by its name. */
  readonly faults: Readonly<Record<string, number>>;
  /** Taken by the platform with code 0. */
  readonly sent: number;
  /** Refused by the platform. */
  readonly refused: number;
  /** Given up. */
  readonly dropped: number;
  /** Neither sent nor given up when the run ended. */
  readonly pending: number;
  /** Answers of /auth, good or bad. */
  readonly auths: number;
  /** How long the platform took to answer, of the readings sent; null where none was. */
  readonly latency: Latency | null;
  /** How long the run took, in milliseconds. */
  readonly durationMs: number;
}

/** The last event of a run. */
export interface SummaryEvent extends Stamp, Summary {
  readonly type: 'summary';
}

/** All that can happen in a run. */
export type SimEvent =
  | AuthEvent
  | BacklogEvent
  | ReadingEvent
  | SkippedEvent
  | SentEvent
  | RefusedEvent
  | WaitingEvent
  | RecoveredEvent
  | DroppedEvent
  | StoppedEvent
  | WarningEvent
  | SummaryEvent;

/** An event before it is stamped with device and time; one that says its time keeps it. */
export type UnstampedEvent = SimEvent extends infer E
  ? E extends Stamp
    ? Omit<E, keyof Stamp> & { readonly at?: number }
    : never
  : never;

/** The event of an answer of /auth. */
export function authEvent({ answer }: AuthResult, nowMs: number): Omit<AuthEvent, keyof Stamp> {
  const { code, message, token } = answer;
  const event = { type: 'auth', ok: token !== undefined, code, message } as const;
  return token === undefined ? event : { ...event, expiresAt: issuedToken(token, nowMs).expiresAtMs };
}

/** The event of a reading that is given up because of an error. */
export function droppedEvent(id: string, { code, message, likely, hint }: SimError): UnstampedEvent {
  return { type: 'dropped', id, error: code, reason: message, cause: likely, hint };
}
