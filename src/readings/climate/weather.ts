import { createRandom } from '../../random.ts';
import { createMeanReverting, type Series } from '../mean-reverting.ts';
import { createDailyShape, createYear } from './cycles.ts';
import type { ClimateParameters } from './parameters.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The state of the air at a place, both in °C. The dew point may be above the temperature: `sensor.ts` minds that. */
export interface Air {
  readonly temperature: number;
  readonly dewPoint: number;
}

/** What the devices of a site share. */
export interface Weather {
  readonly parameters: ClimateParameters;
  /** The air at an instant, good until it is asked for another. */
  readonly at: (timeMs: number) => Air;
}

/** Standard deviation in radians of how far spells come early or late: enough for no beat to be left after a few. */
const UNPUNCTUAL = 2;

/**
 * The weather of a site, a function of seed, site and time: season, day, spells of some days, and a mean-reverting part
 * of hours and minutes, for the temperature and for the dew point.
 * The spells are a wave of steady height and unsteady pace, so that a few weeks of one seed are like those of another;
 * with a mean-reverting part of days their means would be far apart.
 */
export function createWeather(options: {
  readonly parameters: ClimateParameters;
  readonly seed: string;
  readonly site: string;
}): Weather {
  const { parameters: p, seed, site } = options;
  const key = (name: string): string[] => [seed, 'site', site, name];
  const delayMs = p.responseTime * 1000 - p.utcOffset * HOUR_MS;
  const periodMs = p.slowPeriod * DAY_MS;

  const temperatureSeason = createYear(p.temperatureSeason, p.warmestDay);
  const dewPointSeason = createYear(p.dewPointSeason, p.dampestDay);
  const temperatureDay = createDailyShape(p.coldestHour, p.warmestHour);
  const dewPointDay = createDailyShape((p.dampestHour + 12) % 24, p.dampestHour);
  const size = createMeanReverting({ key: key('size'), memoryMs: DAY_MS, grainMs: DAY_MS / 4 });
  const lateness = createMeanReverting({
    key: key('spell'),
    memoryMs: p.slowSteadiness * periodMs,
    grainMs: periodMs / 2,
  });
  const start = createRandom(...key('start'))();
  const slowRest = Math.sqrt(1 - p.slowCorrelation ** 2);
  const temperatureFast = fast('temperature', p.temperatureMemory);
  const dewPointFast = fast('dewPoint', p.dewPointMemory);
  const fastRest = Math.sqrt(1 - p.fastCorrelation ** 2);
  const temperatureBursts = bursts('temperature bursts', p.temperatureBursts);
  const dewPointBursts = bursts('dewPoint bursts', p.dewPointBursts);

  const air = { temperature: 0, dewPoint: 0 };
  let last = Number.NaN;
  return {
    parameters: p,
    at: (timeMs) => {
      if (timeMs !== last) look(timeMs);
      return air;
    },
  };

  function look(timeMs: number): void {
    last = timeMs;
    const time = timeMs - delayMs;
    const day = Math.max(0, 1 + p.dailyVariation * size(time));
    const phase = 2 * Math.PI * (time / periodMs + start) + UNPUNCTUAL * lateness(time);
    const slow = Math.SQRT2 * Math.cos(phase);
    const across = Math.SQRT2 * Math.sin(phase);
    const quick = temperatureFast(time);
    air.temperature =
      p.temperatureMean +
      temperatureSeason(time) +
      p.temperatureDaily * day * temperatureDay(time) +
      p.temperatureSlow * slow +
      p.temperatureFast * temperatureBursts(time) * quick;
    air.dewPoint =
      p.dewPointMean +
      dewPointSeason(time) +
      p.dewPointDaily * day * dewPointDay(time) +
      p.dewPointSlow * (p.slowCorrelation * slow - slowRest * across) +
      p.dewPointFast * dewPointBursts(time) * (p.fastCorrelation * quick + fastRest * dewPointFast(time));
  }

  function fast(name: string, hours: number): Series {
    const memoryMs = hours * HOUR_MS;
    // A straight line of twice the response time is as smooth as the sensor's lag makes the series.
    return createMeanReverting({
      key: key(name),
      memoryMs,
      grainMs: Math.max(2000 * p.responseTime, memoryMs / 256),
    });
  }

  /** Factors with a mean square of 1. */
  function bursts(name: string, strength: number): Series {
    if (strength === 0) return () => 1;
    const series = createMeanReverting({ key: key(name), memoryMs: 2 * HOUR_MS, grainMs: HOUR_MS / 4 });
    return (time) => Math.exp(strength * series(time) - strength ** 2);
  }
}
