import { open, rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { SimError } from '../../../errors.ts';
import { randomHex } from '../../../random.ts';
import { writePrivateFile } from '../../../write-file.ts';

/** A file that is written at the end of a run. */
export interface OutputFile {
  /** @throws SimError FILE_UNWRITABLE */
  write(text: string): Promise<void>;
}

/**
 * Sees that a file can be written, which would be found out too late at the end of a long run. What is there stays until then.
 * @param file as it was given, if it was
 * @throws SimError FILE_UNWRITABLE
 */
export async function openOutputFile(file: string | undefined, cwd: string): Promise<OutputFile | undefined> {
  if (file === undefined) return undefined;
  const path = resolve(cwd, file);
  const known = await stat(path).catch(() => undefined);
  if (known !== undefined && !known.isFile()) {
    throw new SimError('FILE_UNWRITABLE', `${path} is to be a file, and something else is there.`, {
      likely: 'The name is that of a folder or a device.',
      hint: 'Give the name of a file.',
    });
  }
  await writing(path, async () => {
    const attempt = `${path}.${randomHex(4)}.tmp`;
    await (await open(attempt, 'wx', 0o600)).close();
    await rm(attempt);
  });
  return { write: (text) => writing(path, () => writePrivateFile(path, text)) };
}

async function writing(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SimError('FILE_UNWRITABLE', `${path} cannot be written (${code}).`, { cause: error });
  }
}
