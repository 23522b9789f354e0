import { type DeviceIdentity, deviceText } from '../protocol/topic.ts';
import { type Exchange, readExchange, writeExchange } from './exchange.ts';
import { keysUnder, type Retention } from './store/retention.ts';
import type { Change, Snapshot, Store, Walk } from './store/store.ts';

/** Which exchanges to read. */
export interface LogQuery {
  /** @default all devices, and requests of none */
  readonly device?: DeviceIdentity | undefined;
  /** Only what came after the exchange of this `seq`. */
  readonly after?: string | undefined;
  /** Only what came before the exchange of this `seq`. */
  readonly before?: string | undefined;
  /** @default false */
  readonly isNewestFirst?: boolean | undefined;
  readonly limit?: number | undefined;
}

/** What to search for among the exchanges of a device. */
export interface LogSearch extends LogQuery {
  readonly device: DeviceIdentity;
  /** Text anywhere in an exchange as it is written, or in its body; the case does not count. */
  readonly text: string;
}

/** What was asked and answered. */
export interface Log {
  /** The change that keeps an exchange. */
  put(exchange: Exchange): Change;
  /** Told of a change once it is written. */
  written(change: Change): void;
  /** In the order they were answered. */
  exchanges(query?: LogQuery): Promise<Exchange[]>;
  /** The same of those that have a text; `isComplete` is false where there are more than are looked through. */
  search(query: LogSearch): Promise<{ readonly exchanges: Exchange[]; readonly isComplete: boolean }>;
  removeDevice(device: DeviceIdentity): Promise<void>;
}

/** Where exchanges are kept. */
export const LOG = { from: 'log/', to: 'log0' } as const;

/** So many exchanges are looked through in a search, the last ones. */
const MOST_SEARCHED = 20_000;

/** So many exchanges are at hand without a search for them. */
const MOST_RECENT = 1000;

/** Stands for the device of a request that named none that exists. */
const NOBODY = '-/-';

/** The key under which an exchange is kept. */
export function logKey({ device = NOBODY, seq }: Exchange): string {
  return ['log/', device, '/', seq].join(''); // texts that were added up are slower to compare
}

function shelf(device: string): string {
  return `log/${device}/`;
}

function seqOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

interface Found {
  readonly seq: string;
  readonly text: string;
}

function inOrder(found: readonly Found[], isNewestFirst: boolean): Found[] {
  return found.toSorted((a, b) => (a.seq < b.seq === isNewestFirst ? 1 : -1));
}

function walkOf(prefix: string, { after, before, isNewestFirst, limit }: Omit<LogQuery, 'device'>): Walk {
  const { from, to } = keysUnder(prefix);
  return {
    from: after === undefined ? from : `${prefix}${after}\u0000`,
    to: before === undefined ? to : prefix + before,
    isBackwards: isNewestFirst,
    limit,
  };
}

/** The prefixes under which there is anything. */
async function* shelves(snapshot: Snapshot): AsyncIterable<string> {
  let from: string | undefined = LOG.from;
  while (from !== undefined) {
    const walk: Walk = { from, to: LOG.to, limit: 1 };
    from = undefined;
    for await (const [key] of snapshot.entries(walk)) {
      const prefix = key.slice(0, key.lastIndexOf('/') + 1);
      yield prefix;
      from = keysUnder(prefix).to;
    }
  }
}

/** Makes the log of a store. */
export function createLog(store: Store, retention: Retention): Log {
  const shelfOf = (device: DeviceIdentity): string => shelf(deviceText(device));
  /** The keys of the last ones, in their order. */
  const recent: string[] = [];

  const ofDevice = async (prefix: string, query: LogQuery): Promise<Exchange[]> => {
    const found: Exchange[] = [];
    for await (const [, text] of store.entries(walkOf(prefix, query))) found.push(readExchange(text));
    return found;
  };

  /** Those that are asked for, where they are at hand: with thousands of devices a look at all shelves takes long. */
  const ofRecent = async (query: LogQuery): Promise<Exchange[] | undefined> => {
    const { after = '', before, isNewestFirst, limit = Number.POSITIVE_INFINITY } = query;
    const wanted = recent.filter((key) => seqOf(key) > after);
    const hasAll = wanted.length < recent.length || (isNewestFirst && wanted.length >= limit);
    if (before !== undefined || !hasAll) return undefined;
    const keys = (isNewestFirst ? wanted.reverse() : wanted).slice(0, limit);
    const texts = await Promise.all(keys.map(store.read));
    const found = texts.filter((text) => text !== undefined);
    return found.length < keys.length ? undefined : found.map(readExchange); // what is gone leaves room for others
  };

  /** From shelf to shelf, so that not all that is kept must be read for the last few. */
  const ofAll = async ({ after, before, isNewestFirst = false, limit }: LogQuery): Promise<Exchange[]> => {
    let found: Found[] = [];
    const bounds = { after, before };
    const snapshot = await store.snapshot(); // at one moment: who asks again for what comes after must miss nothing
    try {
      for await (const prefix of shelves(snapshot)) {
        for await (const [key, text] of snapshot.entries(
          walkOf(prefix, { ...bounds, isNewestFirst, limit }),
        )) {
          found.push({ seq: key.slice(prefix.length), text });
        }
        if (limit === undefined || found.length < 2 * limit) continue;
        found = inOrder(found, isNewestFirst).slice(0, limit);
        bounds[isNewestFirst ? 'after' : 'before'] = found.at(-1)?.seq;
      }
    } finally {
      await snapshot.close();
    }
    return inOrder(found, isNewestFirst)
      .slice(0, limit)
      .map(({ text }) => readExchange(text));
  };

  /** The newest first, whatever is asked for: those are looked through. */
  const search = async (query: LogSearch): Promise<{ found: string[]; isComplete: boolean }> => {
    const { limit = Number.POSITIVE_INFINITY, isNewestFirst = false } = query;
    const hasText = finderOf(query.text);
    const range = { ...query, isNewestFirst: true, limit: MOST_SEARCHED + 1 };
    const found: string[] = [];
    let left = MOST_SEARCHED;
    for await (const portion of store.portions(walkOf(shelfOf(query.device), range))) {
      for (const [, text] of portion) {
        if (left === 0) return { found, isComplete: false };
        left -= 1;
        if (!hasText(text)) continue;
        found.push(text);
        if (isNewestFirst && found.length >= limit) return { found, isComplete: true };
      }
    }
    return { found, isComplete: true };
  };

  return {
    put: (exchange) => ({
      type: 'put',
      key: logKey(exchange),
      value: writeExchange(exchange),
    }),
    written(change) {
      if (change.type !== 'put') return;
      recent.push(change.key);
      if (recent.length >= 2 * MOST_RECENT) recent.splice(0, MOST_RECENT);
      const prefix = change.key.slice(0, change.key.lastIndexOf('/') + 1);
      retention.added(retention.shelf(prefix), change.key.length + change.value.length);
    },
    exchanges: async (query = {}) =>
      query.device === undefined
        ? ((await ofRecent(query)) ?? ofAll(query))
        : ofDevice(shelfOf(query.device), query),
    async search(query) {
      const { found, isComplete } = await search(query);
      const inOrder = query.isNewestFirst ? found : found.reverse();
      return { exchanges: inOrder.slice(0, query.limit).map(readExchange), isComplete };
    },
    async removeDevice(device) {
      await store.remove(keysUnder(shelfOf(device)));
      retention.removed(shelfOf(device));
    },
  };
}

/** Finds a text in exchanges as they are written; in there a body has its quotes escaped. */
function finderOf(text: string): (exchange: string) => boolean {
  const plain = text.toLowerCase();
  const escaped = JSON.stringify(text).slice(1, -1).toLowerCase();
  return (exchange) => {
    const lower = exchange.toLowerCase();
    return lower.includes(plain) || (escaped !== plain && lower.includes(escaped));
  };
}
