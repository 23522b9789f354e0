import { setTimeout as delay } from 'node:timers/promises';

/** Time, as the rest of the program sees it. */
export interface Clock {
  /** Milliseconds since 1970, whole; may jump when somebody sets the clock. */
  now(): number;
  /** Milliseconds since some fixed moment, fractional; never goes backwards. For durations and schedules. */
  elapsed(): number;
  /** Wakes after `ms`; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The longest wait a timer of Node can hold; longer sleeps are made of several. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The real time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  async sleep(ms, signal) {
    const end = performance.now() + ms;
    for (let rest = ms; rest > 0; rest = end - performance.now()) {
      try {
        await delay(Math.min(rest, LONGEST_TIMER_MS), undefined, { signal });
      } catch (error) {
        throw signal?.aborted ? signal.reason : error;
      }
    }
    signal?.throwIfAborted();
  },
};
