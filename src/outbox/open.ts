import { mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { SimError } from '../errors.ts';
import { levelReason } from '../level-commit.ts';
import { createDiskOutbox } from './disk.ts';
import { KEPT_MARK, type KeptMark, keepMark } from './kept-mark.ts';
import type { OutboxLevel } from './level.ts';
import type { Outbox } from './outbox.ts';
import { type OutboxOwner, readOwner } from './record.ts';

/** For whom the outbox is. */
const OWNER = 'owner';

/** The files of a database. */
const DATA_FILE = /^\d{6,}\.(?:ldb|sst|log|dbtmp)$/;
const OWN_FILE = /^(?:CURRENT|LOCK|LOG|LOG\.old|MANIFEST-\d{6,})$/;
const isOwn = (name: string): boolean => name === KEPT_MARK || DATA_FILE.test(name) || OWN_FILE.test(name);

/** An outbox that outlives the process. */
export interface KeptOutbox extends Outbox {
  readonly owner: OutboxOwner;
  /** What was not there any more when it was opened; undefined where all was. */
  readonly loss: string | undefined;
}

/** Told what was wrong with an outbox that can be used all the same. */
export interface DamageListener {
  /** It could not be read, is now there, and another was begun. */
  readonly onMovedAside: (aside: string, reason: string) => void;
  /** Something in it could not be read; all else is there. */
  readonly onLoss: (reason: string) => void;
}

/**
 * Opens the outbox of a device in a folder of its own, which is made where it does not exist, for its owner alone. One
 * that is damaged is moved aside, and another begun.
 * @param options.nowMs names the damaged one
 * @throws SimError OUTBOX_IN_USE, OUTBOX_UNUSABLE
 */
export async function openOutbox({
  folder,
  owner,
  nowMs,
  onMovedAside,
  onLoss,
}: {
  folder: string;
  owner: OutboxOwner;
  nowMs: number;
} & DamageListener): Promise<KeptOutbox> {
  const open = async (): Promise<KeptOutbox> => {
    const outbox = await openFolder(folder, owner);
    if (outbox.loss !== undefined) onLoss(outbox.loss);
    return outbox;
  };
  try {
    return await open();
  } catch (error) {
    // Where it shares its folder with other things, those are not to be moved.
    if (!isDamage(error) || !(await isAlone(folder))) throw toSimError(error, folder);
    const aside = `${folder}.damaged-${nowMs}`;
    try {
      await rename(folder, aside);
      onMovedAside(aside, levelReason(error).message);
      return await open();
    } catch (again) {
      throw toSimError(again, folder);
    }
  }
}

/**
 * Opens an outbox that is there, whosoever it is.
 * @throws SimError OUTBOX_IN_USE, OUTBOX_UNUSABLE
 */
export async function openFoundOutbox(folder: string): Promise<KeptOutbox> {
  try {
    return await openFolder(folder);
  } catch (error) {
    throw toSimError(error, folder);
  }
}

async function openFolder(folder: string, expected?: OutboxOwner): Promise<KeptOutbox> {
  const { ClassicLevel } = await import('classic-level');
  if (expected !== undefined) await mkdir(folder, { recursive: true, mode: 0o700 });
  expectAllFiles(await readdir(folder));
  const level: OutboxLevel = new ClassicLevel(folder, { createIfMissing: expected !== undefined });
  await level.open();
  try {
    const text = await level.get(OWNER);
    const owner = text === undefined ? await claim(level, folder, expected) : readOwner(text);
    if (expected !== undefined && !isSame(owner, expected)) throw foreign(folder, owner);
    const outbox = await createDiskOutbox(level);
    const unread = await findLoss(folder);
    if (expected === undefined) return { ...outbox, owner, loss: unread };
    const mark = await keepMark(level, folder);
    const losses = [unread, lackOf(mark)].filter((loss) => loss !== undefined);
    return {
      ...outbox,
      owner,
      loss: losses.length > 0 ? losses.join('; ') : undefined,
      async close() {
        try {
          await outbox.close();
        } finally {
          await mark.close();
        }
      },
    };
  } catch (error) {
    await level.close();
    throw error;
  }
}

/**
 * LevelDB would begin anew where the file is missing that leads to all others, and delete what is there; and it does
 * not miss the file that holds what was written last. A new database has its first manifest and no such file yet.
 * @throws RangeError
 */
function expectAllFiles(names: readonly string[]): void {
  const hasData = names.some((name) => DATA_FILE.test(name));
  const isNew = !hasData && names.includes('MANIFEST-000001');
  if (!names.includes('CURRENT')) {
    if (hasData) throw new RangeError('its file CURRENT is missing');
  } else if (!isNew && !names.some((name) => /^\d{6,}\.log$/.test(name))) {
    throw new RangeError('its file of what was written last is missing');
  }
}

/** Writes the owner of an outbox that has none, which is a new one. @throws RangeError, SimError OUTBOX_UNUSABLE */
async function claim(
  level: OutboxLevel,
  folder: string,
  owner: OutboxOwner | undefined,
): Promise<OutboxOwner> {
  if (owner === undefined) throw new RangeError('it does not say whose it is');
  const keys = await level.keys({ limit: 1 }).all();
  if (keys.length > 0) {
    throw new SimError('OUTBOX_UNUSABLE', `The folder ${folder} holds a database that is no outbox.`, {
      likely: 'It is the data folder of an emulator, or of another program.',
      hint: 'Give the outbox a folder of its own with --outbox DIR.',
    });
  }
  await level.put(OWNER, JSON.stringify(owner), { sync: true });
  return owner;
}

/**
 * Pieces that LevelDB could not read it leaves out, and tells of that only in a file of its own. It can be the end of what
 * was written before a power cut, which was not promised to be there, or a damage.
 */
async function findLoss(folder: string): Promise<string | undefined> {
  const log = await readFile(join(folder, 'LOG'), 'utf8').catch(() => ''); // for people; all else works without it
  const pieces = [...log.matchAll(/dropping (\d+) bytes; (?:Corruption: )?(.+)/g)];
  if (pieces.length === 0) return undefined;
  const bytes = pieces.reduce((sum, [, count]) => sum + Number(count), 0);
  return `${bytes} bytes: ${pieces[0]?.[2]}`;
}

function lackOf({ missing }: KeptMark): string | undefined {
  return missing > 0 ? `its end, with the last ${missing} readings that were taken` : undefined;
}

/** Whether nothing but an outbox is in a folder. */
async function isAlone(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => ['unreadable']);
  return names.every(isOwn);
}

function isSame(a: OutboxOwner, b: OutboxOwner): boolean {
  return a.endpoint === b.endpoint && a.productKey === b.productKey && a.deviceName === b.deviceName;
}

function foreign(folder: string, { endpoint, productKey, deviceName }: OutboxOwner): SimError {
  return new SimError('OUTBOX_UNUSABLE', `The outbox ${folder} is of another device.`, {
    likely: `It holds readings of ${productKey}/${deviceName} for ${endpoint}.`,
    hint: 'Give each device a folder of its own with --outbox DIR.',
  });
}

/**
 * Whether the files are not as the database wrote them: its words for that, or RangeError, ours. A full disk and a lack
 * of permission are none.
 */
function isDamage(error: unknown): boolean {
  if (error instanceof RangeError) return true;
  const { code, message } = levelReason(error);
  if (code === 'LEVEL_CORRUPTION') return true;
  // A file that is missing, or shorter than another says.
  return code === 'LEVEL_IO_ERROR' && MISFIT.test(message);
}

/** In the words of POSIX and of Windows. */
const MISFIT =
  /: (?:No such file or directory|Invalid argument|The system cannot find the file specified\.?)\s*$/;

function toSimError(error: unknown, folder: string): SimError {
  if (error instanceof SimError) return error;
  const { code, message } = levelReason(error);
  if (code === 'LEVEL_LOCKED') {
    return new SimError('OUTBOX_IN_USE', `The outbox ${folder} is in use.`, { cause: error });
  }
  return new SimError('OUTBOX_UNUSABLE', `The outbox ${folder} cannot be used: ${message}.`, {
    cause: error,
  });
}
