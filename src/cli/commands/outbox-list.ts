import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, type ExitCode, SimError } from '../../errors.ts';
import { openFoundFleetOutbox } from '../../outbox/fleet/open.ts';
import { openFoundOutbox } from '../../outbox/open.ts';
import { outboxesFolder } from '../device-outbox.ts';
import { type Flags, printOptions } from '../flags.ts';
import { fleetOutboxesFolder } from '../fleet/fleet-outbox.ts';
import type { Io } from '../io.ts';
import { dateTime } from '../text.ts';

/** What is told of an outbox. */
interface Found {
  readonly folder: string;
  /** What waits, where that can be read. */
  readonly waiting?: {
    readonly endpoint: string;
    /** Whose it is: of one device, or of the devices in a file. */
    readonly device?: string;
    readonly fleet?: string;
    readonly pending: number;
    readonly bytes: number;
    readonly since?: number;
  };
  /** What of it is gone. */
  readonly loss?: string;
  /** Why it cannot be read; one in use is read by the run that uses it. */
  readonly problem?: string;
}

/** `iot-sim outbox list`: the outboxes in the user's state folder. */
export async function outboxList(flags: Flags, io: Io): Promise<ExitCode> {
  const found = [
    ...(await lookInto(outboxesFolder(io), readDevice)),
    ...(await lookInto(fleetOutboxesFolder(io), readFleet)),
  ];
  if (printOptions(flags, io).json) {
    const at = io.clock.now();
    for (const { folder: path, waiting, loss, problem } of found) {
      io.stdout.write(`${JSON.stringify({ type: 'outbox', at, folder: path, ...waiting, loss, problem })}\n`);
    }
    return EXIT.done;
  }
  if (found.length === 0) io.stdout.write('No outbox is there: nothing waits.\n');
  for (const outbox of found) io.stdout.write(`${describe(outbox)}\n`);
  return EXIT.done;
}

/** Looks at all outboxes of a kind. @param read reads one, and closes it again */
async function lookInto(folder: string, read: (folder: string) => Promise<Found>): Promise<Found[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const found: Found[] = [];
  for (const name of names.toSorted()) found.push(await look(join(folder, name), read));
  return found;
}

async function look(folder: string, read: (folder: string) => Promise<Found>): Promise<Found> {
  if (/\.damaged-\d+$/.test(folder)) return { folder, problem: 'damaged, and moved aside' };
  try {
    return await read(folder);
  } catch (error) {
    if (!(error instanceof SimError)) throw error;
    return { folder, problem: error.code === 'OUTBOX_IN_USE' ? 'in use by a run' : error.message };
  }
}

async function readDevice(folder: string): Promise<Found> {
  const outbox = await openFoundOutbox(folder);
  const { endpoint, productKey, deviceName } = outbox.owner;
  const since = outbox.oldestAtMs();
  const waiting = {
    endpoint,
    device: `${productKey}/${deviceName}`,
    pending: outbox.size(),
    bytes: outbox.bytes(),
    ...(since === undefined ? {} : { since }),
  };
  await outbox.close();
  return { folder, waiting, ...lossOf(outbox) };
}

async function readFleet(folder: string): Promise<Found> {
  const outbox = await openFoundFleetOutbox(folder);
  const { endpoint, fleet, shard } = outbox.owner;
  const backlogs = await outbox.waiting();
  const since = backlogs.reduce((least, { sinceMs }) => Math.min(least, sinceMs), Number.POSITIVE_INFINITY);
  const waiting = {
    endpoint,
    fleet: shard === undefined ? fleet : `${fleet} (${shard})`,
    pending: backlogs.reduce((sum, { count }) => sum + count, 0),
    bytes: backlogs.reduce((sum, { bytes }) => sum + bytes, 0),
    ...(backlogs.length === 0 ? {} : { since }),
  };
  await outbox.close();
  return { folder, waiting, ...lossOf(outbox) };
}

function lossOf({ loss }: { readonly loss: string | undefined }): Pick<Found, 'loss'> {
  return loss === undefined ? {} : { loss };
}

function describe({ folder, waiting, loss, problem }: Found): string {
  if (waiting === undefined) return `${folder}\n  ${problem}`;
  const { device, fleet, endpoint, pending, since } = waiting;
  const readings = pending === 1 ? 'reading waits' : 'readings wait';
  const oldest = since === undefined ? '' : `, since ${dateTime(since)}`;
  const gone = loss === undefined ? '' : `\n  a part of it is gone: ${loss}`;
  return `${device ?? fleet} to ${endpoint}: ${pending} ${readings}${oldest}\n  ${folder}${gone}`;
}
