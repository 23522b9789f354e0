import type { Random } from '../random.ts';
import type { Value } from '../tsl/write.ts';

/** Where on the way of a run a reading is taken. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** 0 for the first reading of the run. */
  readonly index: number;
  /** Whose draws they are, where devices share generators: of {@link drawKey}. */
  readonly key?: number;
}

/** Gives the chance that the value of one property at a moment is drawn with. */
export type Draws = (at: Moment) => Random;

/** Gives the value of one property at a moment; undefined where there is none to report. */
export type Generator = (at: Moment) => Value | undefined;

/** The generators of a device, by property identifier. */
export type Generators = ReadonlyMap<string, Generator>;

/** The values of one reading, by property identifier. */
export type Reading = ReadonlyMap<string, Value>;

/** Takes one reading: asks every generator once, in order. */
export function takeReading(generators: Generators, at: Moment): Reading {
  const reading = new Map<string, Value>();
  for (const [identifier, generate] of generators) {
    const value = generate(at);
    if (value !== undefined) reading.set(identifier, value);
  }
  return reading;
}
