import type { DeviceIdentity } from '../../protocol/topic.ts';
import type { KeptValue } from '../history.ts';
import type { HistoryView } from '../platform.ts';

/** Which values of a device to read. */
export interface PropertyQuery {
  readonly device: DeviceIdentity;
  readonly identifiers: readonly string[];
  /** Both included. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly isNewestFirst: boolean;
  /** At most so many of each property. */
  readonly pageSize: number;
}

/** A page of values, and where the next one begins. */
export interface PropertyPage {
  readonly values: ReadonlyMap<string, readonly KeptValue[]>;
  /** The time with which to ask for the rest; undefined where nothing is left. */
  readonly nextMs: number | undefined;
}

/**
 * Reads a page. The next one is asked for by time alone, so a page ends between two times, and for all properties at
 * the same one. Of more values of one time than a page holds, the rest cannot be asked for.
 */
export async function readPropertyPage(history: HistoryView, query: PropertyQuery): Promise<PropertyPage> {
  const { identifiers, isNewestFirst } = query;
  const read = new Map<string, KeptValue[]>();
  let nextMs: number | undefined;
  for (const identifier of identifiers) {
    const values = await readOne(history, query, identifier);
    read.set(identifier, values);
    const ownNextMs = nextTime(values, query);
    if (ownNextMs === undefined) continue;
    nextMs = nextMs === undefined ? ownNextMs : (isNewestFirst ? Math.max : Math.min)(nextMs, ownNextMs);
  }
  const isBeforeNext = ({ timeMs }: KeptValue): boolean =>
    nextMs === undefined || (isNewestFirst ? timeMs > nextMs : timeMs < nextMs);
  const values = new Map(
    [...read].map(([identifier, list]) => [identifier, list.slice(0, query.pageSize).filter(isBeforeNext)]),
  );
  return { values, nextMs };
}

/** One value more than the page holds, so that it is known whether there are more. */
async function readOne(history: HistoryView, query: PropertyQuery, identifier: string): Promise<KeptValue[]> {
  const { device, fromMs, toMs, isNewestFirst, pageSize } = query;
  const values: KeptValue[] = [];
  const limit = pageSize + 1;
  for await (const value of history.values({ device, identifier, fromMs, toMs, isNewestFirst, limit })) {
    values.push(value);
  }
  return values;
}

function nextTime(
  values: readonly KeptValue[],
  { pageSize, isNewestFirst }: PropertyQuery,
): number | undefined {
  const nextMs = values[pageSize]?.timeMs;
  if (nextMs === undefined || values[0]?.timeMs !== nextMs) return nextMs;
  return isNewestFirst ? nextMs - 1 : nextMs + 1;
}
