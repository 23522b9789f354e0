import { describe, expect, it } from 'vitest';
import {
  type ClimateSpec,
  checkClimateSpec,
  climateIdentifiers,
} from '../../src/readings/climate-generators.ts';
import { createGenerators, seedUses } from '../../src/readings/create-generators.ts';
import { takeReading } from '../../src/readings/generator.ts';
import { PROFILES, type Profile } from '../../src/readings/profiles.ts';
import type { ReadingSpecs } from '../../src/readings/specs.ts';
import type { ThingModel } from '../../src/tsl/model.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { modelOf, numberType } from '../helpers/model.ts';

const HOUR = 3_600_000;
const MIDNIGHT = 20_000 * 24 * HOUR;
const model: ThingModel = PRESETS['environment-float'];
const weatherStation = modelOf({
  dew: numberType('double'),
  rh: numberType('double'),
  temp: numberType('double'),
  label: { type: 'text', length: 8 },
});
const all = { temperature: 'temp', humidity: 'rh', dewPoint: 'dew' };
const outdoor: ClimateSpec = { profile: 'outdoor' };

const issues = (of: ThingModel, climate: ClimateSpec, specs: ReadingSpecs = {}) =>
  checkClimateSpec(of, climate, specs).map(({ path, message }) => `${path}: ${message}`);

type Options = Partial<Parameters<typeof createGenerators>[1]>;

/** Two days of readings, hour by hour, as lists of values. */
function twoDays(options: Options = {}, of: ThingModel = model): number[][] {
  const owner = { device: 'sensor-1', seed: undefined, drawnSeed: 'run-1' };
  const generators = createGenerators(of, { climate: outdoor, ...owner, ...options });
  return Array.from({ length: 48 }, (_, index) => [
    ...(takeReading(generators, { timeMs: MIDNIGHT + index * HOUR, index }).values() as Iterable<number>),
  ]);
}

const column = (rows: readonly (readonly number[])[], index: number) => rows.map((row) => row[index]!);

describe('the properties of a climate', () => {
  it.each([
    [model, outdoor, ['temperature', 'humidity']],
    [modelOf({ humidity: numberType('int') }), outdoor, ['humidity']],
    [weatherStation, { ...outdoor, properties: all }, ['temp', 'rh', 'dew']],
    [weatherStation, { ...outdoor, properties: { dewPoint: 'dew' } }, ['dew']],
    [model, { ...outdoor, properties: { temperature: undefined } }, ['temperature', 'humidity']],
  ] as [ThingModel, ClimateSpec, string[]][])(
    'are those the model has, by default or by name',
    (of, climate, expected) => {
      expect(climateIdentifiers(of, climate)).toEqual(expected);
      expect(issues(of, climate)).toEqual([]);
    },
  );

  it('have values in the model’s order: the dew point below the temperature', () => {
    const rows = twoDays(
      { climate: { ...outdoor, properties: all } },
      modelOf({
        dew: numberType('double'),
        rh: numberType('double'),
        temp: numberType('double'),
      }),
    );
    for (const [dew, humidity, temperature] of rows) {
      expect(dew).toBeLessThan(temperature! + 0.2);
      expect(humidity).toBeGreaterThan(0);
      expect(humidity).toBeLessThanOrEqual(100);
    }
  });

  it.each(Object.keys(PROFILES) as Profile[])('have values of %s', (profile) => {
    expect(new Set(column(twoDays({ climate: { profile } }), 0)).size).toBeGreaterThan(1);
  });
});

describe('a parameter', () => {
  it('in the place of the profile’s moves the values', () => {
    const climate = { ...outdoor, overrides: { temperatureMean: 40, temperatureSeason: 0 } };
    expect(Math.min(...column(twoDays({ climate }), 0))).toBeGreaterThan(15);
  });

  it('that is undefined leaves the profile’s', () => {
    const climate = { ...outdoor, overrides: { temperatureMean: undefined } };
    expect(twoDays({ climate })).toEqual(twoDays());
  });
});

describe('the values of a climate', () => {
  it('are the same in the next run, whatever it draws', () => {
    expect(twoDays({ drawnSeed: 'run-2' })).toEqual(twoDays());
  });

  it('are others with a seed', () => {
    expect(twoDays({ seed: 'demo' })).not.toEqual(twoDays());
    expect(twoDays({ seed: 'demo' })).toEqual(twoDays({ seed: 'demo' }));
  });

  it('of two devices are close on one site, and not the same', () => {
    const rows = [twoDays({ site: 'yard' }), twoDays({ site: 'yard', device: 'sensor-2' })] as const;
    const other = twoDays({ site: 'hill', device: 'sensor-2' });
    const distance = (left: number[][], right: number[][]) =>
      left.reduce((sum, row, index) => sum + Math.abs(row[0]! - right[index]![0]!), 0) / left.length;
    expect(rows[0]).not.toEqual(rows[1]);
    expect(distance(rows[0], rows[1])).toBeLessThan(distance(rows[0], other));
  });

  it('of a device without a site are those of the site with its name', () => {
    expect(twoDays({ site: 'sensor-1' })).toEqual(twoDays());
  });

  it('stay where one of them has a generator of its own, which wins', () => {
    const specs: ReadingSpecs = { temperature: { generator: 'constant', value: 5 } };
    const rows = twoDays({ specs });
    expect(new Set(column(rows, 0))).toEqual(new Set([5]));
    expect(column(rows, 1)).toEqual(column(twoDays(), 1));
  });

  it('need no seed, and what else is drawn does', () => {
    expect([...seedUses(model, { climate: outdoor })]).toEqual(['series']);
    const specs: ReadingSpecs = { humidity: { generator: 'uniform' } };
    expect([...seedUses(model, { climate: outdoor, specs })]).toEqual(['series', 'draws']);
  });
});

describe('a climate that does not fit the model', () => {
  it.each([
    [
      modelOf({ level: numberType('int') }),
      outdoor,
      'climate.properties: the model has neither temperature nor humidity; name properties of its own: level',
    ],
    [
      weatherStation,
      { ...outdoor, properties: { humidity: 'humdity' } },
      'climate.properties.humidity: the model has no property humdity; it has dew, rh, temp, label',
    ],
    [
      weatherStation,
      { ...outdoor, properties: { temperature: 'temp', dewPoint: 'temp' } },
      'climate.properties.dewPoint: temp stands for another quantity already',
    ],
    [
      weatherStation,
      { ...outdoor, properties: { temperature: 'label' } },
      'climate.properties.temperature: a climate makes numbers; label is of type text',
    ],
    [
      model,
      { ...outdoor, overrides: { slowPeriod: 0 } },
      'climate.slowPeriod: 0 is no number from 1 to 60 days',
    ],
  ] as [ThingModel, ClimateSpec, string][])('is named with its path', (of, climate, issue) => {
    expect(issues(of, climate)).toEqual([expect.stringContaining(issue)]);
  });

  it('is named once for everything that is wrong', () => {
    const climate: ClimateSpec = {
      ...outdoor,
      overrides: { slowPeriod: 0, siteSpread: -1 },
      properties: { temperature: 'label', humidity: 'x', dewPoint: 'y' },
    };
    expect(issues(weatherStation, climate)).toHaveLength(5);
  });
});

describe('readings beside a climate', () => {
  it.each([
    [{}],
    [{ temperature: {} }],
    [{ temperature: { generator: 'uniform', min: 5 } }],
    [{ label: {} }],
  ] as [ReadingSpecs][])('%j are fine', (specs) => {
    const of = modelOf({ temperature: numberType('int'), label: { type: 'text', length: 8 } });
    expect(issues(of, outdoor, specs)).toEqual([]);
  });

  it('with bounds alone are refused, since nothing would come of them', () => {
    expect(issues(model, outdoor, { temperature: { min: 5 } })).toEqual([
      'readings.temperature: the climate makes this property, and min and max narrow uniform draws alone: add "generator": "uniform"',
    ]);
  });
});
