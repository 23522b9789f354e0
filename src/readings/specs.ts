import type { Bounds } from '../tsl/grid.ts';
import type { Value } from '../tsl/write.ts';

/** Draws each value anew, evenly over the property's range and step; it is what a property has without a generator. */
export interface UniformSpec extends Bounds {
  readonly generator?: 'uniform' | undefined;
}

/** Always the same value. */
export interface ConstantSpec {
  readonly generator: 'constant';
  readonly value: Value;
}

/** Wanders around a mean and always comes back to it. */
export interface WalkSpec {
  readonly generator: 'walk';
  readonly mean: number;
  /** Standard deviation of the values. */
  readonly deviation: number;
  /** After so long two values have little to do with each other: their correlation is 1/e. */
  readonly memory: number;
}

/** Goes up and down in a sine wave. */
export interface SineSpec {
  readonly generator: 'sine';
  readonly mean: number;
  /** How far the crest is above the mean, and the trough below. */
  readonly amplitude: number;
  readonly period: number;
  /**
   * Time from the start of each period to the crest; periods are counted from 1970-01-01T00:00Z.
   * @default a quarter of the period
   */
  readonly peakAt?: number | undefined;
}

/** One value after another, then from the front again. */
export interface SequenceSpec {
  readonly generator: 'sequence';
  readonly values: readonly Value[];
  /** How long each value stays, counted from 1970-01-01T00:00Z. Without it each reading takes the next one. */
  readonly every?: number | undefined;
}

/** Draws each value anew, some more often than others. */
export interface WeightedSpec {
  readonly generator: 'weighted';
  /** How often each value comes, in proportion to the sum of all, by the value as text. */
  readonly weights: Readonly<Record<string, number>>;
}

/** How the values of one property are made. All times are in milliseconds. */
export type GeneratorSpec = UniformSpec | ConstantSpec | WalkSpec | SineSpec | SequenceSpec | WeightedSpec;

/** How the values of properties are made, by property identifier; any other property is drawn uniformly. */
export type ReadingSpecs = Readonly<Record<string, GeneratorSpec>>;

/** The name of a generator. */
export type GeneratorName = NonNullable<GeneratorSpec['generator']>;

/** The specification of a property; undefined where there is none. */
export function specOf(specs: ReadingSpecs, identifier: string): GeneratorSpec | undefined {
  return Object.hasOwn(specs, identifier) ? specs[identifier] : undefined;
}

/** True where a specification says nothing, not even which generator. */
export function isEmptySpec(spec: GeneratorSpec | undefined): boolean {
  return spec === undefined || Object.values(spec).every((value) => value === undefined);
}
