import { describe, expect, it } from 'vitest';
import { checkReadings } from '../../src/readings/check-readings.ts';
import type { GeneratorSpec, ReadingSpecs } from '../../src/readings/specs.ts';
import type { ThingModel } from '../../src/tsl/model.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { fixture } from '../helpers/fixture.ts';
import { modelOf, numberType, readModel } from '../helpers/model.ts';

const environment: ThingModel = PRESETS.environment;
const allTypes = readModel(fixture('tsl/all-types.json'));
const HOUR = 3_600_000;

const issues = (model: ThingModel, specs: ReadingSpecs) =>
  checkReadings(model, specs).map(({ path, message }) => `${path}: ${message}`);

describe('bounds that a model allows', () => {
  it.each([
    [{}],
    [{ temperature: {} }],
    [{ temperature: { generator: 'uniform' } }],
    [{ temperature: { min: -10, max: 50 } }],
    [{ temperature: { min: 21, max: 21 } }],
    [{ temperature: { min: 20.5 }, humidity: { max: 1 } }],
    [{ temperature: { min: undefined, max: 30 } }],
  ] as [ReadingSpecs][])('have no issue: %j', (specs) => {
    expect(issues(environment, specs)).toEqual([]);
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
      { temperature: { min: Number.NaN } },
      'readings.temperature.min: NaN is outside the model’s -10..50, step 1',
    ],
    [
      { temperature: { min: 20.2, max: 20.8 } },
      'readings.temperature: no value of -10..50, step 1 lies between its bounds',
    ],
    [
      { pressure: { min: 1 } },
      'readings.pressure: the model has no such property; it has temperature, humidity',
    ],
    [{ toString: {} }, 'readings.toString: the model has no such property; it has temperature, humidity'],
  ] as [ReadingSpecs, string][])('%j: %s', (specs, issue) => {
    expect(issues(environment, specs)).toEqual([issue]);
  });

  it.each(['Label', 'LastService', 'Power', 'Mode', 'Location', 'Samples'])(
    'fit numbers, not %s',
    (identifier) => {
      expect(issues(allTypes, { [identifier]: { min: 0 } })).toEqual([
        expect.stringMatching(new RegExp(`^readings.${identifier}: min and max fit numbers`)),
      ]);
    },
  );
});

describe('a generator that fits its property has no issue', () => {
  it.each([
    ['Counter', { generator: 'constant', value: 5 }],
    ['Label', { generator: 'constant', value: 'hall 5' }],
    ['LastService', { generator: 'constant', value: '1700000000000' }],
    ['Power', { generator: 'constant', value: 1 }],
    ['Mode', { generator: 'constant', value: -1 }],
    ['Location', { generator: 'constant', value: {} }],
    ['Samples', { generator: 'constant', value: [] }],
    ['Counter', { generator: 'walk', mean: 20, deviation: 0, memory: HOUR }],
    ['Counter', { generator: 'sine', mean: 20, amplitude: 5, period: HOUR }],
    ['Counter', { generator: 'sine', mean: 20, amplitude: 5, period: HOUR, peakAt: HOUR }],
    ['Counter', { generator: 'sequence', values: [1, 2.5, 1e12] }],
    ['Label', { generator: 'sequence', values: ['a', ''], every: 1 }],
    ['Power', { generator: 'weighted', weights: { 0: 9, 1: 0 } }],
    ['Mode', { generator: 'weighted', weights: { '-1': 0.1, 10: 0.9 } }],
    ['Label', { generator: 'weighted', weights: { open: 1, closed: 1 } }],
    ['Counter', { generator: 'weighted', weights: { '21.5': 1, '-3': 2 } }],
  ] as [string, GeneratorSpec][])('%s: %j', (identifier, spec) => {
    expect(issues(allTypes, { [identifier]: spec })).toEqual([]);
  });
});

describe('a generator that does not fit its property is named with its path', () => {
  it.each([
    ['Label', { generator: 'walk', mean: 1, deviation: 1, memory: 1 }, 'generator: walk makes numbers'],
    ['Mode', { generator: 'sine', mean: 1, amplitude: 1, period: 1 }, 'generator: sine makes numbers'],
    ['Samples', { generator: 'weighted', weights: { 1: 1 } }, 'generator: weighted does not make values'],
    ['Location', { generator: 'weighted', weights: { 1: 1 } }, 'generator: weighted does not make values'],
    ['Counter', { generator: 'constant', value: 'x' }, 'value: "x" is not a number'],
    ['Counter', { generator: 'constant', value: [1] }, 'value: [1] is not a number'],
    ['Counter', { generator: 'constant', value: 3e9 }, 'value: 3000000000 is outside the model’s'],
    ['Counter', { generator: 'constant', value: Number.POSITIVE_INFINITY }, 'value: null is not a number'],
    ['Power', { generator: 'constant', value: 2 }, 'value: 2 is none of 0, 1'],
    ['Mode', { generator: 'constant', value: 'auto' }, 'value: "auto" is none of -1, 0, 1, 10'],
    ['Label', { generator: 'constant', value: 5 }, 'value: 5: data type is not string'],
    ['LastService', { generator: 'constant', value: 'today' }, 'value: "today": data type is not date'],
    ['Location', { generator: 'constant', value: { nowhere: 1 } }, 'value: {"nowhere":1}: params not exist'],
    ['Samples', { generator: 'constant', value: { a: 1 } }, 'value: {"a":1}: data type is not array'],
    ['Counter', { generator: 'walk', mean: 1, deviation: -1, memory: 1 }, 'deviation: must not be negative'],
    [
      'Counter',
      { generator: 'walk', mean: Infinity, deviation: 1, memory: 1 },
      'mean: must lie within ±1e+300',
    ],
    [
      'Counter',
      { generator: 'walk', mean: 1, deviation: 1e301, memory: 1 },
      'deviation: must be a number up to 1e+300',
    ],
    ['Counter', { generator: 'walk', mean: 1, deviation: 1, memory: 0 }, 'memory: must be 1 ms or longer'],
    ['Counter', { generator: 'sine', mean: 1, amplitude: -1, period: 1 }, 'amplitude: must not be negative'],
    ['Counter', { generator: 'sine', mean: 1, amplitude: 1, period: -5 }, 'period: must be 1 ms or longer'],
    [
      'Counter',
      { generator: 'sine', mean: 1, amplitude: 1, period: HOUR, peakAt: HOUR + 1 },
      'peakAt: must lie within the period',
    ],
    ['Counter', { generator: 'sequence', values: [] }, 'values: must have a value'],
    ['Power', { generator: 'sequence', values: [0, 3] }, 'values.1: 3 is none of 0, 1'],
    ['Power', { generator: 'sequence', values: [0], every: 0 }, 'every: must be 1 ms or longer'],
    ['Power', { generator: 'weighted', weights: {} }, 'weights: must have a weight above 0'],
    ['Power', { generator: 'weighted', weights: { 0: 0, 1: 0 } }, 'weights: must have a weight above 0'],
    ['Power', { generator: 'weighted', weights: { 0: 1, 1: -1 } }, 'weights.1: must not be negative'],
    ['Power', { generator: 'weighted', weights: { on: 1 } }, 'weights.on: "on" is none of 0, 1'],
    ['Mode', { generator: 'weighted', weights: { 7: 1 } }, 'weights.7: 7 is none of -1, 0, 1, 10'],
    ['Counter', { generator: 'weighted', weights: { many: 1 } }, 'weights.many: "many" is not a number'],
  ] as [string, GeneratorSpec, string][])('%s: %j', (identifier, spec, words) => {
    const found = issues(allTypes, { [identifier]: spec });
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`readings.${identifier}.${words}`);
  });

  it('for a text that is too long, which is shown cut', () => {
    const [issue = ''] = issues(allTypes, { Label: { generator: 'constant', value: 'x'.repeat(1000) } });
    expect(issue).toContain('string length is bigger than max 32');
    expect(issue.length).toBeLessThan(150);
  });

  it('and all of them at once', () => {
    const specs: ReadingSpecs = {
      temperature: { min: -20, max: 80 },
      humidity: { generator: 'walk', mean: Number.NaN, deviation: -1, memory: -1 },
      rain: { generator: 'constant', value: 1 },
    };
    expect(checkReadings(environment, specs).map(({ path }) => path)).toEqual([
      'readings.temperature.min',
      'readings.temperature.max',
      'readings.humidity.mean',
      'readings.humidity.deviation',
      'readings.humidity.memory',
      'readings.rain',
    ]);
  });
});
