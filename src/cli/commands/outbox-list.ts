import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT, type ExitCode, SimError } from '../../errors.ts';
import { openFoundOutbox } from '../../outbox/open.ts';
import { outboxesFolder } from '../device-outbox.ts';
import { type Flags, printOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { dateTime } from '../text.ts';

/** What is told of an outbox. */
interface Found {
  readonly folder: string;
  /** What waits, where that can be read. */
  readonly waiting?: {
    readonly endpoint: string;
    readonly device: string;
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
  const folder = outboxesFolder(io);
  const names = await readdir(folder).catch((): string[] => []);
  const found: Found[] = [];
  for (const name of names.toSorted()) found.push(await look(join(folder, name)));
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

async function look(folder: string): Promise<Found> {
  if (/\.damaged-\d+$/.test(folder)) return { folder, problem: 'damaged, and moved aside' };
  try {
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
    return outbox.loss === undefined ? { folder, waiting } : { folder, waiting, loss: outbox.loss };
  } catch (error) {
    if (!(error instanceof SimError)) throw error;
    return { folder, problem: error.code === 'OUTBOX_IN_USE' ? 'in use by a run' : error.message };
  }
}

function describe({ folder, waiting, loss, problem }: Found): string {
  if (waiting === undefined) return `${folder}\n  ${problem}`;
  const { device, endpoint, pending, since } = waiting;
  const readings = pending === 1 ? 'reading waits' : 'readings wait';
  const oldest = since === undefined ? '' : `, since ${dateTime(since)}`;
  const gone = loss === undefined ? '' : `\n  a part of it is gone: ${loss}`;
  return `${device} to ${endpoint}: ${pending} ${readings}${oldest}\n  ${folder}${gone}`;
}
