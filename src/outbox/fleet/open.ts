import { type Found, type Opening, type OutboxKind, openFound, openOwn } from '../folder.ts';
import type { FleetOwner } from '../record.ts';
import { countKept, createFleetDiskOutbox } from './disk.ts';
import type { FleetOutbox } from './outbox.ts';

/** The outbox of a fleet that outlives the process. */
export interface KeptFleetOutbox extends FleetOutbox, Found<FleetOwner> {}

const FLEET_OUTBOX: OutboxKind<FleetOwner, FleetOutbox> = {
  isOwner: (owner): owner is FleetOwner => 'fleet' in owner,
  inUse: {
    likely: 'Another iot-sim runs the same fleet, or other rows of its file.',
    hint: 'Stop the other one. A run may have a folder of its own with --outbox DIR, or do without: --no-outbox.',
  },
  // Each reading says of which device it is: a file of devices may be moved, or another be used.
  isSame: (a, b) => a.endpoint === b.endpoint,
  last: countKept,
  create: createFleetDiskOutbox,
};

/**
 * Opens the outbox of a fleet in a folder of its own, which is made where it does not exist, for its endpoint alone. One
 * that is damaged is moved aside, and another begun.
 * @throws SimError OUTBOX_IN_USE, OUTBOX_UNUSABLE
 */
export const openFleetOutbox = (opening: Opening<FleetOwner>): Promise<KeptFleetOutbox> =>
  openOwn(FLEET_OUTBOX, opening);

/**
 * Opens the outbox of a fleet that is there, whosoever it is.
 * @throws SimError OUTBOX_IN_USE, OUTBOX_UNUSABLE
 */
export const openFoundFleetOutbox = (folder: string): Promise<KeptFleetOutbox> =>
  openFound(FLEET_OUTBOX, folder);
