import { mkdir, readdir } from 'node:fs/promises';
import type { ClassicLevel } from 'classic-level';
import { SimError } from '../errors.ts';
import { levelReason } from '../level-commit.ts';

/** The database of an outbox. */
export type OutboxLevel = ClassicLevel<string, string>;

/** A change of an outbox. */
export type Change =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

/** A file of a database that holds rows. */
export const DATA_FILE = /^\d{6,}\.(?:ldb|sst|log|dbtmp)$/;

/**
 * Opens a database in a folder. @param options.createIfMissing makes folder and database where there are none
 * @throws RangeError where files of it are missing, and what LevelDB fails with
 */
export async function openLevel(
  folder: string,
  { createIfMissing }: { createIfMissing: boolean },
): Promise<OutboxLevel> {
  const { ClassicLevel } = await import('classic-level');
  if (createIfMissing) await mkdir(folder, { recursive: true, mode: 0o700 });
  expectAllFiles(await readdir(folder));
  const level: OutboxLevel = new ClassicLevel(folder, { createIfMissing });
  await level.open();
  return level;
}

/** The error for an outbox that fails while it is used. */
export function brokenOutbox(error: unknown, failed: 'read' | 'written'): SimError {
  const words = `The outbox cannot be ${failed}: ${levelReason(error).message}.`;
  return new SimError('OUTBOX_UNUSABLE', words, { cause: error });
}

/**
 * LevelDB would begin anew where the file is missing that leads to all others, and delete what is there; and it does
 * not miss the file that holds what was written last. A new database has its first manifest and no such file yet.
 * @throws RangeError
 */
function expectAllFiles(names: readonly string[]): void {
  const hasData = names.some((name) => DATA_FILE.test(name));
  const isNew = !hasData && names.includes('MANIFEST-000001');
  if (!names.includes('CURRENT')) {
    if (hasData) throw new RangeError('its file CURRENT is missing');
  } else if (!isNew && !names.some((name) => /^\d{6,}\.log$/.test(name))) {
    throw new RangeError('its file of what was written last is missing');
  }
}
