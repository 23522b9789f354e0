import type { Clock } from '../../clock.ts';
import { SimError } from '../../errors.ts';
import { isFull, keptSince, type OutboxLimit, type WhenFull } from '../../outbox/limit.ts';
import { dropReading, type FleetDevice, type FleetReading } from './device.ts';

/** How much of a fleet may wait on disk, and what happens when more comes. */
export interface RoomRules {
  /** Bytes and readings of all devices of the run together; an age of each device's oldest. */
  readonly limit: OutboxLimit;
  readonly whenFull: WhenFull;
}

/** Sees to it that no more waits than may. */
export interface Room {
  /** Why a device may take no more readings, where that ends the run. */
  ending(device: FleetDevice): SimError | undefined;
  /**
   * Makes room for one more reading of a device.
   * @param drop told of each that was given up for it
   * @returns false where the one that comes is to be given up
   */
  make(device: FleetDevice, drop: (victim: FleetDevice, dropped: FleetReading) => void): boolean;
  /** A reading of so many bytes waits, which is counted in `device.pending`. */
  came(device: FleetDevice, bytes: number): void;
  /** One waits no longer. */
  left(bytes: number): void;
  /** How many wait. */
  pending(): number;
}

/** What waits already. */
export interface Waiting {
  readonly count: number;
  readonly bytes: number;
  /** The device with the most readings that wait, about: where all is full it gives up its own before others do. */
  readonly fullest: FleetDevice | undefined;
}

/** Makes room in which so much waits. */
export function createRoom(
  { limit, whenFull }: RoomRules,
  { clock, ...waiting }: Waiting & { readonly clock: Clock },
): Room {
  let { count, bytes, fullest } = waiting;
  /** What earlier runs left has as long as what comes, unless it is what goes first. */
  const sinceMs = whenFull === 'drop-oldest' ? undefined : clock.now();

  const isFullFor = ({ first }: FleetDevice): boolean => {
    const state = { size: () => count, bytes: () => bytes, oldestAtMs: () => first?.takenAtMs };
    return isFull(state, limit, { nowMs: clock.now(), sinceMs });
  };

  /** Gives up one reading. @returns undefined where none can be, since those in memory are on their way */
  const dropOne = (device: FleetDevice): [FleetDevice, FleetReading] | undefined => {
    const isOfAll = !('ageMs' in limit);
    const other = isOfAll && fullest !== undefined && fullest.pending > device.pending ? [fullest] : [];
    for (const victim of [...other, device]) {
      const dropped = dropReading(victim, keptSince(limit, clock.now()));
      if (dropped !== undefined) return [victim, dropped];
    }
    return undefined;
  };

  return {
    ending(device) {
      if (whenFull !== 'stop' || !isFullFor(device)) return undefined;
      const why = 'ageMs' in limit ? 'the oldest of a device for longer than it may' : 'as many as may';
      return new SimError('OUTBOX_FULL', `${count} readings of the fleet wait to be delivered, ${why}.`);
    },
    make(device, drop) {
      if (whenFull !== 'drop-oldest') return !isFullFor(device);
      while (isFullFor(device)) {
        const given = dropOne(device);
        // Of a device that has one waiting the new one goes, so that each has its oldest and no more; not where it is old.
        if (given === undefined) return 'ageMs' in limit || device.pending === 0;
        drop(...given);
      }
      return true;
    },
    came(device, size) {
      count += 1;
      bytes += size;
      if (fullest === undefined || device.pending > fullest.pending) fullest = device;
    },
    left(size) {
      count -= 1;
      bytes -= size;
    },
    pending: () => count,
  };
}
