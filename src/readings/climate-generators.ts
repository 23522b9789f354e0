import type { Issue } from '../issues.ts';
import { isNumberType, type ThingModel } from '../tsl/model.ts';
import { type ClimateParameters, checkClimate } from './climate/parameters.ts';
import { createClimateSensor } from './climate/sensor.ts';
import { createWeather, type Weather } from './climate/weather.ts';
import type { Generator } from './generator.ts';
import { completeClimate, type Profile } from './profiles.ts';
import { isEmptySpec, type ReadingSpecs, specOf } from './specs.ts';

/** The quantities that a climate makes together. */
const CLIMATE_QUANTITIES = ['temperature', 'humidity', 'dewPoint'] as const;

type Quantity = (typeof CLIMATE_QUANTITIES)[number];

/** Temperature and humidity made together, and the properties that report them. */
export interface ClimateSpec {
  readonly profile: Profile;
  /** Parameters in the place of the profile's own. */
  readonly overrides?: { readonly [P in keyof ClimateParameters]?: number | undefined } | undefined;
  /** Identifiers of the model. @default temperature and humidity, each where the model has it */
  readonly properties?: { readonly [Q in Quantity]?: string | undefined } | undefined;
}

/** The identifiers of the properties that a climate makes. */
export function climateIdentifiers(model: ThingModel, climate: ClimateSpec): string[] {
  return reported(model, climate).map(({ identifier }) => identifier);
}

/** The weather of a site, which all of its devices may share. */
export function siteWeather(climate: ClimateSpec, { seed, site }: { seed: string; site: string }): Weather {
  return createWeather({ parameters: completeClimate(climate.profile, given(climate)), seed, site });
}

/** The generators of a device in a climate, by property identifier. */
export function climateGenerators(
  model: ThingModel,
  climate: ClimateSpec,
  { weather, seed, device }: { weather: Weather; seed: string; device: string },
): Map<string, Generator> {
  const sensor = createClimateSensor({ weather, seed, device });
  const generators = reported(model, climate).map(({ quantity, identifier }): [string, Generator] => {
    const show = sensor[quantity];
    return [identifier, ({ timeMs }) => show(timeMs)];
  });
  return new Map(generators);
}

/** What is wrong with a climate for a model, and with bounds that are given beside it. */
export function checkClimateSpec(model: ThingModel, climate: ClimateSpec, specs: ReadingSpecs = {}): Issue[] {
  const overrides = checkClimate(given(climate));
  return [
    ...overrides.map(({ path, message }) => ({ path: `climate.${path}`, message })),
    ...checkIdentifiers(model, climate),
    ...reported(model, climate).flatMap((property) => checkProperty(model, property, specs)),
  ];
}

function checkIdentifiers(model: ThingModel, climate: ClimateSpec): Issue[] {
  const known = [...model.properties.keys()].join(', ');
  const missing = named(climate).filter(({ identifier }) => !model.properties.has(identifier));
  if (missing.length === 0 && reported(model, climate).length === 0) {
    const message = `the model has neither temperature nor humidity; name properties of its own: ${known}`;
    return [{ path: 'climate.properties', message }];
  }
  const all = reported(model, climate);
  const twice = all.filter(
    ({ identifier }, index) => all.findIndex((other) => other.identifier === identifier) < index,
  );
  return [
    ...missing.map(({ quantity, identifier }) => ({
      path: `climate.properties.${quantity}`,
      message: `the model has no property ${identifier}; it has ${known}`,
    })),
    ...twice.map(({ quantity, identifier }) => ({
      path: `climate.properties.${quantity}`,
      message: `${identifier} stands for another quantity already`,
    })),
  ];
}

/** A generator of the property's own wins, so that nothing is asked of it here. */
function checkProperty(model: ThingModel, { quantity, identifier }: Reported, specs: ReadingSpecs): Issue[] {
  const spec = specOf(specs, identifier);
  const dataType = model.properties.get(identifier)?.dataType;
  if (spec?.generator !== undefined) return [];
  const issues: Issue[] = [];
  if (dataType && !isNumberType(dataType)) {
    const message = `a climate makes numbers; ${identifier} is of type ${dataType.type}`;
    issues.push({ path: `climate.properties.${quantity}`, message });
  }
  if (!isEmptySpec(spec)) {
    const message = 'the climate makes this property, and min and max narrow uniform draws alone';
    issues.push({ path: `readings.${identifier}`, message: `${message}: add "generator": "uniform"` });
  }
  return issues;
}

interface Reported {
  readonly quantity: Quantity;
  readonly identifier: string;
}

/** The properties that were named, whether the model has them or not. */
function named({ properties = {} }: ClimateSpec): Reported[] {
  return CLIMATE_QUANTITIES.flatMap((quantity) => {
    const identifier = properties[quantity];
    return identifier === undefined ? [] : [{ quantity, identifier }];
  });
}

/** The properties of the model that report a quantity. */
function reported(model: ThingModel, climate: ClimateSpec): Reported[] {
  const { temperature = 'temperature', humidity = 'humidity', dewPoint } = climate.properties ?? {};
  const properties = { temperature, humidity, dewPoint };
  return named({ ...climate, properties }).filter(({ identifier }) => model.properties.has(identifier));
}

/** The parameters that were given, without those that are undefined. */
function given({ overrides = {} }: ClimateSpec): Partial<ClimateParameters> {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}
