import { describe, expect, it } from 'vitest';
import { checkNarrowings, type Narrowings } from '../../src/readings/uniform.ts';
import type { ThingModel } from '../../src/tsl/model.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { fixture } from '../helpers/fixture.ts';
import { modelOf, numberType, readModel } from '../helpers/model.ts';

const environment: ThingModel = PRESETS.environment;
const allTypes = readModel(fixture('tsl/all-types.json'));
const issues = (model: ThingModel, narrowings: Narrowings) =>
  checkNarrowings(model, narrowings).map(({ path, message }) => `${path}: ${message}`);

describe('bounds that a model allows', () => {
  it.each([
    [{}],
    [{ temperature: {} }],
    [{ temperature: { min: -10, max: 50 } }],
    [{ temperature: { min: 21, max: 21 } }],
    [{ temperature: { min: 20.5 }, humidity: { max: 1 } }],
    [{ temperature: { min: undefined, max: 30 } }],
  ])('have no issue: %j', (narrowings) => {
    expect(issues(environment, narrowings)).toEqual([]);
  });

  it('may be anything a double without bounds can hold', () => {
    const model = modelOf({ energy: numberType('double') });
    expect(issues(model, { energy: { min: 3_000_000_000, max: 4_000_000_000 } })).toEqual([]);
  });
});

describe('bounds that a model does not allow', () => {
  it.each([
    [{ temperature: { max: 80 } }, 'readings.temperature.max: 80 is outside the model’s -10..50, step 1'],
    [
      { temperature: { min: -10.5 } },
      'readings.temperature.min: -10.5 is outside the model’s -10..50, step 1',
    ],
    [{ temperature: { min: 51 } }, 'readings.temperature.min: 51 is outside the model’s -10..50, step 1'],
    [{ temperature: { min: 30, max: 10 } }, 'readings.temperature: min 30 is greater than max 10'],
    [
      { temperature: { min: 20.2, max: 20.8 } },
      'readings.temperature: no value of -10..50, step 1 lies between its bounds',
    ],
    [
      { pressure: { min: 1 } },
      'readings.pressure: the model has no such property; it has temperature, humidity',
    ],
    [{ toString: {} }, 'readings.toString: the model has no such property; it has temperature, humidity'],
  ] as [Narrowings, string][])('%j: %s', (narrowings, issue) => {
    expect(issues(environment, narrowings)).toEqual([issue]);
  });

  it.each(['Label', 'LastService', 'Power', 'Mode', 'Location', 'Samples'])(
    'fit numbers, not %s',
    (identifier) => {
      expect(issues(allTypes, { [identifier]: { min: 0 } })).toEqual([
        expect.stringMatching(new RegExp(`^readings.${identifier}: min and max fit numbers`)),
      ]);
    },
  );

  it('are reported all at once', () => {
    const narrowings = { temperature: { min: -20, max: 80 }, humidity: { min: 9, max: 3 }, rain: { min: 1 } };
    expect(checkNarrowings(environment, narrowings).map(({ path }) => path)).toEqual([
      'readings.temperature.min',
      'readings.temperature.max',
      'readings.humidity',
      'readings.rain',
    ]);
  });
});
