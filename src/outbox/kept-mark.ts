import { constants, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createGroupCommit } from '../group-commit.ts';

/** Beside the database: the number of the last message that it has. */
export const KEPT_MARK = 'iot-sim.kept';

/** Always as long, so that writing it again leaves nothing of what was there. */
const DIGITS = 15;

/** A note of how much an outbox holds, outside its database. */
export interface KeptMark {
  /** So many messages at its end were there, and are not any more. */
  readonly missing: number;
  /** A message is safe. It need not be waited for. */
  note(number: number): void;
  close(): Promise<void>;
}

/**
 * Opens the note beside a database that is open, of which message is its last one. LevelDB takes a log that was cut for
 * one of a power cut and says nothing. The note is written after the message is safe, and not to the disk itself: after
 * a power cut it says too little, never too much.
 * @param last the number of the last message that is there
 */
export async function keepMark(folder: string, last: number): Promise<KeptMark> {
  const file = await open(join(folder, KEPT_MARK), constants.O_RDWR | constants.O_CREAT, 0o600);
  const set = (number: number) => file.write(String(number).padStart(DIGITS, '0'), 0);
  try {
    const [digits] = /^\d{15}/.exec(await file.readFile('utf8')) ?? [];
    const missing = Math.max(0, Number(digits ?? 0) - last);
    if (missing > 0) {
      await set(last); // it is told of once
      await file.sync();
    }
    const { write, settled } = createGroupCommit<number>(async (numbers) => {
      await set(Math.max(...numbers));
    });
    return {
      missing,
      note(number) {
        write([number]).catch(() => {}); // it then says too little
      },
      async close() {
        await settled();
        await file.close();
      },
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}
