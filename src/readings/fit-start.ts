import { hoursAfter } from './climate/cycles.ts';
import { CLIMATE_RANGES, type ClimateParameters } from './climate/parameters.ts';
import { analyse } from './fit-parts.ts';
import { dewPointOf } from './magnus.ts';
import {
  type ClimateRow,
  correlation,
  mean,
  type SeriesStatistics,
  seriesStatistics,
  usualStep,
} from './statistics.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Below so many days a series tells little of what is by chance: days are held alike, memories short. */
const SHORT_DAYS = 30;

/** The fewer days a series has, the steadier its spells: below so many days they keep their beat over more than one. */
const STEADY_DAYS = 365;

/** A short series holds many times the memory of its fast changes: else its statistics are a matter of luck. */
const MEMORIES = 1000;

/** A climate with the seasons, days, deviations and correlations of a series, for the search to start from. */
export function startFromRows(rows: readonly ClimateRow[], base: ClimateParameters): ClimateParameters {
  const times = rows.map(({ timeMs }) => timeMs);
  const localTimes = times.map((timeMs) => timeMs + base.utcOffset * HOUR_MS);
  const statistics = seriesStatistics(rows, base.utcOffset);
  const temperature = analyse(
    localTimes,
    rows.map((row) => row.temperature),
  );
  const dewPoint = analyse(
    localTimes,
    rows.map((row) => dewPointOf(row.temperature, row.humidity)),
  );
  const fast = fastParts({
    times,
    temperature: { step: statistics.temperatureStep, deviation: temperature.fast.deviation },
    dewPoint: { step: dewPoint.step, deviation: dewPoint.fast.deviation },
  });
  return inRange({
    ...startFromStatistics({ statistics, times, base }),
    ...fast,
    temperatureMean: temperature.mean,
    temperatureSeason: temperature.season.amplitude,
    warmestDay: temperature.season.peakDay,
    temperatureDaily: temperature.day.span / 2,
    temperatureSlow: temperature.slow.deviation,
    dewPointMean: dewPoint.mean,
    dewPointSeason: dewPoint.season.amplitude,
    dampestDay: dewPoint.season.peakDay,
    dewPointDaily: dewPoint.day.amplitude,
    dampestHour: dewPoint.day.peakHour,
    dewPointSlow: dewPoint.slow.deviation,
    slowCorrelation: correlation(temperature.slow.values, dewPoint.slow.values) || 0,
    fastCorrelation: correlation(temperature.fast.values, dewPoint.fast.values) || 0,
    temperatureResolution: resolutionOf(rows.map((row) => row.temperature)),
    humidityResolution: resolutionOf(rows.map((row) => row.humidity)),
  });
}

/** The base, with what no search could find: from the hours, the length and the steps of a series. */
export function startFromStatistics(options: {
  readonly times: readonly number[];
  readonly statistics: SeriesStatistics;
  readonly base: ClimateParameters;
}): ClimateParameters {
  const { times, statistics, base } = options;
  const days = daysOf(times);
  // The rows of an hour are on average so far inside it.
  const inside = mean(times.map((time) => (time % HOUR_MS) / HOUR_MS));
  return {
    ...base,
    coldestHour: hoursAfter(statistics.coldestHour + inside, 0),
    warmestHour: hoursAfter(statistics.warmestHour + inside, 0),
    // Whole spells, and in a short series steady ones: else its mean would be a matter of luck.
    slowPeriod: Math.max(1, days / Math.max(1, Math.round(days / base.slowPeriod))),
    slowSteadiness: Math.min(
      CLIMATE_RANGES.slowSteadiness.max,
      Math.max(base.slowSteadiness, (STEADY_DAYS / days) ** 2),
    ),
    ...(days < SHORT_DAYS && { dailyVariation: Math.min(base.dailyVariation, 0.05) }),
    siteSpread: Math.min(base.siteSpread, statistics.temperatureDeviation / 20),
    temperatureNoise: Math.min(base.temperatureNoise, statistics.temperatureStep / 4),
    humidityNoise: Math.min(base.humidityNoise, statistics.humidityStep / 4),
    // The series is one sensor's: how far that was off is part of its means.
    temperatureAccuracy: 0,
    humidityAccuracy: 0,
  };
}

interface Steps {
  readonly step: number;
  readonly deviation: number;
}

/** Deviation and memory of the fast changes, so that a mean-reverting part of these has steps of that size. */
function fastParts(options: {
  readonly times: readonly number[];
  readonly temperature: Steps;
  readonly dewPoint: Steps;
}): Partial<ClimateParameters> {
  const { times, temperature, dewPoint } = options;
  const stepMs = usualStep(times);
  const days = daysOf(times);
  const longest = days < SHORT_DAYS ? Math.max(3 * stepMs, (days * DAY_MS) / MEMORIES) : DAY_MS;
  const part = ({ step, deviation }: Steps): { memoryMs: number; deviation: number } => {
    // The steps of a mean-reverting part: step² = 2 deviation² (1 - exp(-stepMs / memoryMs)).
    const fade = 1 - Math.min(0.9, step ** 2 / (2 * deviation ** 2));
    const memoryMs = Math.min(longest, -stepMs / Math.log(fade));
    return { memoryMs, deviation: step / Math.sqrt(2 * (1 - Math.exp(-stepMs / memoryMs))) };
  };
  const warmth = part(temperature);
  const damp = part(dewPoint);
  return {
    temperatureFast: warmth.deviation,
    temperatureMemory: warmth.memoryMs / HOUR_MS,
    dewPointFast: damp.deviation,
    dewPointMemory: damp.memoryMs / HOUR_MS,
  };
}

function daysOf(times: readonly number[]): number {
  return ((times.at(-1) ?? 0) - (times[0] ?? 0)) / DAY_MS;
}

/** The coarsest usual resolution that all values are multiples of. */
function resolutionOf(values: readonly number[]): number {
  const isMultiple = (step: number): boolean =>
    values.every((value) => Math.abs(value / step - Math.round(value / step)) < 1e-6);
  return [1, 0.5, 0.1, 0.05, 0.01].find(isMultiple) ?? 0.001;
}

function inRange(parameters: ClimateParameters): ClimateParameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => {
      const { min, max } = CLIMATE_RANGES[name as keyof ClimateParameters];
      return [name, Number.isNaN(value) ? min : Math.min(max, Math.max(min, value))];
    }),
  ) as ClimateParameters;
}
