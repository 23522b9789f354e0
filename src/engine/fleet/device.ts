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
  /** When it was due, on the clock that never jumps. */
  readonly dueMs: number;
  /** Property identifier to its value, written as JSON text. */
  readonly params: ReadonlyMap<string, string>;
  next: FleetReading | undefined;
}

/** One device of a fleet: a record and no closures, since there may be 100,000. */
export interface FleetDevice {
  readonly triple: DeviceTriple;
  /** Shared by the devices of a product. */
  readonly model: ThingModel;
  readonly generators: Generators;
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
  pending: number;
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
  intervalMs,
  dueMs,
}: Pick<FleetDevice, 'triple' | 'model' | 'generators' | 'intervalMs' | 'dueMs'>): FleetDevice {
  return {
    triple,
    model,
    generators,
    intervalMs,
    tokens: createTokenState(),
    dueMs,
    taken: 0,
    slot: -1,
    first: undefined,
    last: undefined,
    pending: 0,
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

/** Puts a reading behind those that wait. */
export function addReading(device: FleetDevice, reading: FleetReading): void {
  if (device.last === undefined) device.first = reading;
  else device.last.next = reading;
  device.last = reading;
  device.pending += 1;
}

/** Gives up the oldest reading but the very oldest, which may be on its way. @returns whether there was one */
export function dropReading(device: FleetDevice): boolean {
  const { first } = device;
  if (first?.next === undefined) return false;
  if (first.next === device.last) device.last = first;
  first.next = first.next.next;
  device.pending -= 1;
  return true;
}

/** Takes the oldest reading away. */
export function removeReading(device: FleetDevice): void {
  device.first = device.first?.next;
  if (device.first === undefined) device.last = undefined;
  device.pending -= 1;
}
