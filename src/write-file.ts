import { open, rename, rm } from 'node:fs/promises';
import { randomHex } from './random.ts';

/** Writes a file for the user's eyes alone (mode 0600), whole or not at all, whatever happens in between. */
export async function writePrivateFile(path: string, text: string | AsyncIterable<string>): Promise<void> {
  const temporary = `${path}.${randomHex(4)}.tmp`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      if (typeof text === 'string') await file.writeFile(text);
      else for await (const piece of text) await file.write(piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
