import type { OutboxLevel } from './level.ts';
import { type Outcome, type Pending, sizeOf } from './outbox.ts';
import { readOutcome, readRecord } from './record.ts';

/** All messages, oldest first: they stay when they are settled, and are the ledger. */
export const TAKEN = 'taken/';
/** What became of those that were not sent. */
export const OUTCOME = 'outcome/';
/** The number of the last message that is settled, with all before it. */
export const SETTLED = 'settled';
/** Behind every key of a prefix. */
export const END = '\u007f';

const NUMBER_DIGITS = 15;
/** So many rows are read at a time where all are. */
const PORTION = 1000;

/** The key of a message, or of its outcome: they sort by number. */
export function keyOf(prefix: string, number: number): string {
  return prefix + String(number).padStart(NUMBER_DIGITS, '0');
}

/** @throws RangeError when the key has no number */
export function numberOf(key: string): number {
  const digits = key.slice(key.lastIndexOf('/') + 1);
  if (digits.length !== NUMBER_DIGITS) throw new RangeError('this is no number'); // it would not sort as one
  return readNumber(digits);
}

/** The row of a message. */
export interface Row {
  readonly number: number;
  readonly text: string;
}

/**
 * The messages behind a number, the oldest first, many at a time.
 * @throws RangeError when one has no number
 */
export async function* portionsAfter(level: OutboxLevel, number: number): AsyncGenerator<Row[]> {
  for await (const portion of portionsOf(level, { gt: keyOf(TAKEN, number), lt: TAKEN + END })) {
    yield portion.map(([key, text]) => ({ number: numberOf(key), text }));
  }
}

/** All rows between two keys, many at a time. */
export async function* portionsOf(
  level: OutboxLevel,
  between: { readonly gt: string; readonly lt: string },
): AsyncGenerator<[key: string, text: string][]> {
  const iterator = level.iterator(between);
  try {
    for (;;) {
      const portion = await iterator.nextv(PORTION);
      if (portion.length === 0) return;
      yield portion;
    }
  } finally {
    await iterator.close();
  }
}

/** What is kept in an outbox that is opened, and how much of it waits. */
export interface Found {
  readonly settled: number;
  readonly last: number;
  /** The number of the first message that is kept. */
  readonly first: number;
  /** Those that were dropped, and stand between messages that wait. */
  readonly dropped: Set<number>;
  readonly size: number;
  readonly bytes: number;
}

/** Reads all that waits. @throws RangeError when it is no outbox */
export async function look(level: OutboxLevel): Promise<Found> {
  const mark = await level.get(SETTLED);
  let settled = mark === undefined ? 0 : readNumber(mark);
  const outcomes = await readOutcomes(level);
  const dropped = new Set([...outcomes.keys()].filter((number) => number > settled));
  let [size, bytes] = [0, 0];
  let last = settled;
  for await (const rows of portionsAfter(level, settled)) {
    for (const { number, text } of rows) {
      last = number;
      if (dropped.has(number)) continue;
      const message: Pending = readRecord(text);
      size += 1;
      bytes += sizeOf(message);
    }
  }
  if (size === 0) settled = last;
  const [firstKey] = await level.keys({ gt: TAKEN, lt: TAKEN + END, limit: 1 }).all();
  const first = firstKey === undefined ? settled + 1 : numberOf(firstKey);
  return { settled, last, first, dropped, size, bytes };
}

/** The number of the last message that is there. @throws RangeError when it is no outbox */
export async function lastNumber(level: OutboxLevel): Promise<number> {
  const mark = await level.get(SETTLED);
  const [key] = await level.keys({ gt: TAKEN, lt: TAKEN + END, reverse: true, limit: 1 }).all();
  return Math.max(readNumber(mark ?? '0'), key === undefined ? 0 : numberOf(key));
}

/** What became of those that were not sent. @throws RangeError when an outcome is none */
export async function readOutcomes(level: OutboxLevel): Promise<Map<number, Outcome>> {
  const outcomes = new Map<number, Outcome>();
  for await (const [key, text] of level.iterator({ gt: OUTCOME, lt: OUTCOME + END })) {
    outcomes.set(numberOf(key), readOutcome(text));
  }
  return outcomes;
}

/** A whole number as it was written. @throws RangeError */
export function readNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number)) throw new RangeError('this is no number');
  return number;
}
