import type { MessagePort } from 'node:worker_threads';
import type { FleetReportJson } from '../../engine/fleet/report/report-json.ts';
import { type ErrorCode, SimError } from '../../errors.ts';
import type { Flags } from '../flags.ts';

/** What a thread of a fleet is told when it is made. */
export interface ThreadTask {
  readonly flags: Flags;
  readonly seed: string;
  /** When to begin, ms since 1970. */
  readonly startAtMs: number;
  /** From 0. */
  readonly worker: number;
  readonly workers: number;
  /** Where the outbox of the fleet is served; undefined where readings are kept in memory alone. */
  readonly outbox: MessagePort | undefined;
}

/** What a thread is told while it lives. */
export type ToThread = 'start' | 'stop';

/** What a thread tells. */
export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly report: FleetReportJson }
  | { readonly type: 'done'; readonly report: FleetReportJson; readonly ending: ErrorText | undefined }
  | { readonly type: 'failed'; readonly error: ErrorText };

/** An error that people are told of. */
export interface ErrorText {
  readonly code: ErrorCode;
  readonly message: string;
  readonly likely: string;
  readonly hint: string;
}

/** An error as a thread tells it. */
export function encodeError({ code, message, likely, hint }: SimError): ErrorText {
  return { code, message, likely, hint };
}

/** The reverse of {@link encodeError}. */
export function decodeError({ code, message, ...help }: ErrorText): SimError {
  return new SimError(code, message, help);
}
