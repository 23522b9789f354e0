import { createDiskOutbox } from './disk.ts';
import { type Found, type Opening, type OutboxKind, openFound, openOwn } from './folder.ts';
import type { Change } from './level.ts';
import type { Outbox } from './outbox.ts';
import type { OutboxOwner } from './record.ts';
import { lastNumber, numberOf, TAKEN } from './rows.ts';

export type { DamageListener } from './folder.ts';

/** An outbox that outlives the process. */
export interface KeptOutbox extends Outbox, Found<OutboxOwner> {}

/** The outbox of one device. */
const DEVICE_OUTBOX: OutboxKind<OutboxOwner, Outbox> = {
  isOwner: (owner): owner is OutboxOwner => 'deviceName' in owner,
  isSame: (a, b) =>
    a.endpoint === b.endpoint && a.productKey === b.productKey && a.deviceName === b.deviceName,
  last: lastNumber,
  async create(level, onKept) {
    const outbox = await createDiskOutbox(level);
    level.on('write', (changes: readonly Change[]) => {
      const newest = changes.findLast(({ type, key }) => type === 'put' && key.startsWith(TAKEN));
      if (newest !== undefined) onKept(numberOf(newest.key));
    });
    return outbox;
  },
};

/**
 * Opens the outbox of a device in a folder of its own, which is made where it does not exist, for its owner alone. One
 * that is damaged is moved aside, and another begun.
 * @throws SimError OUTBOX_IN_USE, OUTBOX_UNUSABLE
 */
export const openOutbox = (opening: Opening<OutboxOwner>): Promise<KeptOutbox> =>
  openOwn(DEVICE_OUTBOX, opening);

/**
 * Opens the outbox of a device that is there, whosoever it is.
 * @throws SimError OUTBOX_IN_USE, OUTBOX_UNUSABLE
 */
export const openFoundOutbox = (folder: string): Promise<KeptOutbox> => openFound(DEVICE_OUTBOX, folder);
