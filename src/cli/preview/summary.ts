import { isNumberType, type Property, type ThingModel } from '../../tsl/model.ts';
import type { Value } from '../../tsl/write.ts';
import type { PreviewReading } from './readings.ts';

/** What the values of a property are like. */
export interface PropertySummary {
  /** How many values there are. */
  readonly count: number;
  /** Values brought into the model's range. */
  readonly clamped: number;
  /** Values brought to the model's step. */
  readonly snapped: number;
  /** Of numbers alone; undefined where there are none. */
  readonly numbers?: NumberSummary | undefined;
  /** How often each value comes, of those that are no numbers; undefined where there are many. */
  readonly shares?: ReadonlyMap<string, number> | undefined;
}

interface NumberSummary {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Standard deviation; 0 for a single value. */
  readonly deviation: number;
}

/** Beyond so many different values they are not counted one by one. */
export const MOST_SHARES = 20;

/** Gathers the values of one property, without keeping them. */
interface PropertyTally {
  add(value: Value, text: string): void;
  count(what: 'clamped' | 'snapped'): void;
  readonly summary: PropertySummary;
}

/** Gathers readings, without keeping them. */
export interface SummaryTally {
  add(reading: PreviewReading): void;
  /** By property identifier, in the model's order. */
  readonly properties: ReadonlyMap<string, PropertySummary>;
}

/** Makes an empty tally for a model. */
export function createSummary(model: ThingModel): SummaryTally {
  const tallies = new Map(
    [...model.properties].map(([identifier, property]) => [identifier, tallyOf(property)]),
  );
  return {
    add({ values, params, fitted }) {
      for (const [identifier, text] of params) {
        const value = values[identifier];
        if (value !== undefined) tallies.get(identifier)?.add(value, text);
      }
      for (const [identifier, { clamped }] of Object.entries(fitted))
        tallies.get(identifier)?.count(clamped ? 'clamped' : 'snapped');
    },
    get properties() {
      return new Map([...tallies].map(([identifier, { summary }]) => [identifier, summary]));
    },
  };
}

function tallyOf({ dataType }: Property): PropertyTally {
  const counts = { count: 0, clamped: 0, snapped: 0 };
  const numbers = isNumberType(dataType) ? tallyNumbers() : undefined;
  const shares = numbers === undefined ? new Map<string, number>() : undefined;
  return {
    add(value, text) {
      counts.count++;
      if (typeof value === 'number') numbers?.add(value);
      if (shares !== undefined && shares.size <= MOST_SHARES) shares.set(text, (shares.get(text) ?? 0) + 1);
    },
    count(what) {
      counts[what]++;
    },
    get summary() {
      const isFew = shares !== undefined && shares.size <= MOST_SHARES;
      return { ...counts, numbers: numbers?.summary, shares: isFew ? shares : undefined };
    },
  };
}

/** Mean and deviation as they come (Welford): sums of squares would lose their digits. */
function tallyNumbers() {
  let [count, min, max, mean, squares] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0];
  return {
    add(value: number): void {
      count++;
      min = Math.min(min, value);
      max = Math.max(max, value);
      const distance = value - mean;
      mean += distance / count;
      squares += distance * (value - mean);
    },
    get summary(): NumberSummary | undefined {
      return count === 0 ? undefined : { min, max, mean, deviation: Math.sqrt(squares / count) };
    },
  };
}
