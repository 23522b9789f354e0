import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { SimError } from '../errors.ts';
import { levelReason } from '../level-commit.ts';
import { KEPT_MARK, type KeptMark, keepMark } from './kept-mark.ts';
import { DATA_FILE, type OutboxLevel, openLevel } from './level.ts';
import { type FleetOwner, type OutboxOwner, readOwner } from './record.ts';

/** For whom the outbox is. */
const OWNER = 'owner';

/** The files of a database, beside those with rows. */
const OWN_FILE = /^(?:CURRENT|LOCK|LOG|LOG\.old|MANIFEST-\d{6,})$/;
const isOwn = (name: string): boolean => name === KEPT_MARK || DATA_FILE.test(name) || OWN_FILE.test(name);

/** For whom an outbox may be. */
type Owner = OutboxOwner | FleetOwner;

/** A kind of outbox that lives in a folder of its own: that of a device, or of a fleet. */
export interface OutboxKind<O extends Owner, T extends { close(): Promise<void> }> {
  isOwner(owner: Owner): owner is O;
  /** What is to be said where another run uses it. @default what is said of every error of that kind */
  readonly inUse?: { readonly likely: string; readonly hint: string };
  /** Whether one that is of `owner` may be used by `other`. */
  isSame(owner: O, other: O): boolean;
  /** The number of the last reading that is there. @throws RangeError when what is kept there is no such outbox */
  last(level: OutboxLevel): Promise<number>;
  /**
   * Makes it of a database that is open.
   * @param onKept told the number of each reading that is safe, or of the last of several
   * @throws RangeError when what is kept there is none
   */
  create(level: OutboxLevel, onKept: (number: number) => void): Promise<T>;
}

/** Whose an outbox is that was opened, and what is wrong with it. */
export interface Found<O extends Owner> {
  readonly owner: O;
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

/** Which outbox is opened, and for whom. */
export interface Opening<O extends Owner> extends DamageListener {
  readonly folder: string;
  readonly owner: O;
  /** Names one that is damaged. */
  readonly nowMs: number;
}

/**
 * Opens an outbox in a folder of its own, which is made where it does not exist, for its owner alone. One that is
 * damaged is moved aside, and another begun.
 * @throws SimError OUTBOX_IN_USE, OUTBOX_UNUSABLE
 */
export async function openOwn<O extends Owner, T extends { close(): Promise<void> }>(
  kind: OutboxKind<O, T>,
  { folder, owner, nowMs, onMovedAside, onLoss }: Opening<O>,
): Promise<T & Found<O>> {
  const open = async (): Promise<T & Found<O>> => {
    const outbox = await openFolder(kind, folder, owner);
    if (outbox.loss !== undefined) onLoss(outbox.loss);
    return outbox;
  };
  try {
    return await open();
  } catch (error) {
    // Where it shares its folder with other things, those are not to be moved.
    if (!isDamage(error) || !(await isAlone(folder))) throw toSimError(error, folder, kind.inUse);
    const aside = `${folder}.damaged-${nowMs}`;
    try {
      await rename(folder, aside);
      onMovedAside(aside, levelReason(error).message);
      return await open();
    } catch (again) {
      throw toSimError(again, folder, kind.inUse);
    }
  }
}

/**
 * Opens an outbox of this kind that is there, whosoever it is.
 * @throws SimError OUTBOX_IN_USE, OUTBOX_UNUSABLE
 */
export async function openFound<O extends Owner, T extends { close(): Promise<void> }>(
  kind: OutboxKind<O, T>,
  folder: string,
): Promise<T & Found<O>> {
  try {
    return await openFolder(kind, folder);
  } catch (error) {
    throw toSimError(error, folder, kind.inUse);
  }
}

async function openFolder<O extends Owner, T extends { close(): Promise<void> }>(
  kind: OutboxKind<O, T>,
  folder: string,
  expected?: O,
): Promise<T & Found<O>> {
  const level = await openLevel(folder, { createIfMissing: expected !== undefined });
  try {
    const text = await level.get(OWNER);
    const owner: Owner = text === undefined ? await claim(level, folder, expected) : readOwner(text);
    if (!kind.isOwner(owner) || (expected !== undefined && !kind.isSame(owner, expected)))
      throw foreign(folder, owner);
    const unread = await findLoss(folder);
    if (expected === undefined) return { ...(await kind.create(level, () => {})), owner, loss: unread };
    const mark = await keepMark(folder, await kind.last(level));
    try {
      const outbox = await kind.create(level, mark.note);
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
      await mark.close();
      throw error;
    }
  } catch (error) {
    await level.close();
    throw error;
  }
}

/** Writes the owner of an outbox that has none, which is a new one. @throws RangeError, SimError OUTBOX_UNUSABLE */
async function claim(level: OutboxLevel, folder: string, owner: Owner | undefined): Promise<Owner> {
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

function foreign(folder: string, owner: Owner): SimError {
  const isFleet = 'fleet' in owner;
  const whose = isFleet ? `the devices in ${owner.fleet}` : `${owner.productKey}/${owner.deviceName}`;
  return new SimError(
    'OUTBOX_UNUSABLE',
    `The outbox ${folder} is of another ${isFleet ? 'fleet' : 'device'}.`,
    {
      likely: `It holds readings of ${whose} for ${owner.endpoint}.`,
      hint: 'Give each device, and each fleet, a folder of its own with --outbox DIR.',
    },
  );
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

function toSimError(error: unknown, folder: string, inUse: OutboxKind<Owner, never>['inUse']): SimError {
  if (error instanceof SimError) return error;
  const { code, message } = levelReason(error);
  if (code === 'LEVEL_LOCKED') {
    return new SimError('OUTBOX_IN_USE', `The outbox ${folder} is in use.`, { ...inUse, cause: error });
  }
  return new SimError('OUTBOX_UNUSABLE', `The outbox ${folder} cannot be used: ${message}.`, {
    cause: error,
  });
}
