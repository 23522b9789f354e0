import type { Json } from '../json.ts';
import { checkValue } from './check-value.ts';
import type { ThingModel } from './model.ts';
import { reportTime } from './report-time.ts';

/**
 * How strictly the platform checks a product's data. `strong`: every field (the only mode before 2020-10-14).
 * `weak`: identifier and data type alone. `none`: any value passes. Source: "Verify TSL data".
 */
export const CHECK_MODES = ['strong', 'weak', 'none'] as const;

export type CheckMode = (typeof CHECK_MODES)[number];

/** What a product created today starts with, as far as the documents say. */
export const DEFAULT_CHECK_MODE: CheckMode = 'weak';

/** What the platform does with one reported property. */
export type Verdict =
  | { readonly outcome: 'kept'; readonly value: Json; readonly timeMs: number }
  /** Kept because the mode is weak or none, but beyond what the model allows. */
  | {
      readonly outcome: 'outside-model';
      readonly value: Json;
      readonly timeMs: number;
      readonly refusal: Refusal;
    }
  | {
      readonly outcome: 'filtered';
      readonly value: Json;
      readonly timeMs: number;
      readonly refusal: Refusal;
    };

/** Why a property does not fit: the platform's code and words. */
export interface Refusal {
  /** One of the codes that protocol/codes.ts explains. */
  readonly code: number;
  readonly message: string;
}

interface Reported {
  readonly value: Json;
  /** As sent; undefined where the message gave none. */
  readonly time: Json | undefined;
}

/**
 * Judges reported properties as the platform does after it said "code 0".
 * @param options.nowMs the platform's clock, for properties without a time of their own
 * @returns by identifier, in the order of the report
 */
export function checkProperties(
  model: ThingModel,
  reported: ReadonlyMap<string, Reported>,
  options: { mode: CheckMode; nowMs: number },
): Map<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  for (const [identifier, property] of reported) {
    verdicts.set(identifier, checkProperty(model, identifier, property, options));
  }
  return verdicts;
}

/** Judges one reported property; see {@link checkProperties}. */
export function checkProperty(
  model: ThingModel,
  identifier: string,
  { value, time }: Reported,
  { mode, nowMs }: { mode: CheckMode; nowMs: number },
): Verdict {
  const timeMs = reportTime(time, nowMs);
  if (timeMs === undefined) {
    return {
      outcome: 'filtered',
      value,
      timeMs: nowMs,
      refusal: refuse(6326, 'tsl parse: time is illegal', identifier),
    };
  }
  const property = model.properties.get(identifier);
  if (identifier === '') {
    const refusal: Refusal = { code: 6321, message: 'tsl parse: identifier is empty' };
    return { outcome: 'filtered', value, timeMs, refusal };
  }
  // The documents' sample and older traces: 6304. A trace of 2024 has 5092 "property not found" here.
  const problem = property
    ? checkValue(property.dataType, value)
    : ({ code: 6304, message: 'tsl parse: params not exist', kind: 'type' } as const);
  if (problem === undefined) return { outcome: 'kept', value, timeMs };
  const refusal = refuse(problem.code, problem.message, identifier);
  const passes = mode === 'none' || (mode === 'weak' && problem.kind === 'specs');
  return { outcome: passes ? 'outside-model' : 'filtered', value, timeMs, refusal };
}

function refuse(code: number, message: string, identifier: string): Refusal {
  return { code, message: `${message} -> ${identifier}` };
}
