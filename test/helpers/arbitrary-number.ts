import fc from 'fast-check';
import type { NumberType } from '../../src/tsl/model.ts';
import { numberType } from './model.ts';

/** Decimal text of `units` / 10^`places`; exact for up to 15 digits. */
const text = (units: number, places: number) => (units / 10 ** places).toFixed(places);

const bounded = (type: NumberType['type'], mostPlaces: number) =>
  fc
    .record({
      places: fc.nat({ max: mostPlaces }),
      low: fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }),
      step: fc.integer({ min: 1, max: 10_000 }),
      steps: fc.nat({ max: 100_000 }),
      rest: fc.nat({ max: 9999 }),
      has: fc.record({ min: fc.boolean(), max: fc.boolean(), step: fc.boolean() }),
    })
    .map(({ places, low, step, steps, rest, has }) => {
      // The upper end may lie between two steps.
      const high = low + steps * step + (rest % step);
      return numberType(type, {
        min: has.min ? text(low, places) : undefined,
        max: has.max ? text(high, places) : undefined,
        step: has.step ? text(step, places) : undefined,
      });
    });

/** Number types as a console can export them: any bound or the step may be missing. */
export const arbitraryNumberType = fc.oneof(bounded('int', 0), bounded('float', 4), bounded('double', 6));
