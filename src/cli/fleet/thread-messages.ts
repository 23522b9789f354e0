import type { FleetReportJson } from '../../engine/fleet/report-json.ts';
import type { ErrorCode } from '../../errors.ts';
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
}

/** What a thread is told while it lives. */
export type ToThread = 'start' | 'stop';

/** What a thread tells. */
export type FromThread =
  | { readonly type: 'ready' }
  | { readonly type: 'progress' | 'done'; readonly report: FleetReportJson }
  | { readonly type: 'failed'; readonly error: ErrorText };

/** An error that people are told of. */
export interface ErrorText {
  readonly code: ErrorCode;
  readonly message: string;
  readonly likely: string;
  readonly hint: string;
}
