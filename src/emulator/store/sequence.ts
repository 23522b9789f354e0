import type { Change, Store } from './store.ts';

const STARTS = 'meta/starts';

/** Gives texts that sort in the order they were given, also over restarts on the same store. */
export type Sequence = () => string;

/** Counts this start in the store, so that no text is given twice. */
export async function openSequence(store: Store): Promise<Sequence> {
  const starts = Number((await store.read(STARTS)) ?? 0) + 1;
  await store.write([{ type: 'put', key: STARTS, value: String(starts) }]);
  return createSequence(starts);
}

/** The texts of one start: its number, then how many were given, each in base 36. */
export function createSequence(starts = 1): Sequence {
  const prefix = starts.toString(36).padStart(4, '0');
  let given = 0;
  return () => {
    given += 1;
    return prefix + given.toString(36).padStart(8, '0');
  };
}

/** True for a text of a sequence. */
export function isSeq(text: unknown): text is string {
  return typeof text === 'string' && /^[\da-z]{12}$/.test(text);
}

/** The change that makes the next start follow the one that gave this text. */
export function startAfter(seq: string): Change {
  return { type: 'put', key: STARTS, value: String(Number.parseInt(seq.slice(0, 4), 36)) };
}
