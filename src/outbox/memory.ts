import { createLine } from '../line.ts';
import { type Entry, MOST_SETTLED, type Outbox, type Outcome, type Pending, sizeOf } from './outbox.ts';
import { createWaiters } from './waiters.ts';

/** An outbox that lives as long as the process. */
export function createMemoryOutbox(): Outbox {
  const waiting = createLine<Pending>();
  const settled = createLine<Entry>();
  const waiters = createWaiters();
  const roomWaiters = createWaiters();
  let bytes = 0;
  let newest: Pending | undefined;

  const settle = (message: Pending | undefined, outcome: Outcome): void => {
    if (message === undefined) return;
    bytes -= sizeOf(message);
    settled.add({ ...message, outcome });
    if (settled.length > MOST_SETTLED) settled.shift();
    roomWaiters.wake();
  };

  return {
    isKept: false,
    async put(message) {
      waiting.add(message);
      newest = message;
      bytes += sizeOf(message);
      waiters.wake();
    },
    async next(signal) {
      signal.throwIfAborted();
      for (let oldest = waiting.first(); ; oldest = waiting.first()) {
        if (oldest !== undefined) return oldest;
        await waiters.wait(signal);
      }
    },
    oldest: (most) => waiting.oldest(most),
    async settle(id, outcome) {
      if (waiting.first()?.id !== id) throw new Error(`message ${id} is not the oldest`);
      settle(waiting.shift(), outcome);
    },
    async drop(takenBeforeMs = Number.POSITIVE_INFINITY) {
      const second = waiting.oldest(2)[1];
      if (second === undefined || second.takenAtMs >= takenBeforeMs) return undefined;
      settle(waiting.removeSecond(), 'dropped');
      return second;
    },
    room: roomWaiters.wait,
    size: () => waiting.length,
    bytes: () => bytes,
    oldestAtMs: () => waiting.first()?.takenAtMs,
    newest: () => newest,
    async *entries() {
      yield* settled;
      for (const message of waiting) yield { ...message, outcome: 'pending' };
    },
    async close() {},
  };
}
