import type { Change, KeyRange, Store } from './store.ts';

/** How many characters, keys included, may be kept. */
export interface RetentionLimits {
  /** On one shelf. */
  readonly perShelf: number;
  /** On all shelves together. */
  readonly total: number;
}

/** Throws the oldest away where too much is kept. */
export interface Retention {
  /** The shelf under a prefix, until it is removed; whoever adds to it often keeps it at hand. */
  shelf(prefix: string): Shelf;
  /** Told of each entry, once it is written. */
  added(shelf: Shelf, characters: number): void;
  /** Told that nothing stands under a prefix any more; an empty one is that of all shelves. */
  removed(prefix: string): void;
}

/** What to watch over, and how much of it may be kept. */
export interface Watched extends RetentionLimits {
  /** Where the shelves stand. */
  readonly range: KeyRange;
}

/** What stands under one prefix, oldest first. */
export interface Shelf {
  readonly prefix: string;
  characters: number;
  isBusy: boolean;
}

/** A shelf that is too full is emptied to this part of what it may hold, so that not every entry costs a search. */
const KEPT_OF_SHELF = 0.9;

/** The same for all shelves together; a look at all of them costs more. */
const KEPT_OF_ALL = 0.7;

/** So many entries are removed with one write: more would make others wait. */
const PORTION = 500;

/** So many shelves are trimmed together: what they lose in one turn is one write, and in memory one copy. */
const SHELVES_AT_ONCE = 100;

/** All keys that begin with a prefix; keys are ASCII. */
export function keysUnder(prefix: string): KeyRange {
  return { from: prefix, to: `${prefix}\u007f` };
}

/** The shelf on which a key stands: `log/{productKey}/{deviceName}/`, and the same of the history. */
function shelfOf(key: string): string {
  let end = 0;
  for (let part = 0; part < 3; part++) end = key.indexOf('/', end) + 1;
  return key.slice(0, end);
}

/**
 * Watches over a part of a store. What is there from an earlier process is counted while all else goes on.
 * @param kept.isFresh whether the store began empty
 */
export function createRetention(
  { store, isFresh }: { store: Store; isFresh: boolean },
  { perShelf, total, range }: Watched,
): Retention {
  const shelves = new Map<string, Shelf>();
  let all = 0;
  let isLowering = false;
  let isCounted = isFresh;
  /** Shelves that were removed since counting began; undefined while nothing is counted. */
  let gone: string[] | undefined;

  const shelfAt = (prefix: string): Shelf => {
    let shelf = shelves.get(prefix);
    if (shelf === undefined) {
      shelf = { prefix, characters: 0, isBusy: false };
      shelves.set(prefix, shelf);
    }
    return shelf;
  };
  const change = (shelf: Shelf, characters: number): void => {
    shelf.characters += characters;
    all += characters;
  };

  /** Counts what there is at this moment; what is added and removed from now on is told. */
  const countAll = async (): Promise<void> => {
    const found = new Map<string, number>();
    const removed: string[] = [];
    gone = removed;
    for (const shelf of shelves.values()) shelf.characters = 0; // not made anew: others keep them at hand
    all = 0;
    let read = 0;
    try {
      for await (const [key, value] of store.entries(range)) {
        const prefix = shelfOf(key);
        found.set(prefix, (found.get(prefix) ?? 0) + key.length + value.length);
        read += 1;
        if (read % PORTION === 0) await new Promise<void>((resolve) => setImmediate(resolve));
      }
    } catch {
      return; // it is tried again with the next entry; a store that was closed gets none
    } finally {
      gone = undefined;
    }
    isCounted = true;
    for (const [prefix, characters] of found) {
      if (removed.some((prefixes) => prefix.startsWith(prefixes))) continue;
      change(shelfAt(prefix), characters);
    }
    await Promise.all([...shelves.values()].map(tidyShelf));
    if (all > total) void lowerAll();
  };

  /** Trims a shelf while all else goes on, one search a shelf at a time; gives how much was removed. */
  const tidy = async (shelf: Shelf, most: number, target: number): Promise<number> => {
    if (shelf.isBusy) return 0;
    shelf.isBusy = true;
    let removed = 0;
    try {
      // More may come meanwhile, and be too much again.
      while (shelf.characters > most) removed += await trim(shelf, target);
    } catch {
      // A store that was closed, or cannot be read or written, says so to whoever writes next.
    }
    shelf.isBusy = false;
    return removed;
  };

  const tidyShelf = (shelf: Shelf): Promise<number> => tidy(shelf, perShelf, perShelf * KEPT_OF_SHELF);

  /** Removes just what it counted: older entries may come late, and stay. */
  const trim = async (shelf: Shelf, target: number): Promise<number> => {
    const surplus = shelf.characters - target;
    let removed = 0;
    let portion: Change[] = [];
    const removePortion = async (): Promise<void> => {
      await store.write(portion);
      portion = [];
    };
    for await (const [key, value] of store.entries(keysUnder(shelf.prefix))) {
      if (removed >= surplus) break;
      removed += key.length + value.length;
      portion.push({ type: 'del', key });
      if (portion.length === PORTION) await removePortion();
    }
    await removePortion();
    if (shelves.get(shelf.prefix) !== shelf)
      shelf.characters = 0; // removed as a whole meanwhile
    // Where nothing was left, nothing is what the shelf holds.
    else change(shelf, removed === 0 ? -shelf.characters : -removed);
    return removed;
  };

  /** Where all hold too much, the fullest give: none is to hold more than a level that all of them together keep to. */
  const lowerAll = async (): Promise<void> => {
    if (isLowering) return;
    isLowering = true;
    let removed = Number.POSITIVE_INFINITY;
    while (all > total && removed > 0) {
      removed = 0;
      const level = levelOf([...shelves.values()], total * KEPT_OF_ALL);
      const full = [...shelves.values()].filter(({ characters }) => characters > level);
      while (full.length > 0) {
        const some = full.splice(0, SHELVES_AT_ONCE).map((shelf) => tidy(shelf, level, level));
        for (const characters of await Promise.all(some)) removed += characters;
      }
    }
    isLowering = false;
  };

  if (!isCounted) void countAll();

  return {
    shelf: shelfAt,
    added(shelf, characters) {
      if (!isCounted && gone === undefined) {
        void countAll(); // this entry too
        return;
      }
      change(shelf, characters);
      if (shelf.characters > perShelf) void tidyShelf(shelf);
      if (all > total) void lowerAll();
    },
    removed(prefix) {
      gone?.push(prefix);
      // Ten thousand devices may go one by one: not all shelves can be looked through for each.
      for (const name of prefix === '' ? [...shelves.keys()] : [prefix]) {
        all -= shelves.get(name)?.characters ?? 0;
        shelves.delete(name);
      }
    },
  };
}

/** How much each may hold so that together they hold `most`; those that hold less leave their part to the others. */
function levelOf(shelves: readonly Shelf[], most: number): number {
  const sizes = shelves.map(({ characters }) => characters).sort((a, b) => a - b);
  let rest = most;
  for (const [index, size] of sizes.entries()) {
    const level = rest / (sizes.length - index);
    if (size > level) return level;
    rest -= size;
  }
  return Number.POSITIVE_INFINITY;
}
