import { createRandom } from '../random.ts';
import type { Property, ThingModel } from '../tsl/model.ts';
import type { Weather } from './climate/weather.ts';
import {
  type ClimateSpec,
  climateGenerators,
  climateIdentifiers,
  siteWeather,
} from './climate-generators.ts';
import type { Generator, Generators } from './generator.ts';
import { sequence, sine, walk } from './shapes.ts';
import { type GeneratorSpec, type ReadingSpecs, specOf } from './specs.ts';
import { uniform } from './uniform.ts';
import { weighted } from './weighted.ts';

/** How the values of a device's properties are made. */
export interface GeneratorPlan {
  readonly specs?: ReadingSpecs | undefined;
  /** Makes temperature and humidity together; a generator of `specs` wins. */
  readonly climate?: ClimateSpec | undefined;
}

/** Whose values they are. */
export interface GeneratorOwner {
  readonly device: string;
  /** Devices of one site share the weather. @default a site of the device's own */
  readonly site?: string | undefined;
  /** The weather of the site, where another device has it already. @default made anew */
  readonly weather?: Weather | undefined;
  /** The seed that the user gave. Without one a series over time is the device's own, the same in every run. */
  readonly seed?: string | undefined;
  /** The seed of what is drawn anew for each reading, where the user gave none. @default always the same */
  readonly drawnSeed?: string | undefined;
}

/**
 * The generators of a device, in the model's order: those that were asked for, and uniform draws for all else.
 * @param plan specifications that checkReadings and checkClimate found nothing against
 */
export function createGenerators(model: ThingModel, plan: GeneratorPlan & GeneratorOwner): Generators {
  const { climate, seed = '', device, site = device } = plan;
  const weather = climate && (plan.weather ?? siteWeather(climate, { seed, site }));
  const joint = weather && climateGenerators(model, climate, { weather, seed, device });
  const generators = new Map<string, Generator>();
  for (const property of model.properties.values()) {
    const spec = specOf(plan.specs ?? {}, property.identifier);
    const shared = spec?.generator === undefined ? joint?.get(property.identifier) : undefined;
    generators.set(property.identifier, shared ?? createGenerator(property, spec ?? {}, plan));
  }
  return generators;
}

function createGenerator(
  { identifier, dataType }: Property,
  spec: GeneratorSpec,
  { seed, drawnSeed, device }: GeneratorOwner,
): Generator {
  const random = () => createRandom(seed ?? drawnSeed ?? '', device, identifier);
  switch (spec.generator) {
    case undefined:
    case 'uniform':
      return uniform(dataType, random(), spec);
    case 'constant':
      return () => spec.value;
    case 'walk':
      return walk(spec, [seed ?? '', device, identifier, 'walk']);
    case 'sine':
      return sine(spec);
    case 'sequence':
      return sequence(spec);
    case 'weighted':
      return weighted(dataType, spec, random());
  }
}

/** What a seed decides: values drawn anew for each reading, and series that are functions of time. */
export type SeedUse = 'draws' | 'series';

/** What of a model's properties depends on a seed: draws on that of the run, series on that of the device. */
export function seedUses(model: ThingModel, { specs = {}, climate }: GeneratorPlan): ReadonlySet<SeedUse> {
  const joint = climate ? climateIdentifiers(model, climate) : [];
  const uses = new Set<SeedUse>();
  for (const identifier of model.properties.keys()) {
    const generator = specOf(specs, identifier)?.generator;
    const isJoint = generator === undefined && joint.includes(identifier);
    if (isJoint || generator === 'walk') uses.add('series');
    else if (generator === undefined || generator === 'uniform' || generator === 'weighted')
      uses.add('draws');
  }
  return uses;
}
