import { isJsonObject, type Json } from '../json.ts';
import type { CheckMode, Verdict } from './check.ts';
import { checkValue, type Mismatch } from './check-value.ts';
import type { EventFeature, ThingModel } from './model.ts';
import { reportTime } from './report-time.ts';

/** What the platform does with one reported event. */
export type EventVerdict = Verdict & {
  /** The model's type; `info` for an event that the model lacks, and for all events where nothing is checked. */
  readonly eventType: EventFeature['type'];
  /** The model's name, or the identifier where the model lacks the event. */
  readonly name: string;
};

/**
 * Judges a reported event as the platform does after it said "code 0". An event is kept or filtered as a whole.
 * Source: Alink document, "Report events"; "Verify TSL data".
 * @param options.nowMs the platform's clock, for events without a time of their own
 */
export function checkEvent(
  model: ThingModel,
  { identifier, value, time }: { identifier: string; value: Json; time: Json | undefined },
  { mode, nowMs }: { mode: CheckMode; nowMs: number },
): EventVerdict {
  const event = definitionOf(model, identifier);
  const timeMs = reportTime(time, nowMs);
  const described = {
    value,
    timeMs: timeMs ?? nowMs,
    eventType: mode === 'none' ? 'info' : (event?.type ?? 'info'),
    name: event?.name ?? identifier,
  } as const;
  if (timeMs === undefined) {
    const refusal = { code: 6326, message: `tsl parse: time is illegal -> ${identifier}` };
    return { outcome: 'filtered', ...described, refusal };
  }
  if (identifier === '') {
    const refusal = { code: 6321, message: 'tsl parse: identifier is empty' };
    return { outcome: 'filtered', ...described, refusal };
  }
  const problem = event ? checkOutputs(event, value) : UNKNOWN_EVENT;
  if (problem === undefined) return { outcome: 'kept', ...described };
  const passes = mode === 'none' || (mode === 'weak' && problem.kind === 'specs');
  const refusal = { code: problem.code, message: `${problem.message} -> ${identifier}` };
  return { outcome: passes ? 'outside-model' : 'filtered', ...described, refusal };
}

/** The documents have the code, "the definition of an event could not be queried"; no trace has its words. */
const UNKNOWN_EVENT: Mismatch = { code: 5160, message: 'tsl parse: event not exist', kind: 'type' };

/** Exported models define `post`, which stands for the property report; no device sends an event of that name. */
function definitionOf(model: ThingModel, identifier: string): EventFeature | undefined {
  return identifier === 'post' ? undefined : model.events.get(identifier);
}

/** Outputs may be missing: no document says that an event must have them all. */
function checkOutputs({ outputs }: EventFeature, value: Json): Mismatch | undefined {
  // Outputs have the form of a struct's members, and so have the codes.
  if (!isJsonObject(value))
    return { code: 6312, message: 'tsl parse: data type is not struct', kind: 'type' };
  let result: Mismatch | undefined;
  for (const [identifier, item] of value) {
    const output = outputs.find((candidate) => candidate.identifier === identifier);
    const mismatch = output
      ? checkValue(output.dataType, item)
      : ({ code: 6304, message: 'tsl parse: params not exist', kind: 'type' } as const);
    if (mismatch === undefined || (result && mismatch.kind === 'specs')) continue;
    result = { ...mismatch, message: `${mismatch.message} -> ${identifier}` };
    if (mismatch.kind === 'type') return result;
  }
  return result;
}
