import { open } from 'node:fs/promises';
import type { Clock } from '../../clock.ts';
import type { FeedSink } from './sink.ts';
import { countOf, createTrouble, reasonOf } from './trouble.ts';

/** How many lines may wait for a slow disk; more are lost, so that the emulator does not fill the memory. */
const MAX_WAITING = 100_000;

/**
 * Appends the payload of each message to a file, one a line. The file is made at once where there is none, for the
 * user's eyes alone (mode 0600), and again when somebody removes or renames it. Lines that cannot be written are
 * lost and counted.
 * @param options.onTrouble told at most once a minute that lines cannot be written, once that they can, and at the
 * end how many were lost
 */
export function openFeedFile(
  path: string,
  { clock, onTrouble }: { clock: Clock; onTrouble: (sentence: string) => void },
): FeedSink {
  let waiting: string[] = [];
  let underway = 0;
  let delivered = 0;
  let lost = 0;
  let isClosed = false;

  const trouble = createTrouble({
    clock,
    tell: onTrouble,
    failing: (why) => `The feed file ${path} cannot be written (${why}); ${countOf(lost, 'line')} lost.`,
    working: () => `The feed file ${path} is written again; ${countOf(lost, 'line')} lost.`,
  });
  const lose = (count: number, why: string): void => {
    lost += count;
    trouble.failed(why);
  };

  const write = async (): Promise<void> => {
    do {
      const lines = waiting;
      waiting = [];
      underway = lines.length;
      try {
        await append(path, lines.map((line) => `${line}\n`).join(''));
        delivered += lines.length;
        trouble.worked();
      } catch (error) {
        lose(lines.length, reasonOf(error));
      }
      underway = 0;
    } while (waiting.length > 0);
    writing = undefined;
  };
  // Without a line yet: makes the file, and shows at once where it cannot be made.
  let writing: Promise<void> | undefined = write();

  return {
    send({ payload }) {
      if (isClosed) return lose(1, 'it is closed');
      if (waiting.length >= MAX_WAITING) return lose(1, `${MAX_WAITING} lines wait`);
      waiting.push(payload);
      writing ??= write();
    },
    async close() {
      if (isClosed) return writing;
      isClosed = true;
      await writing;
      if (lost > 0) onTrouble(`${countOf(lost, 'line')} of the feed could not be written to ${path}.`);
    },
    counts: () => ({ delivered, waiting: waiting.length + underway, lost }),
  };
}

/** Opens the file each time, so that one that was moved away or removed is made anew. */
async function append(path: string, text: string): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    const { size } = await file.stat();
    try {
      await file.appendFile(text);
    } catch (error) {
      // A disk that fills up takes half a line, which would spoil the next one. What is no file has no length to cut.
      await file.truncate(size).catch(() => {});
      throw error;
    }
  } finally {
    await file.close();
  }
}
