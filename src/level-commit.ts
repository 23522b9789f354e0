import { createGroupCommit, type GroupCommit } from './group-commit.ts';

/** What of a LevelDB database writing needs. */
interface WritableLevel<T> {
  open(options: { createIfMissing: boolean }): Promise<void>;
  batch(changes: T[], options: { sync: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** What a database hides in the cause of its error, as when it cannot be opened. */
export function levelReason(error: unknown): NodeJS.ErrnoException {
  const { cause } = error as { cause?: unknown };
  return (cause instanceof Error ? cause : error) as NodeJS.ErrnoException;
}

/** Group commits into a database, until it is closed. */
export interface LevelCommit<T> extends GroupCommit<T> {
  /** Resolves once all that came is written and the database is closed. */
  close(): Promise<void>;
}

/**
 * Makes group commits into a database that is open. A write that failed, as on a full disk, may have left a piece of
 * itself at the end of LevelDB's log, and what is written behind that would be lost when the log is read again. So the
 * next write opens it anew, which reads the log up to there and begins another.
 * @param options.mustSync whether changes must be safe from a power cut too. By default none must
 * @param options.toError what those are told whose changes could not be written
 */
export function createLevelCommit<T>(
  level: WritableLevel<T>,
  {
    mustSync = () => false,
    toError,
  }: { mustSync?: (changes: readonly T[]) => boolean; toError: (error: unknown) => unknown },
): LevelCommit<T> {
  let isTorn = false;
  let isClosed = false;
  const { write, settled } = createGroupCommit<T>(async (changes) => {
    try {
      if (isTorn) {
        await level.close();
        await level.open({ createIfMissing: false });
        isTorn = false;
      }
      await level.batch(changes, { sync: mustSync(changes) });
    } catch (error) {
      isTorn = !isClosed; // one that was closed takes nothing more
      throw toError(error);
    }
  });
  return {
    write,
    settled,
    async close() {
      await settled();
      isClosed = true;
      await level.close();
    },
  };
}
