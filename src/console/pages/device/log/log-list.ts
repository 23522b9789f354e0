import type { ExchangeJson } from '../../../../emulator/api/shapes.ts';

/** So many exchanges are on the page at most, and so many wait to be. */
export const MOST_ROWS = 500;

/** The part of a log that is on the page, newest first. */
export interface LogList {
  readonly rows: readonly ExchangeJson[];
  /** What came while the page was not to move, newest first; the oldest go where they are too many. */
  readonly waiting: readonly ExchangeJson[];
  /** How many came, those that are gone again too. */
  readonly waitingCount: number;
  /** Up to where was read. */
  readonly oldestSeq: string | undefined;
  readonly hasOlder: boolean;
  /** Whether newer ones than the rows had to go, or were never read: they can only be read again. */
  readonly isCut: boolean;
}

/** An answer of the emulator, newest first. */
export interface LogPart {
  /** Those that are wanted. */
  readonly wanted: readonly ExchangeJson[];
  /** The last that was read, wanted or not. */
  readonly oldestSeq: string | undefined;
  readonly hasOlder: boolean;
}

/** Begins anew with the newest part. */
export function withNewest({ wanted, oldestSeq, hasOlder }: LogPart): LogList {
  return fitted({ rows: wanted, waiting: [], waitingCount: 0, oldestSeq, hasOlder, isCut: false });
}

/** Reads the newest part again; what was read beyond it stays where the two meet. */
export function withNewestAgain(list: LogList, part: LogPart): LogList {
  const { oldestSeq } = part;
  const newest = newestSeq(list);
  const doMeet = part.hasOlder && oldestSeq !== undefined && newest !== undefined && newest >= oldestSeq;
  if (!doMeet) return withNewest(part);
  const older = list.rows.filter(({ seq }) => seq < oldestSeq);
  const beyond = older.length > 0 ? { oldestSeq: list.oldestSeq, hasOlder: list.hasOlder } : {};
  return fitted({ ...withNewest(part), ...beyond, rows: [...part.wanted, ...older] });
}

/** Adds to an answer what came while it was on its way, newest last. */
export function withRecent(part: LogPart, recent: readonly ExchangeJson[]): LogPart {
  const known = new Set(part.wanted.map(({ seq }) => seq));
  const added = recent.filter(({ seq }) => !known.has(seq)).reverse();
  return { ...part, wanted: [...added, ...part.wanted].sort((a, b) => (a.seq < b.seq ? 1 : -1)) };
}

/** Lets what the newest part has wait behind what is on the page. */
export function withNewestWaiting(list: LogList, { wanted, oldestSeq, hasOlder }: LogPart): LogList {
  const newest = newestSeq(list);
  const fresh = wanted.filter(({ seq }) => newest === undefined || seq > newest);
  const isCut =
    list.isCut || (hasOlder && newest !== undefined && oldestSeq !== undefined && oldestSeq > newest);
  return { ...waitingFor(list, fresh), isCut };
}

/** Adds what came at the top, or lets it wait. */
export function withHeard(list: LogList, exchange: ExchangeJson, isHeld: boolean): LogList {
  const newest = newestSeq(list);
  if (newest !== undefined && exchange.seq <= newest) return list;
  if (isHeld) return waitingFor(list, [exchange]);
  return fitted({ ...list, rows: [exchange, ...list.waiting, ...list.rows], waiting: [], waitingCount: 0 });
}

/** Puts what waited at the top. */
export function withWaitingShown(list: LogList): LogList {
  if (list.waitingCount === 0) return list;
  return fitted({ ...list, rows: [...list.waiting, ...list.rows], waiting: [], waitingCount: 0 });
}

/** Adds older ones at the end; where there are too many, the newest go. */
export function withOlder(list: LogList, { wanted, oldestSeq, hasOlder }: LogPart): LogList {
  const rows = [...list.rows, ...wanted];
  return {
    ...list,
    rows: rows.slice(-MOST_ROWS),
    oldestSeq: oldestSeq ?? list.oldestSeq,
    hasOlder,
    isCut: list.isCut || rows.length > MOST_ROWS,
  };
}

function waitingFor(list: LogList, fresh: readonly ExchangeJson[]): LogList {
  return {
    ...list,
    waiting: [...fresh, ...list.waiting].slice(0, MOST_ROWS),
    waitingCount: list.waitingCount + fresh.length,
  };
}

/** Where there are too many rows, the oldest go; they can be read again. */
function fitted(list: LogList): LogList {
  if (list.rows.length <= MOST_ROWS) return list;
  const rows = list.rows.slice(0, MOST_ROWS);
  return { ...list, rows, oldestSeq: rows.at(-1)?.seq, hasOlder: true };
}

function newestSeq({ rows, waiting }: LogList): string | undefined {
  return waiting[0]?.seq ?? rows[0]?.seq;
}
