import { createFaults, type FaultInjector, type FaultOptions } from '../readings/faults/create-faults.ts';
import type { Source } from './source.ts';

/** What faults of a source need. */
export interface FaultyOptions extends Omit<FaultOptions, 'startMs'> {
  /** From when faults count their time, ms since 1970. @default the time of the first reading */
  readonly startMs?: number | undefined;
}

/**
 * A source whose readings are spoilt on purpose. What is held back is given in any case: at the end, after a stop, and
 * before an error of the source is passed on.
 */
export function faulty(source: Source, { startMs, ...options }: FaultyOptions): Source {
  return async function* (context) {
    let injector: FaultInjector | undefined;
    try {
      for await (const sample of source(context)) {
        injector ??= createFaults({ ...options, startMs: startMs ?? sample.timeMs });
        yield* injector.inject(sample);
      }
    } catch (error) {
      if (injector !== undefined) yield* injector.flush();
      throw error;
    }
    if (injector !== undefined) yield* injector.flush();
  };
}
