import { describe, expect, it } from 'vitest';
import { CLIMATE_RANGES, checkClimate } from '../../../src/readings/climate/parameters.ts';
import { completeClimate, PROFILES } from '../../../src/readings/profiles.ts';

describe('parameters of a climate', () => {
  it.each(Object.entries(PROFILES))('are complete and in range in the profile %s', (_, parameters) => {
    expect(checkClimate(parameters)).toEqual([]);
    expect(Object.keys(parameters).sort()).toEqual(Object.keys(CLIMATE_RANGES).sort());
  });

  it('are those of the profile but for what is given', () => {
    const climate = completeClimate('indoor', { temperatureMean: 19 });
    expect(climate).toEqual({ ...PROFILES.indoor, temperatureMean: 19 });
  });

  it('may be anything within their ranges, ends included', () => {
    for (const [name, { min, max }] of Object.entries(CLIMATE_RANGES)) {
      expect(checkClimate({ [name]: min })).toEqual([]);
      expect(checkClimate({ [name]: max })).toEqual([]);
      expect(checkClimate({ [name]: max + 1 })).toHaveLength(1);
    }
  });

  it('are all named that are wrong, with what would be right', () => {
    const issues = checkClimate({
      slowCorrelation: 2,
      temperatureMean: '20',
      humidityNoise: Number.NaN,
      temprature: 1,
      dewPointMean: 5,
    });
    expect(issues.map(({ path }) => path)).toEqual([
      'slowCorrelation',
      'temperatureMean',
      'humidityNoise',
      'temprature',
    ]);
    expect(issues[0]?.message).toContain('2 is no number from -1 to 1:');
    expect(issues[1]?.message).toContain('"20" is no number from -80 to 80 °C:');
    expect(issues[3]?.message).toContain('temperatureMean');
  });
});
