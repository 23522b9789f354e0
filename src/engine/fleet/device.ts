import { createTokenState, type Token, type TokenState } from '../../client/token-state.ts';
import type { DeviceTriple } from '../../protocol/topic.ts';
import type { Generators } from '../../readings/generator.ts';
import type { ThingModel } from '../../tsl/model.ts';

/** A reading that waits to be sent. */
export interface FleetReading {
  /** Message id: decimal text, kept through every resend. */
  readonly id: string;
  /** When it was taken, ms since 1970. */
  readonly takenAtMs: number;
  /** When it was due, on the clock that never jumps; undefined where an earlier run took it. */
  readonly dueMs: number | undefined;
  /** Property identifier to its value, written as JSON text. */
  readonly params: ReadonlyMap<string, string>;
  /** Its place among the readings of its device, and how much it takes, in the outbox; 0 where there is none. */
  number: number;
  bytes: number;
  next: FleetReading | undefined;
}

/** What of a device's readings is on disk. */
export interface OnDisk {
  /** The number of the last reading that earlier runs took. */
  readonly earlier: number;
  /** How many are in memory too: the oldest. */
  held: number;
  /** How many are on disk alone, behind those. */
  stored: number;
  /** The number of the last one that came into memory. */
  seen: number;
  /** Whether those on disk alone are being read. */
  isReading: boolean;
}

/** One device of a fleet: a record and no closures, since there may be 100,000. */
export interface FleetDevice {
  readonly triple: DeviceTriple;
  /** Shared by the devices of a product. */
  readonly model: ThingModel;
  /** Shared by devices of which only the draws differ. */
  readonly generators: Generators;
  /** Whose draws its draws are. */
  readonly key: number;
  readonly intervalMs: number;
  readonly tokens: TokenState;
  /** When its next reading is due, ms since the start of the run. */
  dueMs: number;
  taken: number;
  /** Of its last message id. */
  slot: number;
  /** The oldest reading that waits, and the newest. */
  first: FleetReading | undefined;
  last: FleetReading | undefined;
  /** How many wait, wherever they are. */
  pending: number;
  /** Undefined where they are in memory alone. */
  onDisk: OnDisk | undefined;
  /** So many waited because nothing got through: until there are fewer than two, no more may wait. */
  backlog: number;
  /** Whether its oldest reading is on its way, or waits for its turn, a token or another try. */
  isBusy: boolean;
  /** Whether a request for a token is on its way. */
  isAsking: boolean;
  /** Whether its oldest reading waits for that. */
  awaitsToken: boolean;
  /** Tries of the oldest reading. */
  tries: number;
  /** Tries that failed in a row. */
  failures: number;
  /** When its oldest reading went out, on the clock that never jumps. */
  sentAtMs: number;
  /** The token that its oldest reading went out with. */
  sentToken: Token | undefined;
  /** What has become of its readings so far, and how many of its tries failed. */
  refused: number;
  dropped: number;
  failed: number;
  /** The longest from when a reading was due to its answer, in whole ms. */
  slowestMs: number;
  /** Why the platform does not let it in; it takes no more readings. */
  refusal: string | undefined;
}

/** A device that has done nothing yet. */
export function createFleetDevice({
  triple,
  model,
  generators,
  key = 0,
  intervalMs,
  dueMs,
}: Pick<FleetDevice, 'triple' | 'model' | 'generators' | 'intervalMs' | 'dueMs'> & {
  key?: number;
}): FleetDevice {
  return {
    triple,
    model,
    generators,
    key,
    intervalMs,
    tokens: createTokenState(),
    dueMs,
    taken: 0,
    slot: -1,
    first: undefined,
    last: undefined,
    pending: 0,
    onDisk: undefined,
    backlog: 0,
    isBusy: false,
    isAsking: false,
    awaitsToken: false,
    tries: 0,
    failures: 0,
    sentAtMs: 0,
    sentToken: undefined,
    refused: 0,
    dropped: 0,
    failed: 0,
    slowestMs: 0,
    refusal: undefined,
  };
}

/** Puts a reading, which is counted already, behind those in memory. */
export function linkReading(device: FleetDevice, reading: FleetReading): void {
  if (device.last === undefined) device.first = reading;
  else device.last.next = reading;
  device.last = reading;
}

/**
 * Gives up the oldest reading in memory but the very oldest, which may be on its way.
 * @param takenBeforeMs only where it was taken before this time
 * @returns undefined where there is none
 */
export function dropReading(
  device: FleetDevice,
  takenBeforeMs = Number.POSITIVE_INFINITY,
): FleetReading | undefined {
  const { first } = device;
  const dropped = first?.next;
  if (first === undefined || dropped === undefined || dropped.takenAtMs >= takenBeforeMs) return undefined;
  if (dropped === device.last) device.last = first;
  first.next = dropped.next;
  device.pending -= 1;
  return dropped;
}

/** Takes the oldest reading away. */
export function removeReading(device: FleetDevice): void {
  const { first } = device;
  if (first === undefined) return;
  device.first = first.next;
  first.next = undefined; // one that is garbage already would keep the next from being collected while it is young
  if (device.first === undefined) device.last = undefined;
  device.pending -= 1;
}
