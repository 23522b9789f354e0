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
  /** @default false */
  readonly isNewestFirst?: boolean | undefined;
  readonly limit?: number | undefined;
}

/** What was asked and answered. */
export interface Log {
  /** The change that keeps an exchange. */
  put(exchange: Exchange): Change;
  /** Told of a change once it is written. */
  written(change: Change): void;
  /** In the order they were answered. */
  exchanges(query?: LogQuery): Promise<Exchange[]>;
  removeDevice(device: DeviceIdentity): Promise<void>;
}

/** Where exchanges are kept. */
export const LOG = { from: 'log/', to: 'log0' } as const;

/** Stands for the device of a request that named none that exists. */
const NOBODY = '-/-';

/** The key under which an exchange is kept. */
export function logKey({ device = NOBODY, seq }: Exchange): string {
  return ['log/', device, '/', seq].join(''); // texts that were added up are slower to compare
}

function shelf(device: string): string {
  return `log/${device}/`;
}

interface Found {
  readonly seq: string;
  readonly text: string;
}

function inOrder(found: readonly Found[], isNewestFirst: boolean): Found[] {
  return found.toSorted((a, b) => (a.seq < b.seq === isNewestFirst ? 1 : -1));
}

function walkOf(
  prefix: string,
  { after, before, isNewestFirst, limit }: LogQuery & { readonly before?: string | undefined },
): Walk {
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

  const ofDevice = async (prefix: string, query: LogQuery): Promise<Exchange[]> => {
    const found: Exchange[] = [];
    for await (const [, text] of store.entries(walkOf(prefix, query))) found.push(readExchange(text));
    return found;
  };

  /** From shelf to shelf, so that not all that is kept must be read for the last few. */
  const ofAll = async ({ after, isNewestFirst = false, limit }: LogQuery): Promise<Exchange[]> => {
    let found: Found[] = [];
    const bounds: { after: string | undefined; before?: string | undefined } = { after };
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

  return {
    put: (exchange) => ({
      type: 'put',
      key: logKey(exchange),
      value: writeExchange(exchange),
    }),
    written(change) {
      if (change.type !== 'put') return;
      const prefix = change.key.slice(0, change.key.lastIndexOf('/') + 1);
      retention.added(prefix, change.key.length + change.value.length);
    },
    exchanges: (query = {}) =>
      query.device === undefined ? ofAll(query) : ofDevice(shelfOf(query.device), query),
    async removeDevice(device) {
      await store.remove(keysUnder(shelfOf(device)));
      retention.removed(shelfOf(device));
    },
  };
}
