import type { Random } from '../../random.ts';
import {
  type DataType,
  isNumberType,
  type NumberType,
  type Property,
  type ThingModel,
} from '../../tsl/model.ts';
import type { Value } from '../../tsl/write.ts';
import { normalQuantile } from '../noise.ts';

import { ofWrongType, valuesBeyond } from './misfits.ts';
import { rangeOf } from './range-of.ts';
import { DEFAULT_SHARES, type ValueFaultType } from './sensor-fault.ts';

const HOUR_MS = 3_600_000;

/**
 * Gives the value that a fault makes of one; asked once for each reading, in order.
 * @param sinceMs since when the fault lasts, ms since 1970; undefined where it does not
 */
export type Spoil = (value: Value, timeMs: number, sinceMs: number | undefined) => Value;

/** True where a property of this type can have such a fault. */
function canHave(type: ValueFaultType, dataType: DataType): boolean {
  switch (type) {
    case 'stuck':
    case 'wrong-type':
      return true;
    case 'out-of-range':
      return valuesBeyond(dataType).length > 0;
    default:
      return isNumberType(dataType);
  }
}

/** The properties that a fault concerns. */
export function propertiesOf(
  type: ValueFaultType,
  model: ThingModel,
  property: string | undefined,
): Property[] {
  return [...model.properties.values()].filter(
    ({ identifier, dataType }) => identifier === (property ?? identifier) && canHave(type, dataType),
  );
}

/** Makes what a fault does to the values of a property that can have it. */
export function createSpoil(
  { type, amount }: { type: ValueFaultType; amount: number | undefined },
  { dataType, random }: { dataType: DataType; random: Random },
): Spoil {
  switch (type) {
    case 'stuck':
      return stuck();
    case 'wrong-type':
      return whileStruck((value) => ofWrongType(dataType, value));
    case 'out-of-range': {
      const values = valuesBeyond(dataType);
      return whileStruck((value) => values[Math.floor(random() * values.length)] ?? value);
    }
    default:
      if (!isNumberType(dataType)) return (value) => value;
      return spoilNumber(
        { type, amount: amount ?? DEFAULT_SHARES[type] * rangeOf(dataType) },
        dataType,
        random,
      );
  }
}

function whileStruck(spoil: (value: Value) => Value): Spoil {
  return (value, _, sinceMs) => (sinceMs === undefined ? value : spoil(value));
}

/** It stays at what was there before the fault began. */
function stuck(): Spoil {
  let last: Value | undefined;
  let held: Value | undefined;
  return (value, _, sinceMs) => {
    if (sinceMs === undefined) {
      held = undefined;
      last = value;
      return value;
    }
    held ??= last ?? value;
    return held;
  };
}

function spoilNumber(
  { type, amount }: { type: keyof typeof DEFAULT_SHARES; amount: number },
  dataType: NumberType,
  random: Random,
): Spoil {
  const added = (value: number, ms: number): number => {
    switch (type) {
      case 'offset':
        return value + amount;
      case 'drift':
        return value + (amount * ms) / HOUR_MS;
      case 'noise':
        return value + amount * normalQuantile(random() || Number.EPSILON);
      case 'spike':
        return spiked(value, random() < 0.5 ? amount : -amount, dataType);
    }
  };
  return (value, timeMs, sinceMs) => {
    if (sinceMs === undefined || typeof value !== 'number') return value;
    return Math.min(Math.max(added(value, timeMs - sinceMs), -Number.MAX_VALUE), Number.MAX_VALUE);
  };
}

/** A spike that would leave the range, and so be cut off, goes the other way where there is room. */
function spiked(value: number, by: number, { min, max }: NumberType): number {
  const isInside = (end: number): boolean =>
    end >= Number(min ?? -Infinity) && end <= Number(max ?? Infinity);
  return !isInside(value + by) && isInside(value - by) ? value - by : value + by;
}
