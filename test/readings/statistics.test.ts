import { describe, expect, it } from 'vitest';
import { type ClimateRow, quantile, seriesStatistics } from '../../src/readings/statistics.ts';
import { compareStatistics } from '../../src/readings/statistics-table.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-01-01T00:00:00Z');

/** Ten days, hourly: coldest at 5, warmest at 13, humidity the other way round. */
function days(count = 10, offset = 0): ClimateRow[] {
  return Array.from({ length: 24 * count }, (_, index) => {
    const hour = (index + offset) % 24;
    const warmth = hour >= 5 && hour <= 13 ? (hour - 5) / 8 : 1 - ((hour + 24 - 13) % 24) / 16;
    return { timeMs: START + index * HOUR, temperature: 10 + 8 * warmth, humidity: 80 - 40 * warmth };
  });
}

describe('statistics of a series', () => {
  it('know mean, day and steps', () => {
    const found = seriesStatistics(days());
    expect(found).toMatchObject({ coldestHour: 5, warmestHour: 13, dailyRange: 8 });
    expect(found.dailyCorrelation).toBeCloseTo(-1, 10);
    expect(found.temperatureLargeStep).toBeCloseTo(1, 10);
    expect(found.humidityLargeStep).toBeCloseTo(5, 10);
    expect(found.temperatureMean).toBeCloseTo(14, 1);
  });

  it('count hours in local time', () => {
    expect(seriesStatistics(days(), 8)).toMatchObject({ coldestHour: 13, warmestHour: 21 });
    expect(seriesStatistics(days(10, 5), 5)).toMatchObject({ coldestHour: 5, warmestHour: 13 });
  });

  it('do not take what is on both sides of a gap for a step', () => {
    const whole = seriesStatistics(days());
    const holed = seriesStatistics(days().filter((_, index) => index % 24 < 6 || index % 24 > 11));
    expect(holed.temperatureLargeStep).toBeLessThanOrEqual(whole.temperatureLargeStep + 1e-9);
  });

  it('take rows that are a second early or late for neighbours', () => {
    const minutes = Array.from({ length: 1000 }, (_, index) => ({
      timeMs: START + index * 60_000 + (index % 3 === 0 ? 1000 : 0),
      temperature: 20 + (index % 2),
      humidity: 50,
    }));
    expect(seriesStatistics(minutes).temperatureStep).toBeCloseTo(1, 3);
  });

  it('have no correlation with what never changes, and none can be missed', () => {
    const flat = days().map((row) => ({ ...row, humidity: 50.1 }));
    const found = seriesStatistics(flat);
    expect(found.dailyCorrelation).toBeNaN();
    expect(found.humidityAutocorrelation).toBeNaN();
    expect(
      compareStatistics(found, seriesStatistics(days())).find((row) => row.name === 'dailyCorrelation'),
    ).toMatchObject({
      miss: 0,
      isWithin: true,
    });
  });

  it('take a percentile on a straight line between neighbours', () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([10, 0], 0.99)).toBeCloseTo(9.9, 10);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe('the comparison of two series', () => {
  const real = seriesStatistics(days());
  const missOf = (changes: Partial<typeof real>, name: string): number | undefined =>
    compareStatistics(real, { ...real, ...changes }).find((row) => row.name === name)?.miss;

  it('finds a series close to itself', () => {
    expect(compareStatistics(real, real).every(({ miss, isWithin }) => miss === 0 && isWithin)).toBe(true);
  });

  it.each([
    ['temperatureMean', { temperatureMean: real.temperatureMean * 1.1 }, 1],
    ['humidityDeviation', { humidityDeviation: real.humidityDeviation * 0.5 }, -2],
    ['dewPointCorrelation', { dewPointCorrelation: real.dewPointCorrelation - 0.05 }, -0.5],
    ['humidityAutocorrelation', { humidityAutocorrelation: real.humidityAutocorrelation + 0.03 }, 1.5],
    ['humidityStep', { humidityStep: real.humidityStep * 1.6 }, 2],
    ['coldestHour', { coldestHour: 23 }, -3], // from 5 in the morning back to 23
  ])('counts how many bands %s is off', (name, changes, miss) => {
    expect(missOf(changes, name)).toBeCloseTo(miss, 9);
  });
});
