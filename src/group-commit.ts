/** Writes what comes at the same time together. */
export interface GroupCommit<T> {
  /** Resolves once these are written, with all that came in the same turn or while the write before was on its way. */
  write(items: readonly T[]): Promise<void>;
  /** Resolves once all that came is written, or was told that it cannot be. */
  settled(): Promise<void>;
}

/**
 * Makes a group commit.
 * @param writeAll writes what has gathered; its calls never overlap. Where it rejects, all whose items it was given are told
 */
export function createGroupCommit<T>(writeAll: (items: T[]) => Promise<void>): GroupCommit<T> {
  let waiting: T[] = [];
  let next: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();

  const commitAfter = async (before: Promise<void>): Promise<void> => {
    await new Promise<void>((resolve) => setImmediate(resolve));
    await before.catch(() => {}); // whoever asked for that one was told
    const items = waiting;
    waiting = [];
    next = undefined;
    await writeAll(items);
  };

  return {
    write(items) {
      for (const item of items) waiting.push(item);
      if (next === undefined) {
        next = commitAfter(last);
        last = next;
      }
      return next;
    },
    settled: () => last.catch(() => {}),
  };
}
