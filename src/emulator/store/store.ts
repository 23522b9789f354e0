import { mkdir, readdir } from 'node:fs/promises';
import { SimError } from '../../errors.ts';
import { createLevelCommit, levelReason } from '../../level-commit.ts';
import { type Change, createMemoryLevel, type Level, type LevelRange } from './level.ts';

export type { Change } from './level.ts';

/** Keys from `from` (included) to `to` (not included), in the order of their code units. */
export interface KeyRange {
  readonly from: string;
  readonly to: string;
}

/** How to walk over a range. */
export interface Walk extends KeyRange {
  readonly isBackwards?: boolean | undefined;
  /** At most so many entries. */
  readonly limit?: number | undefined;
}

/** Where the emulator keeps all it must remember: keys and values are text. */
export interface Store {
  /** Whether it outlives the process. */
  readonly isKept: boolean;
  /** Resolves once the changes are with the operating system, so that killing the process loses none. */
  write(changes: readonly Change[]): Promise<void>;
  read(key: string): Promise<string | undefined>;
  entries(walk: Walk): Entries;
  /** The same, many at a time and more each time: several times faster for whoever reads thousands. */
  portions(walk: Walk): AsyncIterable<readonly (readonly [key: string, value: string])[]>;
  /** All that is kept at this moment, whatever is changed while it is read; to be closed. */
  snapshot(): Promise<Snapshot>;
  /**
   * Removes what is in the range once the writes under way are done.
   * @param isMeant of which keys; all without it
   */
  remove(range: KeyRange, isMeant?: (key: string) => boolean): Promise<void>;
  /** Resolves once the writes and removals under way are done. */
  close(): Promise<void>;
}

/** Entries in the order of their keys, or backwards. */
export type Entries = AsyncIterable<[key: string, value: string]>;

/** What was kept at one moment. */
export interface Snapshot {
  entries(walk: Walk): Entries;
  close(): Promise<void>;
}

/** So many entries are removed with one write. */
const PORTION = 1000;

/** So many entries are read first where many are read at a time, and so many at most. */
const FIRST_PORTION = 128;
const GREATEST_PORTION = 4096;
const READ_AHEAD_BYTES = 256 * 1024;

/** A store that ends with the process. */
export function createMemoryStore(): Store {
  return createStore(createMemoryLevel(), false);
}

/**
 * Opens the store in a folder, which is made where it does not exist, for its owner alone.
 * @throws SimError DATA_IN_USE, DATA_UNUSABLE
 */
export async function openStore(folder: string): Promise<Store> {
  const { ClassicLevel } = await import('classic-level');
  if ((await lookInto(folder)) === 'headless') {
    throw new SimError('DATA_UNUSABLE', `The data folder ${folder} is damaged: its file CURRENT is missing.`);
  }
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const level = new ClassicLevel<string, string>(folder); // opens itself in the next turn, asked or not
    await level.open();
    return createStore(level, true);
  } catch (error) {
    const { code, message } = levelReason(error);
    if (code === 'LEVEL_LOCKED') {
      throw new SimError('DATA_IN_USE', `The data folder ${folder} is in use.`, {
        cause: error,
        hint:
          'Stop the other one, or give this one a folder of its own with --data. To export from an emulator that ' +
          'runs, name its address: iot-sim emulator export --endpoint URL FILE',
      });
    }
    throw new SimError('DATA_UNUSABLE', `The data folder ${folder} cannot be opened: ${message}.`, {
      cause: error,
    });
  }
}

/**
 * Tells what is in a folder, without opening it. Without the file that leads to all others it is `headless`: LevelDB
 * would begin anew, and delete what is there.
 */
export async function lookInto(folder: string): Promise<'store' | 'headless' | 'nothing'> {
  const names = await readdir(folder).catch((): string[] => []); // one that cannot be read says so when it is opened
  if (names.includes('CURRENT')) return 'store';
  return names.some((name) => /\.(?:ldb|log)$/.test(name)) ? 'headless' : 'nothing';
}

function rangeOf({ from, to, isBackwards = false, limit = -1 }: Walk): LevelRange {
  return { gte: from, lt: to, reverse: isBackwards, limit };
}

function createStore(level: Level, isKept: boolean): Store {
  let removal: Promise<void> = Promise.resolve();
  const { write, settled, close } = createLevelCommit<Change>(level, { toError: levelReason });

  const removeNow = async ({ from, to }: KeyRange, isMeant: (key: string) => boolean): Promise<void> => {
    await settled();
    let portion: Change[] = [];
    for await (const key of level.keys({ gte: from, lt: to })) {
      if (!isMeant(key)) continue;
      portion.push({ type: 'del', key });
      if (portion.length < PORTION) continue;
      await write(portion);
      portion = [];
    }
    if (portion.length > 0) await write(portion);
  };

  return {
    isKept,
    write,
    read: (key) => level.get(key),
    entries: (walk) => level.iterator(rangeOf(walk)),
    async *portions(walk) {
      const iterator = level.iterator({ ...rangeOf(walk), highWaterMarkBytes: READ_AHEAD_BYTES });
      try {
        for (let size = FIRST_PORTION; ; size = Math.min(2 * size, GREATEST_PORTION)) {
          const portion = await iterator.nextv(size);
          if (portion.length === 0) return;
          yield portion;
        }
      } finally {
        await iterator.close();
      }
    },
    async snapshot() {
      await level.open({ passive: true }); // a new one opens in the next turn; all else waits for that by itself
      const snapshot = level.snapshot();
      return {
        entries: (walk) => level.iterator({ ...rangeOf(walk), snapshot }),
        close: () => snapshot.close(),
      };
    },
    remove(range, isMeant = () => true) {
      // One after the other: a product with ten thousand devices has twice as many ranges.
      removal = removal.catch(() => {}).then(() => removeNow(range, isMeant));
      return removal;
    },
    async close() {
      await removal.catch(() => {}); // whoever asked for it was told of what failed
      await close();
    },
  };
}
