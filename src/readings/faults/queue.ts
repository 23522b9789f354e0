import type { Sample } from '../sample.ts';

/** Readings on their way out, some of which are held back. */
export interface Queue {
  /** Whether a reading waits to be sent after the next one. */
  isSwapping(): boolean;
  /**
   * Takes one reading, with its copies; gives what is to be sent now.
   * @param how.forMs it is held back for so long
   * @param how.isSwapped it is sent after the next one; only where none waits for that already
   */
  push(copies: Sample[], how: { nowMs: number; forMs?: number | undefined; isSwapped: boolean }): Sample[];
  /** Gives all that is held back. */
  flush(): Sample[];
}

/** Makes an empty queue. */
export function createQueue(): Queue {
  let swapped: readonly Sample[] = [];
  let late: { dueMs: number; copies: readonly Sample[] }[] = [];

  const release = (nowMs: number): Sample[] => {
    const due = late.filter(({ dueMs }) => dueMs <= nowMs).toSorted((a, b) => a.dueMs - b.dueMs);
    if (due.length > 0) late = late.filter(({ dueMs }) => dueMs > nowMs);
    return due.flatMap(({ copies }) => copies);
  };

  return {
    isSwapping: () => swapped.length > 0,
    push(copies, { nowMs, forMs, isSwapped }) {
      if (forMs === undefined && !isSwapped && swapped.length + late.length === 0) return copies;
      const sent: Sample[] = [];
      if (forMs !== undefined) late.push({ dueMs: nowMs + forMs, copies });
      else if (isSwapped) swapped = copies;
      else {
        sent.push(...copies, ...swapped);
        swapped = [];
      }
      // Behind the one of now, so that a newer one always goes before it.
      if (late.length > 0) sent.push(...release(nowMs));
      return sent;
    },
    flush() {
      const sent = [...swapped, ...release(Number.POSITIVE_INFINITY)];
      swapped = [];
      return sent;
    },
  };
}
