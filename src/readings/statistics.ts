import { hoursAfter } from './climate/cycles.ts';
import { dewPointOf } from './magnus.ts';

/** A row of a series of temperature (°C) and relative humidity (%). */
export interface ClimateRow {
  readonly timeMs: number;
  readonly temperature: number;
  readonly humidity: number;
}

/** What an analyst would look at first in a series of temperature and humidity. */
export interface SeriesStatistics {
  readonly temperatureMean: number;
  readonly temperatureDeviation: number;
  readonly humidityMean: number;
  readonly humidityDeviation: number;
  /** Median over the days of the highest minus the lowest temperature. */
  readonly dailyRange: number;
  /** The hour of the day with the lowest mean temperature. */
  readonly coldestHour: number;
  /** The hour of the day with the highest mean temperature. */
  readonly warmestHour: number;
  /** Median over the days of the correlation of temperature and humidity within the day. */
  readonly dailyCorrelation: number;
  /** Correlation of temperature and dew point over the whole series. */
  readonly dewPointCorrelation: number;
  /** Correlation of a row with the next one. */
  readonly temperatureAutocorrelation: number;
  readonly humidityAutocorrelation: number;
  readonly dewPointAutocorrelation: number;
  /** Standard deviation of the change from a row to the next one. */
  readonly temperatureStep: number;
  readonly humidityStep: number;
  /** 99th percentile of the size of that change. */
  readonly temperatureLargeStep: number;
  readonly humidityLargeStep: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Numbers of a kind, one for each row. */
type Column = ArrayLike<number>;

/** A day counts with at least this share of its rows. */
const DAY_SHARE = 0.5;

/** Rows are neighbours where their distance is the usual one, or off by no more than this share. */
const TOLERANCE = 0.25;

/**
 * Statistics of a series in order of time. Where rows are missing, the rows on both sides are no neighbours.
 * @param rows at one distance throughout, but for gaps
 * @param utcOffset hours that local time is ahead of UTC, for the days and their hours
 */
export function seriesStatistics(rows: readonly ClimateRow[], utcOffset = 0): SeriesStatistics {
  const column = (pick: (row: ClimateRow) => number): Float64Array => {
    const values = new Float64Array(rows.length);
    for (let index = 0; index < values.length; index++) values[index] = pick(rows[index] as ClimateRow);
    return values;
  };
  const times = column(({ timeMs }) => timeMs + utcOffset * HOUR_MS);
  const temperatures = column((row) => row.temperature);
  const humidities = column((row) => row.humidity);
  const dewPoints = column((row) => dewPointOf(row.temperature, row.humidity));
  const stepMs = usualStep(times);
  const pairs = neighbours(times, stepMs);
  const days = daysOf(times, (DAY_SHARE * DAY_MS) / stepMs).map(([from, to]) => ({
    temperatures: temperatures.subarray(from, to),
    humidities: humidities.subarray(from, to),
  }));
  const hours = hourlyMeans(times, temperatures);
  const correlations = days.map((day) => correlation(day.temperatures, day.humidities));
  const temperature = stepStatistics(temperatures, pairs);
  const humidity = stepStatistics(humidities, pairs);
  return {
    temperatureMean: mean(temperatures),
    temperatureDeviation: deviation(temperatures),
    humidityMean: mean(humidities),
    humidityDeviation: deviation(humidities),
    dailyRange: quantile(
      days.map((day) => extent(day.temperatures)),
      0.5,
    ),
    coldestHour: hourOf(hours, Math.min),
    warmestHour: hourOf(hours, Math.max),
    dailyCorrelation: quantile(
      correlations.filter((value) => !Number.isNaN(value)),
      0.5,
    ),
    dewPointCorrelation: correlation(temperatures, dewPoints),
    temperatureAutocorrelation: temperature.autocorrelation,
    humidityAutocorrelation: humidity.autocorrelation,
    dewPointAutocorrelation: stepStatistics(dewPoints, pairs).autocorrelation,
    temperatureStep: temperature.step,
    humidityStep: humidity.step,
    temperatureLargeStep: temperature.largeStep,
    humidityLargeStep: humidity.largeStep,
  };
}

/** The usual distance of two rows, in ms: the median, so that gaps do not matter. */
export function usualStep(times: Column): number {
  const steps = new Float64Array(Math.max(0, times.length - 1));
  for (let index = 0; index < steps.length; index++) {
    steps[index] = (times[index + 1] as number) - (times[index] as number);
  }
  return quantile(steps, 0.5);
}

/** Indexes of rows that have the next one at the usual distance. */
function neighbours(times: Column, stepMs: number): number[] {
  const found: number[] = [];
  for (let index = 0; index + 1 < times.length; index++) {
    const distance = (times[index + 1] as number) - (times[index] as number);
    if (Math.abs(distance - stepMs) <= TOLERANCE * stepMs) found.push(index);
  }
  return found;
}

/** From which row to which (not included) each day lasts, without those that have too few. */
function daysOf(times: Column, leastRows: number): [number, number][] {
  const days: [number, number][] = [];
  let from = 0;
  for (let index = 1; index <= times.length; index++) {
    const isNew =
      index === times.length ||
      Math.floor((times[index] as number) / DAY_MS) !== Math.floor((times[from] as number) / DAY_MS);
    if (!isNew) continue;
    if (index - from >= leastRows) days.push([from, index]);
    from = index;
  }
  return days;
}

function hourlyMeans(times: Column, values: Column): number[] {
  const sums = new Array<number>(24).fill(0);
  const counts = new Array<number>(24).fill(0);
  for (let index = 0; index < times.length; index++) {
    const hour = Math.floor(hoursAfter((times[index] as number) / HOUR_MS, 0));
    sums[hour] = (sums[hour] as number) + (values[index] as number);
    counts[hour] = (counts[hour] as number) + 1;
  }
  return sums.map((sum, hour) => sum / (counts[hour] as number));
}

/** The hour whose mean is the one to pick, of the hours that have any. */
function hourOf(means: readonly number[], pick: (...values: number[]) => number): number {
  return means.indexOf(pick(...means.filter((value) => !Number.isNaN(value))));
}

function stepStatistics(
  values: Column,
  pairs: Column,
): { autocorrelation: number; step: number; largeStep: number } {
  const first = new Float64Array(pairs.length);
  const next = new Float64Array(pairs.length);
  const steps = new Float64Array(pairs.length);
  for (let pair = 0; pair < pairs.length; pair++) {
    const index = pairs[pair] as number;
    first[pair] = values[index] as number;
    next[pair] = values[index + 1] as number;
    steps[pair] = (next[pair] as number) - (first[pair] as number);
  }
  return {
    autocorrelation: correlation(first, next),
    step: deviation(steps),
    largeStep: quantile(steps.map(Math.abs), 0.99),
  };
}

function extent(values: Column): number {
  let [lowest, highest] = [Infinity, -Infinity];
  for (let index = 0; index < values.length; index++) {
    lowest = Math.min(lowest, values[index] as number);
    highest = Math.max(highest, values[index] as number);
  }
  return highest - lowest;
}

/** The arithmetic mean; NaN of nothing. */
export function mean(values: Column): number {
  let sum = 0;
  for (let index = 0; index < values.length; index++) sum += values[index] as number;
  return sum / values.length;
}

/** The standard deviation of the values themselves, not an estimate for more. */
export function deviation(values: Column): number {
  const centre = mean(values);
  let squares = 0;
  for (let index = 0; index < values.length; index++) squares += ((values[index] as number) - centre) ** 2;
  return Math.sqrt(squares / values.length);
}

/** Pearson's correlation; NaN where one of the two never changes. */
export function correlation(left: Column, right: Column): number {
  const [leftMean, rightMean] = [mean(left), mean(right)];
  let [products, lefts, rights] = [0, 0, 0];
  for (let index = 0; index < left.length; index++) {
    const a = (left[index] as number) - leftMean;
    const b = (right[index] as number) - rightMean;
    products += a * b;
    lefts += a * a;
    rights += b * b;
  }
  // What never changes has but the rounding of its mean.
  return Math.min(lefts, rights) > 1e-20 * left.length ? products / Math.sqrt(lefts * rights) : Number.NaN;
}

/** The value below which a share of them lies, on a straight line between neighbours. */
export function quantile(values: Column, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}
