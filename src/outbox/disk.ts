import { createLevelCommit } from '../level-commit.ts';
import { createLine } from '../line.ts';
import { brokenOutbox, type Change, type OutboxLevel } from './level.ts';
import { type Entry, MOST_SETTLED, type Outbox, type Pending, sizeOf } from './outbox.ts';
import { readRecord, writeRecord } from './record.ts';
import { END, keyOf, look, OUTCOME, portionsAfter, readOutcomes, SETTLED, TAKEN } from './rows.ts';
import { createWaiters } from './waiters.ts';

/** So many waiting messages are held in memory; the others are read when it is their turn. */
const WINDOW = 1000;
/** The ledger is cut when it holds so many more than it should, and by twice as many at most. */
const CUT_EVERY = 1000;

interface Kept {
  readonly number: number;
  readonly message: Pending;
}

/**
 * Makes an outbox of a database that is open: what was put outlives the process and a power cut. It is one row of
 * messages and a mark up to which they are settled, so that each is written once. All that it does may fail with
 * SimError OUTBOX_UNUSABLE.
 * @param options.mostSettled how long the ledger is
 * @throws RangeError when what is kept there is no outbox
 */
export async function createDiskOutbox(
  level: OutboxLevel,
  { mostSettled = MOST_SETTLED }: { mostSettled?: number } = {},
): Promise<Outbox> {
  const found = await look(level);
  const { dropped } = found;
  let { settled, last, size, bytes, first } = found;
  let newest = await readNewest(level);
  /** The waiting messages that come first, and the number up to which they were read. */
  const window = createLine<Kept>();
  let seen = settled;
  let filling: Promise<void> | undefined;
  const waiters = createWaiters();
  const roomWaiters = createWaiters();

  const {
    write,
    settled: written,
    close,
  } = createLevelCommit<Change>(level, {
    // Messages must be safe from a power cut; a mark that is lost sends a message again, with the same id.
    mustSync: (changes) => changes.some(({ type, key }) => type === 'put' && key.startsWith(TAKEN)),
    toError: (error) => brokenOutbox(error, 'written'),
  });

  /** Reads on until two messages are there, so that the second can be dropped, or there are no more. */
  const readMore = async (): Promise<void> => {
    try {
      for await (const rows of portionsAfter(level, seen)) {
        for (const { number, text } of rows) {
          if (number <= seen) continue; // put into the window meanwhile
          seen = number;
          if (!dropped.has(number)) window.add({ number, message: readRecord(text) });
        }
        if (window.length >= 2) return;
      }
    } catch (error) {
      throw brokenOutbox(error, 'read');
    }
  };
  const fill = (): Promise<void> => {
    filling ??= readMore().finally(() => {
      filling = undefined;
    });
    return filling;
  };

  const forget = (message: Pending): void => {
    size -= 1;
    bytes -= sizeOf(message);
    roomWaiters.wake();
  };

  const removal = (number: number): Change[] =>
    [TAKEN, OUTCOME].map((prefix) => ({ type: 'del', key: keyOf(prefix, number) }));

  /** What takes the beginning of the ledger away where it is too long. */
  const cut = (): Change[] => {
    const changes: Change[] = [];
    if (settled - first < mostSettled + CUT_EVERY) return changes;
    const end = Math.min(settled - mostSettled, first + 2 * CUT_EVERY);
    for (; first <= end; first++) changes.push(...removal(first));
    return changes;
  };

  /** The same for those that were dropped while the oldest could not be sent. */
  const cutDropped = (): Change[] => {
    const changes: Change[] = [];
    if (dropped.size < mostSettled + CUT_EVERY) return changes;
    for (const number of dropped) {
      if (dropped.size <= mostSettled) break;
      dropped.delete(number);
      changes.push(...removal(number));
    }
    return changes;
  };

  await fill();
  return {
    isKept: true,
    async put(message) {
      last += 1;
      const number = last;
      size += 1;
      bytes += sizeOf(message);
      try {
        await write([{ type: 'put', key: keyOf(TAKEN, number), value: writeRecord(message) }]);
      } catch (error) {
        forget(message);
        dropped.add(number); // it may be there after all: whoever put it was told that it is not
        throw error;
      }
      newest = message;
      if (seen === number - 1 && window.length < WINDOW) {
        seen = number; // nothing before it is still to be read
        window.add({ number, message });
      }
      waiters.wake();
    },
    async next(signal) {
      for (;;) {
        signal.throwIfAborted();
        if (window.length === 0 && seen < last) await fill();
        const oldest = window.first();
        if (oldest === undefined) await waiters.wait(signal);
        else if (!signal.aborted) return oldest.message;
      }
    },
    oldest: (most) => window.oldest(most).map(({ message }) => message),
    async settle(id, outcome) {
      const oldest = window.first();
      if (oldest?.message.id !== id) throw new Error(`message ${id} is not the oldest`);
      window.shift();
      forget(oldest.message);
      const next = window.first();
      settled = next === undefined ? seen : next.number - 1; // those between were given up
      for (const number of dropped) if (number <= settled) dropped.delete(number);
      const changes: Change[] = [{ type: 'put', key: SETTLED, value: String(settled) }];
      if (outcome !== 'sent')
        changes.push({ type: 'put', key: keyOf(OUTCOME, oldest.number), value: outcome });
      await write([...changes, ...cut()]);
    },
    async drop(takenBeforeMs = Number.POSITIVE_INFINITY) {
      if (window.length < 2 && seen < last) await fill();
      const candidate = window.oldest(2)[1];
      if (candidate === undefined || candidate.message.takenAtMs >= takenBeforeMs) return undefined;
      const { number, message } = candidate;
      window.removeSecond();
      forget(message);
      dropped.add(number);
      const outcome: Change = { type: 'put', key: keyOf(OUTCOME, number), value: 'dropped' };
      await write([outcome, ...cutDropped()]);
      return message;
    },
    room: roomWaiters.wait,
    size: () => size,
    bytes: () => bytes,
    oldestAtMs: () => window.first()?.message.takenAtMs,
    newest: () => newest,
    async *entries() {
      await written();
      const upTo = settled;
      try {
        const outcomes = await readOutcomes(level);
        for await (const rows of portionsAfter(level, 0)) {
          for (const { number, text } of rows) {
            const outcome: Entry['outcome'] = outcomes.get(number) ?? (number <= upTo ? 'sent' : 'pending');
            yield { ...readRecord(text), outcome };
          }
        }
      } catch (error) {
        throw brokenOutbox(error, 'read');
      }
    },
    close,
  };
}

/** The message that was kept last. @throws RangeError when it is none */
async function readNewest(level: OutboxLevel): Promise<Pending | undefined> {
  const [text] = await level.values({ gt: TAKEN, lt: TAKEN + END, reverse: true, limit: 1 }).all();
  return text === undefined ? undefined : readRecord(text);
}
