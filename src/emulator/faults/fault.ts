/** The kinds of fault, in the order in which people are told of them. */
export const FAULT_TYPES = [
  'latency',
  'code',
  'http',
  'html',
  'truncated',
  'reset',
  'hang',
  'refuse',
] as const;

/** A kind of fault. */
export type FaultType = (typeof FAULT_TYPES)[number];

/** The requests of a device that a fault can be limited to. */
export const FAULT_TARGETS = ['auth', 'topic', 'register'] as const;

/** A kind of request that a fault can be limited to. */
export type FaultTarget = (typeof FAULT_TARGETS)[number];

/** Whether an answer is spoilt instead of processing the request, or once it was processed. */
export const FAULT_MOMENTS = ['before', 'after'] as const;

/** A moment at which an answer is spoilt. */
export type FaultMoment = (typeof FAULT_MOMENTS)[number];

/**
 * What becomes of an answer:
 * - `code`: it has this code of the platform;
 * - `http`: it has this HTTP status and next to no body;
 * - `html`: it is the page of a proxy, with status 502;
 * - `truncated`: its JSON breaks off in the middle, while the HTTP message is whole;
 * - `reset`: the connection is reset instead;
 * - `hang`: it never comes.
 */
export type Effect =
  | { readonly type: 'code'; readonly code: number }
  | { readonly type: 'http'; readonly status: number }
  | { readonly type: 'html' | 'truncated' | 'reset' | 'hang' };

/** Which requests a fault strikes, and how long it stays. */
export interface FaultScope {
  /** Above 0 and at most 1. @default 1 */
  readonly probability?: number | undefined;
  /** Only so many requests, counted as they are struck. @default no limit */
  readonly count?: number | undefined;
  /** Only so long from when it was set. @default no limit */
  readonly forMs?: number | undefined;
  /** `productKey/deviceName`. @default all devices */
  readonly device?: string | undefined;
  /** @default all kinds of request */
  readonly on?: FaultTarget | undefined;
}

/** An answer that comes late. */
export interface LatencySettings extends FaultScope {
  readonly type: 'latency';
  readonly delayMs: number;
  /** Each delay is drawn from `delayMs` give or take this, and is never below 0. @default 0 */
  readonly jitterMs?: number | undefined;
}

/** An answer that is spoilt. */
export type SpoilingSettings = Effect & FaultScope & { readonly when?: FaultMoment | undefined };

/** The emulator stops listening for a while; strikes no request. */
export interface RefuseSettings {
  readonly type: 'refuse';
  readonly forMs: number;
}

/** A fault as a tester sets it. */
export type FaultSettings = LatencySettings | SpoilingSettings | RefuseSettings;

/** A fault that was set, as it stands at one moment. */
export type Fault = FaultSettings & {
  /** Short, counted: `f1`, `f2`. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly setAtMs: number;
  /** How many requests it struck. */
  readonly struck: number;
  /** False once it is used up or its time is over. */
  readonly isActive: boolean;
};
