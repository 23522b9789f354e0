import { constants, open } from 'node:fs/promises';
import { join } from 'node:path';
import { createGroupCommit } from '../group-commit.ts';
import type { OutboxLevel } from './level.ts';
import { lastNumber, numberOf, TAKEN } from './rows.ts';

/** Beside the database: the number of the last message that it has. */
export const KEPT_MARK = 'iot-sim.kept';

/** Always as long, so that writing it again leaves nothing of what was there. */
const DIGITS = 15;

/** A note of how much an outbox holds, outside its database. */
export interface KeptMark {
  /** So many messages at its end were there, and are not any more. */
  readonly missing: number;
  close(): Promise<void>;
}

/**
 * Notes from now on, beside a database that is open, which message is its last one. LevelDB takes a log that was cut for
 * one of a power cut and says nothing. The note is written after the message is safe, and not to the disk itself: after
 * a power cut it says too little, never too much.
 */
export async function keepMark(level: OutboxLevel, folder: string): Promise<KeptMark> {
  const file = await open(join(folder, KEPT_MARK), constants.O_RDWR | constants.O_CREAT, 0o600);
  const set = (number: number) => file.write(String(number).padStart(DIGITS, '0'), 0);
  try {
    const [digits] = /^\d{15}/.exec(await file.readFile('utf8')) ?? [];
    const last = await lastNumber(level);
    const missing = Math.max(0, Number(digits ?? 0) - last);
    if (missing > 0) {
      await set(last); // it is told of once
      await file.sync();
    }
    const { write, settled } = createGroupCommit<number>(async (numbers) => {
      await set(Math.max(...numbers));
    });
    level.on('write', (changes: readonly { type: string; key: string }[]) => {
      const taken = changes.filter(({ type, key }) => type === 'put' && key.startsWith(TAKEN));
      const newest = taken.at(-1);
      if (newest !== undefined) write([numberOf(newest.key)]).catch(() => {}); // it then says too little
    });
    return {
      missing,
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
