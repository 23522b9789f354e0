import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, parseJson } from '../../src/json.ts';
import { createRandomPlaces, randomKey } from '../../src/random.ts';
import { createGenerators, type GeneratorOwner } from '../../src/readings/create-generators.ts';
import { takeReading } from '../../src/readings/generator.ts';
import type { ReadingSpecs } from '../../src/readings/specs.ts';
import { uniform } from '../../src/readings/uniform.ts';
import { checkProperties } from '../../src/tsl/check.ts';
import { drawingGrid, gridValue } from '../../src/tsl/grid.ts';
import type { ThingModel } from '../../src/tsl/model.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { type Value, writeValue } from '../../src/tsl/write.ts';
import { arbitraryNumberType } from '../helpers/arbitrary-number.ts';
import { fixture } from '../helpers/fixture.ts';
import { modelOf, numberType, readModel } from '../helpers/model.ts';

const NOW = 1_700_000_000_000;
const allTypes = readModel(fixture('tsl/all-types.json'));
const environment: ThingModel = PRESETS.environment;

type Options = Partial<GeneratorOwner> & { narrowings?: ReadingSpecs };

/** The values of the first `count` readings, by property. */
function draw(
  model: ThingModel,
  count: number,
  { narrowings, ...owner }: Options = {},
): Record<string, Value[]> {
  const generators = createGenerators(model, {
    seed: '42',
    device: 'sensor-1',
    specs: narrowings,
    ...owner,
  });
  const drawn = new Map<string, Value[]>([...generators.keys()].map((identifier) => [identifier, []]));
  for (let index = 0; index < count; index++) {
    for (const [identifier, value] of takeReading(generators, { timeMs: NOW + index, index })) {
      drawn.get(identifier)?.push(value);
    }
  }
  return Object.fromEntries(drawn);
}

/** What the platform says in strong mode to each value as it is written; empty when it keeps them all. */
function refusals(model: ThingModel, drawn: Record<string, Value[]>): string[] {
  return Object.entries(drawn).flatMap(([identifier, values]) =>
    values.flatMap((value) => {
      const written = writeValue(model.properties.get(identifier)!.dataType, value);
      const reported = new Map<string, { value: Json; time: undefined }>([
        [identifier, { value: parseJson(written), time: undefined }],
      ]);
      const verdict = checkProperties(model, reported, { mode: 'strong', nowMs: NOW }).get(identifier)!;
      return verdict.outcome === 'kept' ? [] : [`${written}: ${verdict.refusal.message}`];
    }),
  );
}

describe('drawn values pass the platform’s strong check', () => {
  it('for any number type', () => {
    fc.assert(
      fc.property(arbitraryNumberType, fc.string(), (type, seed) => {
        const model = modelOf({ a: type });
        expect(refusals(model, draw(model, 20, { seed }))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('for a model of every type, under many seeds', () => {
    for (let seed = 0; seed < 100; seed++) {
      const drawn = draw(allTypes, 10, { seed: String(seed) });
      expect(Object.keys(drawn)).toEqual([...allTypes.properties.keys()]);
      expect(refusals(allTypes, drawn)).toEqual([]);
    }
  });

  it.each([
    ['one bound beyond 32 bits', { min: '5000000000' }],
    ['the other bound beyond 32 bits', { max: '-5000000000' }],
    ['the widest range', { min: '-1.7976931348623157E308', max: '1.7976931348623157E308', step: '1' }],
    [
      'steps finer than a number can tell apart',
      { min: '0', max: '0.0000001', step: '0.00000000000000000001' },
    ],
  ])('for a double with %s', (_, specs) => {
    const model = modelOf({ a: numberType('double', specs) });
    expect(refusals(model, draw(model, 20))).toEqual([]);
  });

  it('for a text and an array of the smallest size', () => {
    const model = modelOf({
      text: { type: 'text', length: 1 },
      list: { type: 'array', size: 1, item: { type: 'text', length: 1 } },
    });
    const drawn = draw(model, 50);
    expect(refusals(model, drawn)).toEqual([]);
    expect(drawn['text']?.every((text) => text !== '')).toBe(true);
  });
});

describe('numbers are drawn evenly over range and step', () => {
  it.each([
    ['environment', 'temperature', -10, 50],
    ['environment', 'humidity', 1, 100],
    ['environment-float', 'temperature', -50, 100],
    ['environment-float', 'humidity', 0, 100],
  ] as const)('%s reaches both ends of %s: %d and %d', (preset, identifier, min, max) => {
    const values = draw(PRESETS[preset], 20_000)[identifier] as number[];
    expect([Math.min(...values), Math.max(...values)]).toEqual([min, max]);
  });

  it('gives each of the 61 temperatures about as often as any other', () => {
    const counts = new Map<Value, number>();
    for (const value of draw(environment, 6100)['temperature']!)
      counts.set(value, (counts.get(value) ?? 0) + 1);
    expect(counts.size).toBe(61);
    // 100 are expected of each, with a standard deviation of 10.
    expect(Math.min(...counts.values())).toBeGreaterThan(55);
    expect(Math.max(...counts.values())).toBeLessThan(145);
  });

  it('gives each of the 1,501 tenths of the float preset', () => {
    const values = draw(PRESETS['environment-float'], 20_000)['temperature'];
    expect(new Set(values).size).toBe(1501);
  });

  it('gives one value where the range has one', () => {
    const model = modelOf({ a: numberType('int', { min: '7', max: '7' }) });
    expect(new Set(draw(model, 20)['a'])).toEqual(new Set([7]));
  });

  it('gives every label of bool and enum', () => {
    const { Power, Mode } = draw(allTypes, 200);
    expect(new Set(Power)).toEqual(new Set([0, 1]));
    expect(new Set(Mode)).toEqual(new Set([-1, 0, 1, 10]));
  });

  it('gives the moment for a date', () => {
    expect(draw(allTypes, 2)['LastService']).toEqual([String(NOW), String(NOW + 1)]);
  });
});

describe('a number that is drawn', () => {
  it('is the one that exact counting gives, though most are counted faster', () => {
    fc.assert(
      fc.property(arbitraryNumberType, fc.string(), (type, seed) => {
        const grid = drawingGrid(type);
        const places = createRandomPlaces();
        const key = randomKey(seed, 'sensor-1');
        const exact = Array.from({ length: 20 }, (_, reading) => {
          const drawn = places(key, randomKey('a'), reading)();
          const index = (BigInt(drawn * 2 ** 53) * (grid.last + 1n)) >> 53n;
          return gridValue(grid, index);
        });
        expect(draw(modelOf({ a: type }), 20, { seed })['a']).toEqual(exact);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['nearly 1 of a few', 1 - 2 ** -53, '6', 6],
    ['nearly 1 of very many', 1 - 2 ** -53, '9007199254740980', 9007199254740980],
    ['a draw whose product is rounded up to a whole number', 885954025056491 / 2 ** 53, '60', 5],
    ['the least', 0, '6', 0],
  ])('is never above the one it should be: %s', (_, drawn, max, value) => {
    const generate = uniform(numberType('double', { min: '0', max, step: '1' }), () => () => drawn);
    expect(generate({ timeMs: 0, index: 0 })).toBe(value);
  });
});

describe('the same seed and device', () => {
  it('give the same values again', () => {
    expect(draw(allTypes, 20)).toEqual(draw(allTypes, 20));
  });

  it.each([
    ['another seed', { seed: '43' }],
    ['another device', { device: 'sensor-2' }],
  ])('give other values than %s', (_, options) => {
    const [one, other] = [draw(environment, 20), draw(environment, 20, options)];
    expect(one['temperature']).not.toEqual(other['temperature']);
    expect(one['humidity']).not.toEqual(other['humidity']);
  });

  it('give a property the same values whatever else the model has', () => {
    const { temperature, humidity } = Object.fromEntries(
      [...environment.properties].map(([identifier, { dataType }]) => [identifier, dataType]),
    ) as Record<'temperature' | 'humidity', ReturnType<typeof numberType>>;
    const both = draw(modelOf({ temperature, humidity }), 20);
    expect(draw(modelOf({ humidity }), 20)['humidity']).toEqual(both['humidity']);
  });

  it('give each property values of its own', () => {
    const type = numberType('int', { min: '0', max: '1000000' });
    const { a, b } = draw(modelOf({ a: type, b: type }), 20);
    expect(a).not.toEqual(b);
  });
});

describe('narrower bounds', () => {
  it('hold for every value, both ends included', () => {
    const drawn = draw(environment, 500, { narrowings: { temperature: { min: 20, max: 22 } } });
    expect(new Set(drawn['temperature'])).toEqual(new Set([20, 21, 22]));
  });

  it('may be given on one side', () => {
    const drawn = draw(environment, 500, {
      narrowings: { temperature: { min: 48 }, humidity: { max: 3 } },
    });
    expect(new Set(drawn['temperature'])).toEqual(new Set([48, 49, 50]));
    expect(new Set(drawn['humidity'])).toEqual(new Set([1, 2, 3]));
  });

  it('leave the values of other properties as they were', () => {
    const drawn = draw(environment, 20, { narrowings: { temperature: { min: 20, max: 22 } } });
    expect(drawn['humidity']).toEqual(draw(environment, 20)['humidity']);
  });

  it('are not taken from what every object has', () => {
    const model = modelOf({ constructor: numberType('int', { min: '0', max: '1' }) });
    expect(new Set(draw(model, 50)['constructor'])).toEqual(new Set([0, 1]));
  });
});
