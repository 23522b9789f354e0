import { describe, expect, it } from 'vitest';
import { checkClimate } from '../../src/readings/climate/parameters.ts';
import { simulateClimate } from '../../src/readings/climate/simulate.ts';
import { fitClimate, fitStatistics } from '../../src/readings/fit-climate.ts';
import { relativeHumidity } from '../../src/readings/magnus.ts';
import { createNoise } from '../../src/readings/noise.ts';
import { PROFILES } from '../../src/readings/profiles.ts';
import { type ClimateRow, seriesStatistics } from '../../src/readings/statistics.ts';
import { compareStatistics } from '../../src/readings/statistics-table.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-01-01T00:00:00Z');

/** Days by the sea in the tropics, made by other means than the generator: no season, skewed steps, damp nights. */
function tropics(days: number): ClimateRow[] {
  const noise = createNoise(['tropics']);
  let [cloud, damp] = [0, 0];
  return Array.from({ length: 24 * days }, (_, index) => {
    cloud = 0.9 * cloud + 0.4 * (noise(0, index) ** 2 - 1);
    damp = 0.97 * damp + 0.25 * noise(1, index);
    const temperature = 27 + 3 * Math.cos((Math.PI * (index - 7)) / 12) - cloud;
    const humidity = Math.min(100, relativeHumidity(temperature, Math.min(temperature, 23.5 + damp)));
    return {
      timeMs: START + index * HOUR,
      temperature: Math.round(temperature * 10) / 10,
      humidity: Math.round(humidity),
    };
  });
}

describe('the fit to a series', () => {
  const rows = tropics(40);
  const base = PROFILES.outdoor;
  const fitted = fitClimate(rows, base);

  it('gives a climate whose statistics are those of the series, whatever the seed', () => {
    const statistics = seriesStatistics(rows);
    const times = rows.map(({ timeMs }) => timeMs);
    for (const seed of ['1', '2', '3']) {
      const simulated = seriesStatistics(simulateClimate({ parameters: fitted, seed, times }));
      const out = compareStatistics(statistics, simulated).filter(({ isWithin }) => !isWithin);
      expect(out.map(({ name, real, simulated }) => `${name}: ${real}, ${simulated}`)).toEqual([]);
    }
  });

  it('gives parameters in their ranges, and no season where the series is short', () => {
    expect(checkClimate(fitted)).toEqual([]);
    expect(fitted.temperatureSeason).toBe(0);
  });

  it('sees the resolution', () => {
    expect(fitted).toMatchObject({ temperatureResolution: 0.1, humidityResolution: 1 });
  });
});

it('the fit gives the same climate for the same statistics', () => {
  const times = Array.from({ length: 72 }, (_, index) => START + index * HOUR);
  const statistics = seriesStatistics(tropics(5));
  const climate = () => fitStatistics({ statistics, times, base: PROFILES.outdoor });
  expect(climate()).toEqual(climate());
});
