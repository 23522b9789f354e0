import type { Clock } from '../clock.ts';
import type { Pace } from './pace.ts';

/** Later than this is no delay but a gap: the machine slept. Its readings were never taken and are not made up. */
const GAP_MS = 60_000;

/**
 * Yields 0, 1, 2, … each when its reading is due; ends when the pace or the signal says so.
 * After a gap of more than a minute it goes on from there instead of catching up.
 */
export async function* ticks(pace: Pace, clock: Clock, signal: AbortSignal): AsyncGenerator<number> {
  let startedAt = clock.elapsed();
  for (let index = 0; !signal.aborted; index++) {
    const wait = pace(clock.elapsed() - startedAt, index);
    if (wait === 'stop') return;
    if (wait < -GAP_MS) startedAt -= wait;
    if (wait > 0) {
      try {
        await clock.sleep(wait, signal);
      } catch (error) {
        if (signal.aborted) return;
        throw error;
      }
    }
    yield index;
  }
}
