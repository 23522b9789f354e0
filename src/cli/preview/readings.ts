import type { Source } from '../../engine/source.ts';
import { type Taken, take } from '../../engine/take.ts';
import { type Generators, takeReading } from '../../readings/generator.ts';
import type { Sample } from '../../readings/sample.ts';
import type { ThingModel } from '../../tsl/model.ts';
import type { Schedule } from './schedule.ts';

/** A reading as it would be sent, and when it would be taken. */
export interface PreviewReading extends Taken {
  readonly takenAtMs: number;
  /** What would be done to it on purpose. */
  readonly faults: readonly string[];
  /** It is an earlier one once more. */
  readonly isRepeated: boolean;
}

/** So many readings are made before others have their turn. */
const BATCH = 1_000;

/** Readings that are drawn at the times of a schedule, without waiting for them. */
export function drawnAt({ fromMs, everyMs, count }: Schedule, generators: Generators): Source {
  return async function* ({ signal }) {
    for (let index = 0; index < count; index++) {
      if (index % BATCH === 0) await new Promise(setImmediate); // for Ctrl-C to be heard
      if (signal.aborted) return;
      const timeMs = Math.round(fromMs + index * everyMs);
      yield { timeMs, values: takeReading(generators, { timeMs, index }) };
    }
  };
}

/** Makes of readings what a run would send, some at a time; without those that it would not. */
export async function* previewReadings(
  model: ThingModel,
  samples: AsyncIterable<Sample>,
): AsyncGenerator<readonly PreviewReading[]> {
  let batch: PreviewReading[] = [];
  for await (const sample of samples) {
    if (sample.isSkipped) continue;
    const { timeMs: takenAtMs, faults = [], repeats } = sample;
    const taken = take(model, sample, { clamp: true });
    batch.push({ takenAtMs, faults, isRepeated: repeats !== undefined, ...taken });
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}
