import type { Generator } from './generator.ts';
import { createMeanReverting } from './mean-reverting.ts';
import type { SequenceSpec, SineSpec, WalkSpec } from './specs.ts';

/** A generator that wanders around a mean: its value is a function of key and time alone. */
export function walk({ mean, deviation, memory }: WalkSpec, key: readonly string[]): Generator {
  const standard = createMeanReverting({ key, memoryMs: memory });
  const round = createRounding(deviation);
  return ({ timeMs }) => round(mean + deviation * standard(timeMs));
}

/** A sine wave: its value is a function of time alone. */
export function sine({ mean, amplitude, period, peakAt = period / 4 }: SineSpec): Generator {
  const round = createRounding(amplitude);
  return ({ timeMs }) => {
    // The remainder first: the cosine of the whole time since 1970 would lose digits where the period is short.
    const sincePeak = (timeMs - peakAt) % period;
    return round(mean + amplitude * Math.cos((2 * Math.PI * sincePeak) / period));
  };
}

/** One value after another: by reading, or by time where the specification says how long each stays. */
export function sequence({ values, every }: SequenceSpec): Generator {
  return ({ timeMs, index }) =>
    values[(every === undefined ? index : Math.floor(timeMs / every)) % values.length];
}

/** Rounds to a thousandth of an extent or finer: no sensor has the seventeen digits that a model without step would show. */
function createRounding(extent: number): (value: number) => number {
  if (extent === 0) return (value) => value;
  const places = Math.ceil(Math.log10(1_000 / extent));
  const steps = Number(`1e${Math.min(Math.max(places, 0), 22)}`);
  return (value) => {
    const scaled = value * steps;
    return Math.abs(scaled) < Number.MAX_SAFE_INTEGER ? Math.round(scaled) / steps : value;
  };
}
