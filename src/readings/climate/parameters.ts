import type { Issue } from '../../issues.ts';

/** Everything the climate generator is made from, complete; {@link CLIMATE_RANGES} says what each number means. */
export type ClimateParameters = Readonly<Record<keyof typeof CLIMATE_RANGES, number>>;

/** What a parameter means and which numbers it may have, both ends included. */
export interface ClimateRange {
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly meaning: string;
}

/** Every parameter of the climate generator: unit, range and meaning. */
export const CLIMATE_RANGES = {
  utcOffset: range(-14, 14, 'h', 'how far local time is ahead of UTC; days and seasons follow local time'),

  temperatureMean: range(-80, 80, '°C', 'mean of the temperature over years'),
  temperatureSeason: range(0, 40, '°C', 'how far the season takes it to either side of the mean'),
  warmestDay: range(1, 366, 'day of the year', 'when the season is at its warmest'),
  temperatureDaily: range(0, 30, '°C', 'how far the hour takes it to either side of the day’s mean'),
  coldestHour: range(0, 24, 'h', 'when the day is at its coldest'),
  warmestHour: range(0, 24, 'h', 'when the day is at its warmest'),
  dailyVariation: range(0, 1, '', 'standard deviation of the day’s size, as a share of it'),
  temperatureSlow: range(0, 20, '°C', 'standard deviation of the change over days'),
  slowPeriod: range(1, 60, 'days', 'about so long from one warm spell to the next'),
  slowSteadiness: range(0.5, 100, '', 'after about so many warm spells their beat is lost'),
  temperatureFast: range(0, 10, '°C', 'standard deviation of the change over hours and minutes'),
  temperatureMemory: range(0.1, 72, 'h', 'after which such a change has faded to 1/e'),
  temperatureBursts: range(0, 1.5, '', 'how much quiet and restless hours differ: 0 not at all, 1 very much'),

  dewPointMean: range(-80, 40, '°C', 'mean of the dew point over years'),
  dewPointSeason: range(0, 40, '°C', 'how far the season takes it to either side of the mean'),
  dampestDay: range(1, 366, 'day of the year', 'when the season’s dew point is at its highest'),
  dewPointDaily: range(0, 30, '°C', 'how far the hour takes it to either side of the day’s mean'),
  dampestHour: range(0, 24, 'h', 'when the day’s dew point is at its highest'),
  dewPointSlow: range(0, 20, '°C', 'standard deviation of the change over days'),
  slowCorrelation: range(-1, 1, '', 'correlation of temperature and dew point in their change over days'),
  dewPointFast: range(0, 10, '°C', 'standard deviation of the change over hours and minutes'),
  dewPointMemory: range(0.1, 72, 'h', 'after which such a change has faded to 1/e'),
  fastCorrelation: range(-1, 1, '', 'correlation of temperature and dew point in these changes'),
  dewPointBursts: range(0, 1.5, '', 'how much quiet and restless hours differ: 0 not at all, 1 very much'),

  siteSpread: range(0, 5, '°C', 'standard deviation of what devices of a site have of their own'),
  responseTime: range(0, 3600, 's', 'after which the sensor shows 63 % of a sudden change'),
  temperatureNoise: range(0, 2, '°C', 'standard deviation of the noise of each reading'),
  humidityNoise: range(0, 10, '%', 'standard deviation of the noise of each reading'),
  temperatureAccuracy: range(0, 5, '°C', 'a device is off by a constant of at most this, to either side'),
  humidityAccuracy: range(0, 20, '%', 'a device is off by a constant of at most this, to either side'),
  temperatureResolution: range(0, 5, '°C', 'readings are multiples of this; 0 for no rounding'),
  humidityResolution: range(0, 10, '%', 'readings are multiples of this; 0 for no rounding'),
} as const satisfies Record<string, ClimateRange>;

/** What is wrong with parameters of a climate: unknown names, no numbers, numbers out of range. */
export function checkClimate(parameters: Readonly<Record<string, unknown>>): Issue[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    if (!isParameter(name)) {
      const known = Object.keys(CLIMATE_RANGES).join(', ');
      return [{ path: name, message: `is no parameter of a climate; there are ${known}` }];
    }
    const { min, max, unit, meaning } = CLIMATE_RANGES[name];
    if (typeof value === 'number' && value >= min && value <= max) return [];
    const bounds = `${min} to ${max}${unit && ` ${unit}`}`;
    return [{ path: name, message: `${JSON.stringify(value)} is no number from ${bounds}: ${meaning}` }];
  });
}

function isParameter(name: string): name is keyof typeof CLIMATE_RANGES {
  return Object.hasOwn(CLIMATE_RANGES, name);
}

function range(min: number, max: number, unit: string, meaning: string): ClimateRange {
  return { min, max, unit, meaning };
}
