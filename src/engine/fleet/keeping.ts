import type { SimError } from '../../errors.ts';
import { dropReading, type FleetDevice, type FleetReading, linkReading } from './device.ts';

/** Where the readings of a fleet wait, from when they are taken until they are settled. */
export interface Keeping {
  /** How many wait that earlier runs took. */
  readonly restored: number;
  /** The run has begun, at this time on the clock that never jumps: what waits may be sent. */
  begin(startedAt: number): void;
  /** The machine slept so long: what is taken from now on was due so much later. */
  slept(ms: number): void;
  /** Why the run is to end before a device takes another reading; undefined where it may. */
  ending(device: FleetDevice): SimError | undefined;
  /** Whether readings may be taken just now, or are taken faster than they can be kept. */
  hasRoom(): boolean;
  /** Keeps a reading, which is counted in `device.taken`, and offers it to be sent. */
  add(device: FleetDevice, reading: FleetReading): void;
  /** A device's oldest reading was sent or refused; it is about to be taken away from those in memory. */
  settled(device: FleetDevice, reading: FleetReading): void;
  /** How many wait. */
  pending(): number;
  /** Whether readings are on their way into it, or out of it, that nobody else knows of. */
  isBusy(): boolean;
  /** @throws what it failed with */
  check(): void;
  /** Resolves once it has kept what it was told. @throws what it failed with */
  end(): Promise<void>;
}

/** What a keeping tells of. */
export interface KeepingListener {
  /** A device has a reading that may be sent. */
  offer(device: FleetDevice): void;
  /** A reading of a device was given up: more came than may wait. */
  onDropped(device: FleetDevice): void;
}

/** Keeps readings in memory. @param mostPending how many of a device; then its oldest but one is given up */
export function keepInMemory(mostPending: number, { offer, onDropped }: KeepingListener): Keeping {
  let pending = 0;
  return {
    restored: 0,
    begin() {},
    slept() {},
    ending: () => undefined,
    hasRoom: () => true,
    add(device, reading) {
      if (device.pending >= mostPending && dropReading(device) !== undefined) onDropped(device);
      else pending += 1;
      device.pending += 1;
      linkReading(device, reading);
      offer(device);
    },
    settled() {
      pending -= 1;
    },
    pending: () => pending,
    isBusy: () => false,
    check() {},
    async end() {},
  };
}
