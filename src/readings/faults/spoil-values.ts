import { snap } from '../../tsl/grid.ts';
import { isNumberType, type ThingModel } from '../../tsl/model.ts';
import type { Value } from '../../tsl/write.ts';
import type { Sample } from '../sample.ts';
import { faultLabel } from './labels.ts';
import type { ValueFaultType } from './sensor-fault.ts';
import type { Spoil } from './spoil.ts';
import type { Strike } from './strike.ts';

/** A fault of one property. */
export interface ValueFault {
  readonly type: ValueFaultType;
  readonly property: string;
  readonly strike: Strike;
  readonly spoil: Spoil;
}

/** Where faults stand in the order in which they are done: those that make what no model allows come last. */
const TURNS = { 'out-of-range': 1, 'wrong-type': 2 } as const;

/** The same faults in the order in which they are done: the order given, but those last that make what does not fit. */
export function inTurn(faults: readonly ValueFault[]): ValueFault[] {
  return faults.toSorted((a, b) => turnOf(a) - turnOf(b));
}

function turnOf({ type }: ValueFault): number {
  return type === 'out-of-range' || type === 'wrong-type' ? TURNS[type] : 0;
}

/**
 * Does to a reading what faults do to its values. What leaves the model's range is brought back where all readings are
 * made to fit, but for what is not to.
 * @param faults in turn
 * @param isPossible false where the reading is not sent: what is to happen once waits for the next
 */
export function spoilValues(
  sample: Sample,
  { faults, model, isPossible }: { faults: readonly ValueFault[]; model: ThingModel; isPossible: boolean },
): Sample {
  const { timeMs } = sample;
  let spoilt: Spoilt | undefined;
  for (const fault of faults) {
    const { property, strike, spoil } = fault;
    const value = (spoilt?.values ?? sample.values).get(property);
    const sinceMs = strike(timeMs, isPossible && value !== undefined);
    if (value === undefined) continue;
    if (sinceMs === undefined) {
      spoil(value, timeMs, sinceMs);
      continue;
    }
    spoilt ??= { values: new Map(sample.values), unfitted: new Set(sample.unfitted), labels: [] };
    const isMisfit = turnOf(fault) > 0;
    if (isMisfit) fitNumber(spoilt, property, model);
    spoilt.values.set(property, spoil(spoilt.values.get(property) ?? value, timeMs, sinceMs));
    if (isMisfit) spoilt.unfitted.add(property);
    spoilt.labels.push(faultLabel(fault.type, property));
  }
  return spoilt === undefined ? sample : complete(sample, spoilt);
}

/** A reading while faults are done to it. */
interface Spoilt {
  readonly values: Map<string, Value>;
  readonly unfitted: Set<string>;
  readonly labels: string[];
}

function complete(sample: Sample, { values, unfitted, labels }: Spoilt): Sample {
  const changed = { ...sample, values, faults: [...(sample.faults ?? []), ...labels] };
  return unfitted.size === 0 ? changed : { ...changed, unfitted };
}

/** Brings a number to its range and step, unless it is not to fit. */
function fitNumber({ values, unfitted }: Spoilt, property: string, model: ThingModel): void {
  const value = values.get(property);
  const dataType = model.properties.get(property)?.dataType;
  if (unfitted.has(property) || typeof value !== 'number' || dataType === undefined) return;
  if (isNumberType(dataType)) values.set(property, snap(dataType, value));
}
