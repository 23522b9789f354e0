import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dewPointOf, relativeHumidity, saturationPressure } from '../../src/readings/magnus.ts';

describe('the Magnus formula', () => {
  // Pressures of saturated vapour over water in hPa, from the steam tables (and -10 °C from the Smithsonian tables).
  it.each([
    [-10, 2.863],
    [0, 6.11],
    [10, 12.28],
    [20, 23.39],
    [30, 42.46],
    [40, 73.84],
    [50, 123.5],
  ])('gives at %d °C a pressure of %d hPa', (temperature, pressure) => {
    expect(saturationPressure(temperature) / pressure).toBeCloseTo(1, 2);
  });

  // Dew points that hygrometer makers' tables give, to a tenth.
  it.each([
    [20, 50, 9.3],
    [25, 60, 16.7],
    [30, 80, 26.2],
    [10, 90, 8.4],
    [0, 100, 0],
  ])('puts the dew point of %d °C and %d %% at %d °C', (temperature, humidity, dewPoint) => {
    expect(Math.abs(dewPointOf(temperature, humidity) - dewPoint)).toBeLessThan(0.1);
  });

  it('turns humidity into dew point and back', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -40, max: 60, noNaN: true }),
        fc.double({ min: 1, max: 100, noNaN: true }),
        (temperature, humidity) => {
          expect(relativeHumidity(temperature, dewPointOf(temperature, humidity))).toBeCloseTo(humidity, 8);
        },
      ),
    );
  });

  it('has a dew point for air that a sensor says is without vapour', () => {
    expect(dewPointOf(20, 0)).toBe(dewPointOf(20, 0.1));
  });
});
