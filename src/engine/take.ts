import { parseJson } from '../json.ts';
import type { Sample } from '../readings/sample.ts';
import { checkProperties, type Refusal } from '../tsl/check.ts';
import { fitValue } from '../tsl/fit.ts';
import { isNumberType, type ThingModel } from '../tsl/model.ts';
import { type Value, writeValue } from '../tsl/write.ts';
import type { ReadingEvent } from './events.ts';

/** A reading as it will be sent, and what was done to it on the way. */
export interface Taken {
  readonly values: Record<string, Value>;
  /** By property identifier, written as JSON text. */
  readonly params: Map<string, string>;
  readonly fitted: NonNullable<ReadingEvent['fitted']>;
  readonly unfit: Record<string, Refusal>;
}

/**
 * The way of a reading up to the outbox: clamp and snap to the model, check.
 * @param options.clamp false sends values as they come
 */
export function take(model: ThingModel, sample: Sample, { clamp }: { clamp: boolean }): Taken {
  const values = new Map<string, Value>();
  const params = new Map<string, string>();
  const fitted = new Map<string, { from: Value; range: string; clamped: boolean }>();
  /** Written as JSON: what may not fit the model. A number that was made to fit does. */
  const unsure = new Map<string, string>();
  for (const [identifier, value] of sample.values) {
    const property = model.properties.get(identifier);
    if (property === undefined) continue;
    const isFitted = clamp && sample.unfitted?.has(identifier) !== true;
    const fit = isFitted ? fitValue(property, value) : { value };
    if (fit.range !== undefined) {
      fitted.set(identifier, { from: value, range: fit.range, clamped: fit.isClamped === true });
    }
    values.set(identifier, fit.value);
    const text = writeValue(property.dataType, fit.value);
    params.set(identifier, text);
    if (!isFitted || typeof fit.value !== 'number' || !isNumberType(property.dataType))
      unsure.set(identifier, text);
  }
  return {
    values: Object.fromEntries(values),
    params,
    fitted: Object.fromEntries(fitted),
    unfit: unsure.size === 0 ? {} : strongCheck(model, unsure, sample.timeMs),
  };
}

/** What the platform would filter in strong mode, judged on the very text that is sent. */
function strongCheck(model: ThingModel, params: Map<string, string>, nowMs: number): Record<string, Refusal> {
  const reported = [...params].map(
    ([identifier, text]) => [identifier, { value: parseJson(text), time: undefined }] as const,
  );
  const unfit = new Map<string, Refusal>();
  for (const [identifier, verdict] of checkProperties(model, new Map(reported), { mode: 'strong', nowMs })) {
    if (verdict.outcome === 'filtered') unfit.set(identifier, verdict.refusal);
  }
  return Object.fromEntries(unfit);
}
