import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GENERATOR_NAMES, GENERATORS, readingSpecs } from '../../src/config/readings-keys.ts';
import { parseConfig } from '../../src/config/schema.ts';
import { type Json, parseJson } from '../../src/json.ts';
import { checkReadings } from '../../src/readings/check-readings.ts';
import { createGenerators } from '../../src/readings/create-generators.ts';
import { checkProperties } from '../../src/tsl/check.ts';
import { fitValue } from '../../src/tsl/fit.ts';
import { writeValue } from '../../src/tsl/write.ts';
import { fixture } from '../helpers/fixture.ts';
import { readModel } from '../helpers/model.ts';

const allTypes = readModel(fixture('tsl/all-types.json'));
const NOW = 1_700_000_000_000;

describe('readings as a file writes them', () => {
  test('have their durations in milliseconds, and all else as it was', () => {
    expect(
      readingSpecs({
        a: { min: 1 },
        b: { generator: 'walk', mean: 1, deviation: 2, memory: '1h30m' },
        c: { generator: 'sine', mean: 1, amplitude: 2, period: '24h', peakAt: '500ms' },
        d: { generator: 'sequence', values: ['5m'], every: '5m' },
        e: { generator: 'constant', value: '5m' },
      }),
    ).toEqual({
      a: { min: 1 },
      b: { generator: 'walk', mean: 1, deviation: 2, memory: 5_400_000 },
      c: { generator: 'sine', mean: 1, amplitude: 2, period: 86_400_000, peakAt: 500 },
      d: { generator: 'sequence', values: ['5m'], every: 300_000 },
      e: { generator: 'constant', value: '5m' },
    });
  });
});

/** Values that are likely to be right for something, and some that never are. */
const anyValue = fc.oneof(
  fc.constantFrom(0, 1, -1, 10, 21.5, 3e9, 1e308, '', 'open', '5', '1h', '10m', '0s', null, true, [], {}),
  fc.array(fc.constantFrom(0, 1, 7.5, 'a', 'open', '1700000000000'), { maxLength: 3 }),
  fc.dictionary(fc.constantFrom('0', '1', '-1', '10', 'open', 'x', '1e400'), fc.constantFrom(0, 1, 0.5, -1)),
  fc.jsonValue({ maxDepth: 2 }).map((value) => value as unknown),
);

const keysOf = (name: string): string[] => Object.keys(GENERATORS[name as 'uniform']?.keys ?? {});

/** Specifications in which most keys belong to their generator. */
const anySpec = fc
  .constantFrom(...GENERATOR_NAMES, undefined, 'sinus')
  .chain((generator) =>
    fc
      .record(
        Object.fromEntries(
          [...keysOf(generator ?? 'uniform'), 'other'].map((key) => [key, likely(key)] as const),
        ),
        { requiredKeys: keysOf(generator ?? 'uniform') },
      )
      .map((keys) => (generator === undefined ? keys : { generator, ...keys })),
  );

/** Most often a value that the key may have. */
function likely(key: string): fc.Arbitrary<unknown> {
  const right: Record<string, fc.Arbitrary<unknown>> = {
    memory: fc.constantFrom('1h', '1ms', '5s'),
    period: fc.constantFrom('24h', '1ms', '5s'),
    peakAt: fc.constantFrom('1ms', '5s'),
    every: fc.constantFrom('10m', '1ms'),
    weights: fc.dictionary(fc.constantFrom('0', '1', '-1', 'open'), fc.constantFrom(0, 1, 1e300)),
    values: fc.array(fc.constantFrom(0, 1, 'open', '1700000000000', 1e308, [], {}), { maxLength: 3 }),
  };
  const number = fc.oneof(fc.integer({ min: -200, max: 200 }), fc.constantFrom(0.1, 1e300, -1e300));
  return fc.oneof({ weight: 9, arbitrary: right[key] ?? number }, { weight: 2, arbitrary: anyValue });
}

test('any specification has issues, or gives values that the platform keeps', () => {
  let working = 0;
  const identifiers = fc.constantFrom(...allTypes.properties.keys(), 'nowhere');
  fc.assert(
    fc.property(fc.dictionary(identifiers, fc.oneof(anySpec, anyValue), { maxKeys: 2 }), (readings) => {
      const { config, issues } = parseConfig({ readings });
      if (issues.length > 0) return;
      const specs = readingSpecs(config.readings ?? {});
      if (checkReadings(allTypes, specs).length > 0) return;
      working++;
      const generators = createGenerators(allTypes, { specs, seed: 'a', drawnSeed: 'b', device: 'c' });
      for (let index = 0; index < 5; index++) {
        for (const identifier of Object.keys(specs)) {
          const property = allTypes.properties.get(identifier)!;
          const value = generators.get(identifier)!({ timeMs: NOW + index * 1e7, index });
          const written = writeValue(property.dataType, fitValue(property, value!).value);
          const reported = new Map<string, { value: Json; time: undefined }>([
            [identifier, { value: parseJson(written), time: undefined }],
          ]);
          const verdicts = checkProperties(allTypes, reported, { mode: 'strong', nowMs: NOW });
          expect(verdicts.get(identifier)?.outcome, written).toBe('kept');
        }
      }
    }),
    { numRuns: 1_500 },
  );
  expect(working).toBeGreaterThan(150);
});
