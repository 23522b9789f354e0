import type { Clock } from '../clock.ts';
import { type Generators, takeReading } from '../readings/generator.ts';
import type { Sample } from '../readings/sample.ts';
import type { Pace } from './pace.ts';
import { ticks } from './ticks.ts';

/** What a source of readings gets of its run. */
export interface SourceContext {
  readonly clock: Clock;
  /** Aborts when no more readings are wanted. */
  readonly signal: AbortSignal;
  /** Tells what a person should know; the run goes on. */
  readonly warn: (message: string) => void;
}

/**
 * Where a run's readings come from: each is given when it is due, until there are no more or the signal aborts. One that
 * fails with a SimError ends the run, and what was taken before is delivered.
 */
export type Source = (context: SourceContext) => AsyncIterable<Sample>;

/** Readings that are drawn when the pace says. */
export function drawn({ generators, pace }: { generators: Generators; pace: Pace }): Source {
  return async function* ({ clock, signal }) {
    for await (const index of ticks(pace, clock, signal)) {
      const timeMs = clock.now();
      yield { timeMs, values: takeReading(generators, { timeMs, index }) };
    }
  };
}

/** No readings at all. */
export const noReadings: Source = async function* () {};
