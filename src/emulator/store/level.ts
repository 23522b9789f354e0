import sortedBTree from 'sorted-btree';

/** One change to what is kept. */
export type Change =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

/** What to walk over, in LevelDB's words: from `gte` (included) to `lt` (not included). */
export interface LevelRange {
  readonly gte: string;
  readonly lt: string;
  readonly reverse?: boolean;
  /** At most so many entries; -1 for all. */
  readonly limit?: number;
  readonly snapshot?: object;
  /** How much it may read ahead. */
  readonly highWaterMarkBytes?: number;
}

/** Entries in the order of their keys, one by one or many at a time. */
export interface LevelIterator extends AsyncIterable<[key: string, value: string]> {
  /** The next entries, so many at most; none at the end. */
  nextv(size: number): Promise<[key: string, value: string][]>;
  close(): Promise<void>;
}

/** A database as classic-level is one, as far as it is used here. Keys have the order of their code units. */
export interface Level {
  open(options?: { passive?: boolean; createIfMissing?: boolean }): Promise<void>;
  /** All of the changes, or none. */
  batch(changes: Change[]): Promise<void>;
  get(key: string): Promise<string | undefined>;
  /** Walks over what there was when it was called. */
  iterator(range: LevelRange): LevelIterator;
  keys(range: LevelRange): AsyncIterable<string>;
  snapshot(): { close(): Promise<void> };
  close(): Promise<void>;
}

const { default: BTree } = sortedBTree;
type Tree = InstanceType<typeof BTree<string, string>>;

/** So many entries stand in one node of the tree; the best of 16 to 256, where thousands of devices report. */
const NODE_SIZE = 64;

/** A database that ends with the process. A walk and a snapshot see a copy, which shares all that is not changed. */
export function createMemoryLevel(): Level {
  const tree: Tree = new BTree<string, string>(undefined, compareTexts, NODE_SIZE);
  let isClosed = false;
  const treeOf = (snapshot: object | undefined): Tree =>
    snapshot === undefined ? tree.clone() : (snapshot as MemorySnapshot).tree;

  return {
    async open({ passive = false } = {}) {
      if (!passive) isClosed = false;
    },
    async batch(changes) {
      if (isClosed) throw new Error('The store is closed');
      for (const change of changes) {
        if (change.type === 'put') tree.set(change.key, change.value);
        else tree.delete(change.key);
      }
    },
    async get(key) {
      return tree.get(key);
    },
    iterator: (range) => iteratorOf(walk(treeOf(range.snapshot), range)),
    async *keys(range) {
      for (const [key] of walk(treeOf(range.snapshot), range)) yield key;
    },
    snapshot: (): MemorySnapshot => ({ tree: tree.clone(), async close() {} }),
    async close() {
      isClosed = true;
    },
  };
}

interface MemorySnapshot {
  readonly tree: Tree;
  close(): Promise<void>;
}

function iteratorOf(entries: Generator<[key: string, value: string]>): LevelIterator {
  const nextv = async (size: number): Promise<[string, string][]> => {
    const portion: [string, string][] = [];
    while (portion.length < size) {
      const { done, value } = entries.next();
      if (done) break;
      portion.push(value);
    }
    return portion;
  };
  return {
    nextv,
    async close() {},
    async *[Symbol.asyncIterator]() {
      yield* entries;
    },
  };
}

function* walk(
  tree: Tree,
  { gte, lt, reverse = false, limit = -1 }: LevelRange,
): Generator<[string, string]> {
  let left = limit;
  for (const entry of reverse ? tree.entriesReversed(lt, undefined, true) : tree.entries(gte)) {
    if (left === 0 || (reverse ? entry[0] < gte : entry[0] >= lt)) return;
    left -= 1;
    yield entry;
  }
}

function compareTexts(a: string, b: string): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}
