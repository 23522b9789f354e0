import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Resolved } from '../config/resolve.ts';
import { createMemoryOutbox } from '../outbox/memory.ts';
import { openOutbox } from '../outbox/open.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { OutboxOwner } from '../outbox/record.ts';
import { type Flags, printOptions } from './flags.ts';
import type { Io } from './io.ts';
import type { Session } from './session.ts';
import { stateFolder } from './state-folder.ts';
import { warn } from './tell.ts';

/** Where outboxes are that nobody gave another place. */
export function outboxesFolder(io: Io): string {
  return join(stateFolder(io), 'outbox');
}

/** The outbox of a session's device: that of the setting, or one of its own per endpoint; with --local in memory. */
export async function openDeviceOutbox(session: Session, flags: Flags, io: Io): Promise<Outbox> {
  const { resolved, client, endpoint } = session;
  if (flags['outbox'] === false || endpoint === undefined) return createMemoryOutbox();
  const { productKey, deviceName } = client.device;
  const owner: OutboxOwner = { endpoint, productKey, deviceName };
  const tell = (message: string): void => warn(io, printOptions(flags, io), message);
  return openOutbox({
    folder: outboxFolder(resolved, owner, io),
    owner,
    nowMs: io.clock.now(),
    onMovedAside: (aside, reason) =>
      tell(`The outbox was damaged (${reason}) and moved to ${aside}; what waited in it is not sent.`),
    onLoss: (reason) =>
      tell(
        `A part of the outbox is gone (${reason}). What was just being written at a power cut or on a full disk had not ` +
          'been told of as taken; of the rest, what was not sent yet is lost.',
      ),
  });
}

/** The folder of a device's outbox: that of the setting, or one of its own per endpoint. */
export function outboxFolder(
  resolved: Resolved,
  { endpoint, productKey, deviceName }: OutboxOwner,
  io: Io,
): string {
  const given = resolved.settings.outbox;
  if (given !== undefined) return resolve(resolved.folderOf('outbox'), given);
  const name = createHash('sha256')
    .update(JSON.stringify([endpoint, productKey, deviceName]))
    .digest('hex');
  return join(outboxesFolder(io), name.slice(0, 32));
}
