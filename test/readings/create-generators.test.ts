import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGenerators, type GeneratorPlan, seedUses } from '../../src/readings/create-generators.ts';
import { type Moment, takeReading } from '../../src/readings/generator.ts';
import type { GeneratorSpec, ReadingSpecs } from '../../src/readings/specs.ts';
import type { ThingModel } from '../../src/tsl/model.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import type { Value } from '../../src/tsl/write.ts';
import { fixture } from '../helpers/fixture.ts';
import { modelOf, numberType, readModel } from '../helpers/model.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MIDNIGHT = 20_000 * DAY;

const environment: ThingModel = PRESETS.environment;
const allTypes = readModel(fixture('tsl/all-types.json'));
const level = modelOf({ level: numberType('double') });

type Options = Parameters<typeof createGenerators>[1];

const create = (model: ThingModel, options: Partial<Options> = {}) =>
  createGenerators(model, { device: 'sensor-1', seed: undefined, drawnSeed: 'run-1', ...options });

/** What one specification gives at some moments. */
function valuesOf(spec: GeneratorSpec, moments: readonly Moment[], options: Partial<Options> = {}): Value[] {
  const generate = create(level, { specs: { level: spec }, ...options }).get('level')!;
  return moments.map((at) => generate(at)!);
}

const at = (timeMs: number, index = 0): Moment => ({ timeMs, index });
const hourly = (count: number, from = MIDNIGHT): Moment[] =>
  Array.from({ length: count }, (_, index) => at(from + index * HOUR, index));

const walk: GeneratorSpec = { generator: 'walk', mean: 20, deviation: 2, memory: HOUR };
const sine: GeneratorSpec = { generator: 'sine', mean: 10, amplitude: 4, period: DAY };

describe('the generators of a device', () => {
  it('stand in the model’s order, uniform where nothing is said', () => {
    const specs: ReadingSpecs = { Label: { generator: 'constant', value: 'x' } };
    const reading = takeReading(create(allTypes, { specs }), at(MIDNIGHT));
    expect([...reading.keys()]).toEqual([...allTypes.properties.keys()]);
    expect(reading.get('Label')).toBe('x');
  });

  it('draw the same from a seed that was given and from one that was drawn', () => {
    const seed = 'demo';
    const plain = takeReading(create(environment, { seed }), at(0));
    for (const options of [{ drawnSeed: seed }, { seed, drawnSeed: 'other' }])
      expect(takeReading(create(environment, options), at(0))).toEqual(plain);
  });

  it('do not take a specification from what every object has', () => {
    const model = modelOf({ constructor: numberType('int', { min: '3', max: '3' }) });
    expect(create(model).get('constructor')?.(at(0))).toBe(3);
  });
});

describe('uniform', () => {
  it('keeps to its bounds', () => {
    const values = valuesOf({ generator: 'uniform', min: 4, max: 5 }, hourly(100)) as number[];
    expect(Math.min(...values)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...values)).toBeLessThanOrEqual(5);
    expect(new Set(values).size).toBeGreaterThan(20);
  });
});

describe('constant', () => {
  it.each([5, 'text', [1, 2], { x: 1 }] as Value[])('gives %j each time', (value) => {
    expect(valuesOf({ generator: 'constant', value }, hourly(3))).toEqual([value, value, value]);
  });
});

describe('sine', () => {
  it('starts a period, counted from 1970, at its mean and rises to a crest after a quarter', () => {
    const values = valuesOf(
      sine,
      [0, 6, 12, 18, 24].map((hour) => at(MIDNIGHT + hour * HOUR)),
    );
    for (const [index, expected] of [10, 14, 10, 6, 10].entries())
      expect(values[index]).toBeCloseTo(expected, 9);
  });

  it('has its crest where peakAt says', () => {
    const peakAt = 13.5 * HOUR;
    const [crest, trough] = valuesOf({ ...sine, peakAt }, [
      at(MIDNIGHT + peakAt),
      at(MIDNIGHT + peakAt - DAY / 2),
    ]);
    expect(crest).toBeCloseTo(14, 9);
    expect(trough).toBeCloseTo(6, 9);
  });

  it('keeps its shape after fifty years of a short period', () => {
    const short: GeneratorSpec = { generator: 'sine', mean: 0, amplitude: 1, period: 4 };
    const now = 20_000 * DAY;
    expect(
      valuesOf(short, [at(now), at(now + 1), at(now + 3)]).map(
        (value) => Math.round(1e9 * Number(value)) + 0,
      ),
    ).toEqual([0, 1e9, -1e9]);
  });
});

describe('walk', () => {
  it('has about the mean and the deviation that were asked for', () => {
    const values = valuesOf({ ...walk, memory: MINUTE }, hourly(4000)) as number[];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(20, 0);
    expect(Math.sqrt(variance)).toBeGreaterThan(1.8);
    expect(Math.sqrt(variance)).toBeLessThan(2.2);
  });

  it('remembers: a second later it is nearly the same', () => {
    const [now, soon] = valuesOf(walk, [at(MIDNIGHT), at(MIDNIGHT + 1000)]) as number[];
    expect(Math.abs(now! - soon!)).toBeLessThan(0.5);
  });

  it('without deviation is its mean', () => {
    expect(new Set(valuesOf({ ...walk, deviation: 0 }, hourly(5)))).toEqual(new Set([20]));
  });
});

describe('walk and sine', () => {
  const digits = (value: Value) => String(value).split('.')[1]?.length ?? 0;

  it.each([
    [{ ...walk, deviation: 2 }, 3],
    [{ ...walk, deviation: 0.0005 }, 7],
    [{ ...walk, deviation: 5000 }, 0],
    [{ ...sine, amplitude: 10 }, 2],
  ] as [GeneratorSpec, number][])('have no more digits than a sensor might: %j has %d', (spec, places) => {
    const values = valuesOf(spec, hourly(50));
    expect(Math.max(...values.map(digits))).toBe(places);
  });

  it('stay numbers where means are huge and deviations tiny', () => {
    const spec: GeneratorSpec = { ...walk, mean: 1e300, deviation: 1e-300 };
    expect(new Set(valuesOf(spec, hourly(3)))).toEqual(new Set([1e300]));
  });
});

describe('sequence', () => {
  const values = ['a', 'b', 'c'];

  it('takes the next value at each reading, and begins again at its end', () => {
    const given = valuesOf({ generator: 'sequence', values }, hourly(7));
    expect(given.join('')).toBe('abcabca');
  });

  it('with every follows the time since 1970, whatever the readings', () => {
    const spec: GeneratorSpec = { generator: 'sequence', values, every: 10 * MINUTE };
    const minutes = [0, 9, 10, 29, 30, 45, 59];
    const given = valuesOf(
      spec,
      minutes.map((minute) => at(minute * MINUTE, 99)),
    );
    expect(given.join('')).toBe('aabcabc');
  });
});

describe('weighted', () => {
  const drawn = (identifier: string, weights: Record<string, number>, options: Partial<Options> = {}) => {
    const specs: ReadingSpecs = { [identifier]: { generator: 'weighted', weights } };
    const generate = create(allTypes, { specs, ...options }).get(identifier)!;
    return Array.from({ length: 10_000 }, (_, index) => generate(at(MIDNIGHT, index))!);
  };

  it('draws each value as often as its weight says', () => {
    const values = drawn('Power', { 0: 9, 1: 1 });
    const share = values.filter((value) => value === 1).length / values.length;
    expect(share).toBeGreaterThan(0.085);
    expect(share).toBeLessThan(0.115);
  });

  it.each([
    ['Mode', { '-1': 1, 10: 1 }, [-1, 10]],
    ['Label', { open: 1, '': 2 }, ['open', '']],
    ['Counter', { '5': 1, '-3.0': 1 }, [5, -3]],
    ['LastService', { '1700000000000': 1 }, ['1700000000000']],
    ['Mode', { 0: 1, 1: 0 }, [0]],
    ['Mode', { 0: 1e-300, 1: 1e300 }, [1]],
  ] as [string, Record<string, number>, Value[]][])(
    '%s %j gives %j and nothing else',
    (identifier, weights, values) => {
      expect(new Set(drawn(identifier, weights))).toEqual(new Set(values));
    },
  );

  it('draws the same for the same seed, and something else for another', () => {
    const weights = { open: 1, closed: 1 };
    expect(drawn('Label', weights, { seed: 'a' })).toEqual(drawn('Label', weights, { seed: 'a' }));
    expect(drawn('Label', weights, { seed: 'a' })).not.toEqual(drawn('Label', weights, { seed: 'b' }));
  });
});

describe('a series over time', () => {
  const specs: ReadingSpecs = { temperature: walk, humidity: sine };
  const series = (moments: readonly Moment[], options: Partial<Options> = {}) => {
    const generators = create(environment, { specs, ...options });
    return moments.map((moment) => [...takeReading(generators, moment).values()]);
  };

  it('has the same values whenever the run began and in whatever order it is asked', () => {
    const moment = fc.record({ timeMs: fc.integer({ min: 0, max: 4e12 }), index: fc.nat() });
    fc.assert(
      fc.property(fc.array(moment, { minLength: 1, maxLength: 20 }), (moments) => {
        const inOrder = series(moments);
        const alone = moments.map(({ timeMs }) => series([at(timeMs)])[0]);
        const backwards = series([...moments].reverse()).reverse();
        expect(alone).toEqual(inOrder);
        expect(backwards).toEqual(inOrder);
      }),
      { numRuns: 100 },
    );
  });

  it('goes on as it was in the next run, which draws other values', () => {
    expect(series(hourly(5), { drawnSeed: 'run-2' })).toEqual(series(hourly(5)));
  });

  it.each([{ seed: 'other' }, { device: 'sensor-2' }])('is another one with %j', (options) => {
    const one = series(hourly(5)).map(([temperature]) => temperature);
    const other = series(hourly(5), options).map(([temperature]) => temperature);
    expect(one).not.toEqual(other);
  });

  it('is another one for another property of the same device', () => {
    const [first] = series(hourly(1), { specs: { temperature: walk, humidity: walk } });
    expect(first?.[0]).not.toBe(first?.[1]);
  });

  it('does not change what other properties draw', () => {
    const plain = create(environment, { seed: 'demo' });
    const mixed = create(environment, { seed: 'demo', specs: { temperature: walk } });
    for (const moment of hourly(5))
      expect(mixed.get('humidity')?.(moment)).toBe(plain.get('humidity')?.(moment));
  });

  it('does not change with the other properties of the model', () => {
    const both = modelOf({ level: numberType('double'), other: numberType('double') });
    const generate = create(both, { specs: { level: walk } }).get('level')!;
    expect(hourly(5).map(generate)).toEqual(valuesOf(walk, hourly(5)));
  });
});

describe('what depends on a seed', () => {
  const uses = (plan: GeneratorPlan) => [...seedUses(environment, plan)];

  it.each([
    [{}, ['draws']],
    [{ temperature: walk }, ['series', 'draws']],
    [{ temperature: walk, humidity: walk }, ['series']],
    [{ temperature: sine, humidity: { generator: 'constant', value: 50 } }, []],
    [{ temperature: sine, humidity: { generator: 'weighted', weights: { 50: 1 } } }, ['draws']],
    [{ temperature: { generator: 'sequence', values: [1] }, humidity: sine }, []],
  ] as [ReadingSpecs, string[]][])('%j: %j', (specs, expected) => {
    expect(uses({ specs })).toEqual(expected);
  });
});
