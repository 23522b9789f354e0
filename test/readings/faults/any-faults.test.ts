import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFaults } from '../../../src/readings/faults/create-faults.ts';
import { SENSOR_FAULT_TYPES, type SensorFault } from '../../../src/readings/faults/sensor-fault.ts';
import type { Sample } from '../../../src/readings/sample.ts';
import { checkValue } from '../../../src/tsl/check-value.ts';
import { fitValue } from '../../../src/tsl/fit.ts';
import { START_MS } from '../../helpers/fake-clock.ts';
import { modelOf, numberType } from '../../helpers/model.ts';

const model = modelOf({
  level: numberType('int', { min: '-10', max: '50', step: '1' }),
  share: numberType('double', { min: '0', max: '1' }),
  note: { type: 'text', length: 4 },
  choice: {
    type: 'enum',
    labels: new Map([
      [1, 'one'],
      [2, 'two'],
    ]),
  },
});

const ms = fc.nat({ max: 600_000 });
const forMs = fc.record({ forMs: ms }, { requiredKeys: [] });
const when: fc.Arbitrary<SensorFault['when']> = fc.oneof(
  fc.constant({ type: 'always' as const }),
  fc
    .tuple(fc.double({ min: 0.01, max: 1, noNaN: true }), forMs)
    .map(([probability, rest]) => ({ type: 'chance' as const, probability, ...rest })),
  fc
    .tuple(
      fc.oneof(
        ms.map((afterMs) => ({ afterMs })),
        ms.map((offMs) => ({ atMs: START_MS + offMs - 300_000 })),
      ),
      forMs,
    )
    .map(([start, rest]) => ({ type: 'from' as const, start, ...rest })),
);
const faults: fc.Arbitrary<SensorFault[]> = fc.array(
  fc.record(
    {
      type: fc.constantFrom(...SENSOR_FAULT_TYPES),
      when,
      property: fc.constantFrom(...model.properties.keys()),
      amount: fc.integer({ min: 1, max: 1_000_000 }),
    },
    { requiredKeys: ['type', 'when'] },
  ),
  { maxLength: 8 },
);

/** Each with its number, as a value that the model does not have: no fault touches it. */
const samples: fc.Arbitrary<Sample[]> = fc
  .array(
    fc.tuple(
      fc.integer({ min: -1_000, max: 60_000 }),
      fc.record(
        {
          level: fc.integer({ min: -10, max: 50 }),
          share: fc.double({ min: 0, max: 1, noNaN: true }),
          note: fc.string({ maxLength: 4 }),
          choice: fc.constantFrom(1, 2),
        },
        { requiredKeys: [] },
      ),
    ),
    { maxLength: 40 },
  )
  .map((list) => {
    let timeMs = START_MS;
    return list.map(([stepMs, values], number) => {
      timeMs += stepMs;
      return { timeMs, values: new Map([...Object.entries(values), ['number', number]]) };
    });
  });

const numberOf = ({ values }: Sample): number => Number(values.get('number'));

test('whatever is done to whatever readings, all but those in a gap are sent, and the others in their order', () => {
  fc.assert(
    fc.property(faults, samples, fc.string(), (some, all, seed) => {
      const injector = createFaults({ faults: some, model, seed, device: 'sensor-01', startMs: START_MS });
      const out = [...all.flatMap((sample) => injector.inject(sample)), ...injector.flush()];
      expect(injector.flush()).toEqual([]);

      const first = out.filter(({ repeats }) => repeats === undefined);
      expect(first.map(numberOf).toSorted((a, b) => a - b)).toEqual(all.map((_, number) => number));
      const untouched = first.filter((sample) => sample.faults === undefined);
      expect(untouched).toEqual(all.filter((sample) => untouched.includes(sample)));
      const swaps = first.filter(({ faults: labels = [] }) => labels.some((name) => /late|order/.test(name)));
      const inOrder = first.filter((sample) => !swaps.includes(sample) && sample.isSkipped !== true);
      expect(inOrder.map(numberOf)).toEqual(inOrder.map(numberOf).toSorted((a, b) => a - b));

      for (const [index, sample] of out.entries()) {
        if (sample.isSkipped === true) expect(sample.faults).toEqual(['gap']);
        if (sample.repeats !== undefined) expect(out.slice(0, index)).toContain(sample.repeats);
        for (const [identifier, value] of sample.values) {
          const property = model.properties.get(identifier);
          if (property === undefined) continue;
          const isUnfitted = sample.unfitted?.has(identifier) === true;
          const sent = isUnfitted ? value : fitValue(property, value).value;
          const mismatch = checkValue(property.dataType, sent as number | string);
          expect(mismatch !== undefined).toBe(isUnfitted);
        }
      }
    }),
    { numRuns: 500 },
  );
});
