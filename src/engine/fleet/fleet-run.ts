import type { Clock } from '../../clock.ts';
import type { SimError } from '../../errors.ts';
import type { FleetOutbox } from '../../outbox/fleet/outbox.ts';
import type { OutboxLimit, WhenFull } from '../../outbox/limit.ts';
import type { SignMethod } from '../../protocol/sign-method.ts';
import type { Random } from '../../random.ts';
import type { OpenWay } from './cargo.ts';
import type { FleetDevice } from './device.ts';
import type { FleetReport } from './report/report.ts';

/** A run of many devices. */
export interface FleetRun {
  readonly devices: readonly FleetDevice[];
  /** Opens the way to the platform. */
  readonly open: OpenWay;
  readonly signMethod: SignMethod;
  readonly clock: Clock;
  readonly random: Random;
  /** Readings of each device; without an end it goes on until stopped. */
  readonly count?: number | undefined;
  /** No reading is due after this; what is late then is taken for `graceMs` more. */
  readonly durationMs?: number | undefined;
  /** Messages a second of one device while it makes up for a backlog. */
  readonly drainPerSecond: number;
  /** Keeps readings until they are settled. @default memory alone */
  readonly outbox?: FleetOutbox | undefined;
  /** In memory, how many readings of a device may wait; then its oldest but the one on its way is given up. */
  readonly mostPending: number;
  /** In an outbox, how much of all devices of this run may wait. @default DEFAULT_LIMIT */
  readonly outboxLimit?: OutboxLimit | undefined;
  /** What happens when more comes. @default 'drop-oldest' */
  readonly whenFull?: WhenFull | undefined;
  /** Stops the taking; what waits has `graceMs` to be delivered. */
  readonly stop: AbortSignal;
  readonly graceMs: number;
  /** Told now and then how it goes. */
  readonly onProgress?: ((report: FleetReport) => void) | undefined;
}

/** How a run went. */
export interface FleetResult {
  readonly report: FleetReport;
  /** Why it ended before its time; undefined where it did not. */
  readonly ending: SimError | undefined;
}
