import { PROFILES, type Profile } from '../readings/profiles.ts';
import type { GeneratorName, GeneratorSpec, ReadingSpecs } from '../readings/specs.ts';
import { parseDuration } from './duration.ts';

/** What a key of a generator holds. */
export interface GeneratorKey {
  readonly kind: 'number' | 'duration' | 'value' | 'values' | 'weights';
  readonly help: string;
  /** True where it may be left out. */
  readonly isOptional?: boolean;
}

type SpecOf<N extends GeneratorName> = Extract<GeneratorSpec, { generator?: N | undefined }>;
type KeysOf<N extends GeneratorName> = Exclude<keyof SpecOf<N>, 'generator'>;

/** The generators that a configuration may name, and the keys of each. */
export const GENERATORS: {
  readonly [N in GeneratorName]: {
    readonly help: string;
    readonly keys: Readonly<Record<KeysOf<N>, GeneratorKey>>;
  };
} = {
  uniform: {
    help: 'Draws each value anew, evenly over range and step.',
    keys: {
      min: { kind: 'number', help: 'The least value drawn.', isOptional: true },
      max: { kind: 'number', help: 'The greatest value drawn.', isOptional: true },
    },
  },
  constant: {
    help: 'Always the same value.',
    keys: { value: { kind: 'value', help: 'The value, of the property’s type.' } },
  },
  walk: {
    help: 'Wanders around a mean and always comes back to it.',
    keys: {
      mean: { kind: 'number', help: 'The mean of the values.' },
      deviation: { kind: 'number', help: 'Their standard deviation.' },
      memory: {
        kind: 'duration',
        help: 'After so long two values have little to do with each other, such as 1h.',
      },
    },
  },
  sine: {
    help: 'Goes up and down in a sine wave.',
    keys: {
      mean: { kind: 'number', help: 'The mean of the values.' },
      amplitude: { kind: 'number', help: 'How far the wave goes above and below its mean.' },
      period: { kind: 'duration', help: 'From crest to crest, such as 24h; counted from 1970-01-01T00:00Z.' },
      peakAt: {
        kind: 'duration',
        help: 'From the start of a period to its crest, such as 13h30m. Default: a quarter of the period.',
        isOptional: true,
      },
    },
  },
  sequence: {
    help: 'One value after another, then from the front again.',
    keys: {
      values: { kind: 'values', help: 'The values, of the property’s type.' },
      every: {
        kind: 'duration',
        help: 'How long each stays, counted from 1970-01-01T00:00Z. Default: one reading.',
        isOptional: true,
      },
    },
  },
  weighted: {
    help: 'Draws each value anew, some more often than others.',
    keys: {
      weights: {
        kind: 'weights',
        help: 'How often each value comes, in proportion to the sum: {"0": 9, "1": 1}.',
      },
    },
  },
};

/** The names of all generators. */
export const GENERATOR_NAMES = Object.keys(GENERATORS) as GeneratorName[];

/** The profiles that a climate may start from. */
export const PROFILE_NAMES = Object.keys(PROFILES) as Profile[];

/** The profile of a climate that names none. */
export const DEFAULT_PROFILE: Profile = 'outdoor';

/** `readings` as a file writes them: durations are text. */
export type WrittenReadings = Readonly<
  Record<string, { readonly generator?: GeneratorName } & Readonly<Record<string, unknown>>>
>;

/** The specifications that a file writes, durations in milliseconds; the schema has found nothing against them. */
export function readingSpecs(written: WrittenReadings): ReadingSpecs {
  const specs = Object.entries(written).map(([identifier, spec]) => {
    const keys: Readonly<Record<string, GeneratorKey>> = GENERATORS[spec.generator ?? 'uniform'].keys;
    const entries = Object.entries(spec).map(([key, value]) =>
      keys[key]?.kind === 'duration' ? [key, milliseconds(value)] : [key, value],
    );
    return [identifier, Object.fromEntries(entries)];
  });
  return Object.fromEntries(specs) as ReadingSpecs;
}

function milliseconds(text: unknown): number {
  const parsed = parseDuration(String(text));
  return 'value' in parsed ? parsed.value : Number.NaN;
}
