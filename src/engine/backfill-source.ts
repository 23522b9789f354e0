import { type Generators, takeReading } from '../readings/generator.ts';
import type { Sample } from '../readings/sample.ts';
import type { Source } from './source.ts';

/** Times at one distance: `fromMs` and all that follow before `untilMs`, ms since 1970. */
export interface PastTimes {
  readonly fromMs: number;
  readonly everyMs: number;
  readonly untilMs: number;
}

/** Readings of the past. */
export interface Backfilling {
  readonly generators: Generators;
  readonly times: PastTimes;
  /** The number of the first reading that is taken, from 0; those before it were taken by earlier runs. */
  readonly first: number;
  /** Whether a value depends on how many were drawn before it, and not on its time alone. */
  readonly isDrawn: boolean;
  /** Looks at the reading before the first, as it is made now; what it says is told as a warning. */
  readonly checkEarlier?: ((earlier: Sample) => string | undefined) | undefined;
}

/** So many readings of earlier runs are drawn again before others get a turn. */
const PORTION = 50_000;

/** How many times there are. */
export function countTimes({ fromMs, everyMs, untilMs }: PastTimes): number {
  return Math.max(0, Math.ceil((untilMs - fromMs) / everyMs));
}

/** The number of the time that comes after this one, from 0: the first one where there is none before. */
export function numberAfter(timeMs: number | undefined, { fromMs, everyMs }: PastTimes): number {
  return timeMs === undefined ? 0 : Math.floor((timeMs - fromMs) / everyMs) + 1;
}

/**
 * Readings of times in the past, each with its time, as fast as they are taken. They have the same values in whatever
 * number of runs they are taken: draws are made again from the first one.
 */
export function backfilled({ generators, times, first, isDrawn, checkEarlier }: Backfilling): Source {
  const count = countTimes(times);
  const readingOf = (index: number): Sample => {
    const timeMs = times.fromMs + index * times.everyMs;
    return { timeMs, values: takeReading(generators, { timeMs, index }) };
  };
  return async function* ({ clock, signal, warn }) {
    let earlier: Sample | undefined;
    for (let index = isDrawn ? 0 : Math.max(0, first - 1); index < first; index++) {
      earlier = readingOf(index);
      if (index % PORTION === PORTION - 1) await clock.sleep(1, signal);
    }
    const warning = earlier && checkEarlier?.(earlier);
    if (warning !== undefined) warn(warning);
    for (let index = first; index < count; index++) {
      if (signal.aborted) return;
      yield readingOf(index);
    }
  };
}
