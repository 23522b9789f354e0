import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../../src/clock.ts';

/** Time that a test moves: by itself whenever nothing else is to be done, or by hand. */
export interface FakeClock extends Clock {
  /** Lets this much time pass and wakes, one after the other, everybody whose sleep ends in it. */
  advance(ms: number): Promise<void>;
  /** Sets the time of day and leaves sleepers and durations alone, as somebody does who sets a clock. */
  setTimeOfDay(nowMs: number): void;
  /** How many sleep. */
  sleepers(): number;
}

/** Thursday, 15 January 2026, ten o'clock. */
export const START_MS = Date.UTC(2026, 0, 15, 10);

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

/** How many wait in {@link idle}. */
let waiting = 0;

/**
 * Resolves when nobody else in this process waits for a turn of the event loop: the emulator's store groups its writes
 * by turns, so that whoever publishes one message after the other needs many.
 */
async function idle(): Promise<void> {
  let others: number;
  do {
    waiting++;
    await nextTurn();
    waiting--;
    others = process.getActiveResourcesInfo().filter((type) => type === 'Immediate').length - waiting;
  } while (others > 0);
}

/**
 * Makes a clock that stands still until somebody sleeps and everybody else is idle; then it is at once the time to
 * wake up. Meant for what runs inside the process: work of the operating system does not count as busy.
 * @param options.byHand only `advance` moves it
 */
export function fakeClock({ startMs = START_MS, byHand = false } = {}): FakeClock {
  let elapsedMs = 0;
  let offsetMs = startMs;
  let isPumping = false;
  const sleepers: Sleeper[] = [];

  const wakeNext = (untilMs: number): boolean => {
    const next = sleepers[0];
    if (next === undefined || next.wakesAt > untilMs) return false;
    sleepers.shift();
    elapsedMs = Math.max(elapsedMs, next.wakesAt);
    next.wake();
    return true;
  };

  const pump = async (): Promise<void> => {
    if (byHand || isPumping) return;
    isPumping = true;
    do await idle();
    while (wakeNext(Number.POSITIVE_INFINITY));
    isPumping = false;
  };

  const add = (sleeper: Sleeper): void => {
    const later = sleepers.findIndex(({ wakesAt }) => wakesAt > sleeper.wakesAt);
    sleepers.splice(later === -1 ? sleepers.length : later, 0, sleeper);
    void pump();
  };

  return {
    now: () => Math.floor(offsetMs + elapsedMs),
    elapsed: () => elapsedMs,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      if (ms <= 0) return;
      await new Promise<void>((resolve, reject) => {
        const sleeper: Sleeper = {
          wakesAt: elapsedMs + ms,
          wake() {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        const onAbort = (): void => {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        add(sleeper);
      });
    },
    async advance(ms) {
      const untilMs = elapsedMs + ms;
      do await idle();
      while (wakeNext(untilMs));
      elapsedMs = untilMs;
      await idle();
    },
    setTimeOfDay(nowMs) {
      offsetMs = nowMs - elapsedMs;
    },
    sleepers: () => sleepers.length,
  };
}
