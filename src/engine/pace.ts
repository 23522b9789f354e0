import { LIMITS } from '../protocol/limits.ts';

/**
 * When the next reading is due: a pure question. Counted from the start of the run, so lateness never adds up.
 * @param elapsedMs since the start
 * @param taken readings so far
 * @returns milliseconds until the next one, negative when it is late, or that there is none
 */
export type Pace = (elapsedMs: number, taken: number) => number | 'stop';

/** How often a reading is taken when nobody says. */
export const DEFAULT_INTERVAL_MS = 5_000;

/** Messages a second while a backlog is made up for when nobody says: below what the platform takes of a device. */
export const DEFAULT_DRAIN_PER_SECOND = 25;

/**
 * The pace of a backlog when nobody says: so much more than what is taken that it shrinks, and no more than the platform
 * takes, unless what is taken is more than that.
 */
export function drainPerSecondFor(takenPerSecond: number): number {
  const least = Math.max(DEFAULT_DRAIN_PER_SECOND, 2 * takenPerSecond);
  return takenPerSecond < LIMITS.messagesPerSecond ? Math.min(least, LIMITS.messagesPerSecond) : least;
}

/** How many readings, at what distance, for how long; without an end it goes on until stopped. */
export interface Schedule {
  readonly intervalMs: number;
  readonly count?: number | undefined;
  readonly durationMs?: number | undefined;
}

/** One reading at once and one after each interval, until `count` are taken or `durationMs` is over. */
export function constantPace({ intervalMs, count, durationMs }: Schedule): Pace {
  return (elapsedMs, taken) => {
    const dueMs = taken * intervalMs;
    if (count !== undefined && taken >= count) return 'stop';
    if (durationMs !== undefined && dueMs >= durationMs) return 'stop';
    return dueMs - elapsedMs;
  };
}
