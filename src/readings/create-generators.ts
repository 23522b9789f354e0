import { createRandomPlaces, randomKey } from '../random.ts';
import type { Property, ThingModel } from '../tsl/model.ts';
import type { Weather } from './climate/weather.ts';
import {
  type ClimateSpec,
  climateGenerators,
  climateIdentifiers,
  siteWeather,
} from './climate-generators.ts';
import type { Draws, Generator, Generators } from './generator.ts';
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

/**
 * Makes what gives devices of one model their generators. Where only draws differ between them they share these, and
 * every moment that is asked for must have the {@link drawKey} of its device.
 */
export function createSharedGenerators(
  model: ThingModel,
  plan: GeneratorPlan,
): (owner: GeneratorOwner) => Generators {
  if (seedUses(model, plan).has('series')) return (owner) => createGenerators(model, { ...plan, ...owner });
  const shared = createGenerators(model, { ...plan, device: '' });
  return () => shared;
}

/** Whose draws those of a device are. */
export function drawKey({ seed, drawnSeed, device }: GeneratorOwner): number {
  return randomKey(seed ?? drawnSeed ?? '', device);
}

const places = createRandomPlaces();

function createGenerator(
  { identifier, dataType }: Property,
  spec: GeneratorSpec,
  owner: GeneratorOwner,
): Generator {
  const { seed, device } = owner;
  const key = drawKey(owner);
  const salt = randomKey(identifier);
  const draws: Draws = (at) => places(at.key ?? key, salt, at.index);
  switch (spec.generator) {
    case undefined:
    case 'uniform':
      return uniform(dataType, draws, spec);
    case 'constant':
      return () => spec.value;
    case 'walk':
      return walk(spec, [seed ?? '', device, identifier, 'walk']);
    case 'sine':
      return sine(spec);
    case 'sequence':
      return sequence(spec);
    case 'weighted':
      return weighted(dataType, spec, draws);
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
