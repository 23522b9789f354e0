import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Resolved } from '../../config/resolve.ts';
import { openFleetOutbox } from '../../outbox/fleet/open.ts';
import type { DeviceBacklog, FleetOutbox } from '../../outbox/fleet/outbox.ts';
import type { FleetOwner } from '../../outbox/record.ts';
import { type DeviceIdentity, deviceText } from '../../protocol/topic.ts';
import { type Flags, type PrintOptions, printOptions, refuseBoth } from '../flags.ts';
import type { Io } from '../io.ts';
import { stateFolder } from '../state-folder.ts';
import { tell, warn } from '../tell.ts';
import { dateTime } from '../text.ts';

/** Where the outboxes of fleets are that nobody gave another place. */
export function fleetOutboxesFolder(io: Io): string {
  return join(stateFolder(io), 'outbox-fleet');
}

/** For which fleet an outbox is opened. */
interface FleetOpening {
  readonly flags: Flags;
  readonly resolved: Resolved;
  /** What `--devices` says: a file, and perhaps its rows. */
  readonly devices: string;
  /** The share of the devices, such as 3/16. @default all */
  readonly shard?: string | undefined;
  /** Undefined where the platform is in this process. */
  readonly endpoint: string | undefined;
  /** The devices that will run. */
  readonly triples: readonly DeviceIdentity[];
}

/** An outbox that was opened for a fleet. */
export interface OpenedFleetOutbox {
  readonly outbox: FleetOutbox;
  /** How many readings of the devices that will run wait. */
  readonly waiting: number;
}

/**
 * Opens the outbox of a fleet: that of the setting, or one of its own per endpoint and file. People are told of what is
 * wrong with it, and of what waits.
 * @returns undefined where readings are to be kept in memory alone
 * @throws SimError OUTBOX_IN_USE, OUTBOX_UNUSABLE
 */
export async function openOutboxOf(
  { flags, resolved, devices, shard, endpoint, triples }: FleetOpening,
  io: Io,
): Promise<OpenedFleetOutbox | undefined> {
  if (flags['outbox'] === false) return undefined;
  refuseBoth(flags, 'local', 'outbox');
  if (endpoint === undefined) return undefined;
  const fleet = resolve(io.cwd, devices.replace(/:\d+-\d+$/, '')); // rows of a file share its outbox
  const owner: FleetOwner = { endpoint, fleet, ...(shard === undefined ? {} : { shard }) };
  const print = printOptions(flags, io);
  const outbox = await openFleetOutbox({
    folder: folderOf(resolved, owner, io),
    owner,
    nowMs: io.clock.now(),
    onMovedAside: (aside, reason) =>
      warn(
        io,
        print,
        `The outbox was damaged (${reason}) and moved to ${aside}; what waited in it is not sent.`,
      ),
    onLoss: (reason) =>
      warn(io, print, `A part of the outbox is gone (${reason}). Of it, what was not sent yet is lost.`),
  });
  const waiting = await tellBacklog(outbox, { triples, io, print });
  return { outbox, waiting };
}

/** Tells people that readings wait for the next run, or are lost. */
export function tellKept(
  outbox: FleetOutbox | undefined,
  pending: number,
  { io, print }: { io: Io; print: PrintOptions },
): void {
  if (pending === 0) return;
  const readings = pending === 1 ? 'reading waits' : 'readings wait';
  const where =
    outbox === undefined
      ? 'and are lost: they were in memory alone'
      : 'in the outbox for the next run of this fleet';
  warn(io, print, `${pending} ${readings} ${where}`);
}

function folderOf(resolved: Resolved, { endpoint, fleet, shard }: FleetOwner, io: Io): string {
  const given = resolved.settings.outbox;
  if (given !== undefined) return resolve(resolved.folderOf('outbox'), given);
  const name = createHash('sha256')
    .update(JSON.stringify([endpoint, fleet, shard ?? null]))
    .digest('hex');
  return join(fleetOutboxesFolder(io), name.slice(0, 32));
}

/** Says what waits of the devices that will run, and of others. @returns how many wait of those that will run */
async function tellBacklog(
  outbox: FleetOutbox,
  { triples, io, print }: { triples: readonly DeviceIdentity[]; io: Io; print: PrintOptions },
): Promise<number> {
  const backlogs = await outbox.waiting();
  if (backlogs.length === 0) return 0;
  const names = new Set(triples.map(deviceText));
  const ours = backlogs.filter(({ device }) => names.has(device));
  const others = backlogs.filter(({ device }) => !names.has(device));
  const waiting = countOf(ours);
  if (waiting > 0) {
    const readings = waiting === 1 ? 'reading of an earlier run goes' : 'readings of earlier runs go';
    const since = ours.reduce((least, { sinceMs }) => Math.min(least, sinceMs), Number.POSITIVE_INFINITY);
    tell(io, print, `${waiting} ${readings} first, since ${dateTime(since)}`);
  }
  if (others.length > 0) {
    const readings = countOf(others) === 1 ? '1 reading' : `${countOf(others)} readings`;
    const devices = others.length === 1 ? '1 device that is' : `${others.length} devices that are`;
    warn(io, print, `${readings} of ${devices} not in this run stay in the outbox`);
  }
  return waiting;
}

function countOf(backlogs: readonly DeviceBacklog[]): number {
  return backlogs.reduce((sum, { count }) => sum + count, 0);
}
