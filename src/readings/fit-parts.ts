import { hoursAfter } from './climate/cycles.ts';
import { deviation, mean } from './statistics.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_DAYS = 365.2425;

/** A season is looked for in series of at least so many days. */
const SEASON_DAYS = 60;

/** What a series is made of. */
export interface Parts {
  readonly mean: number;
  readonly season: { readonly amplitude: number; readonly peakDay: number };
  /** Its first harmonic, and how far the highest hour is above the lowest. */
  readonly day: { readonly amplitude: number; readonly peakHour: number; readonly span: number };
  /** What days differ by beyond that. */
  readonly slow: Rest;
  /** What is left within the days. */
  readonly fast: Rest;
  /** Standard deviation of the change from a value to the next. */
  readonly step: number;
}

/** What is left of a series. */
export interface Rest {
  readonly values: readonly number[];
  readonly deviation: number;
}

/** Takes a series apart: mean and season, the course of the day, the means of days, and the rest. */
export function analyse(localTimes: readonly number[], values: readonly number[]): Parts {
  const first = localTimes[0] ?? 0;
  const days = ((localTimes.at(-1) ?? 0) - first) / DAY_MS;
  const flat = { mean: mean(values), cosine: 0, sine: 0 };
  const year = days < SEASON_DAYS ? flat : closestWave(localTimes, values, YEAR_DAYS * DAY_MS);
  const levels = values.map(
    (value, index) => value - waveAt(year, localTimes[index] as number, YEAR_DAYS * DAY_MS),
  );
  const day = closestWave(localTimes, levels, DAY_MS);
  const hours = localTimes.map((time) => Math.floor(hoursAfter(time / HOUR_MS, 0)));
  const course = groupMeans(levels, hours);
  const rests = withoutMeans(levels, hours, course);
  const dates = localTimes.map((time) => Math.floor(time / DAY_MS));
  const dailyMeans = groupMeans(rests, dates);
  return {
    mean: year.mean,
    season: { amplitude: Math.hypot(year.cosine, year.sine), peakDay: peakOf(year) * YEAR_DAYS + 0.5 },
    day: {
      amplitude: Math.hypot(day.cosine, day.sine),
      peakHour: peakOf(day) * 24,
      span: Math.max(...course.values()) - Math.min(...course.values()),
    },
    slow: rest([...dailyMeans.values()]),
    fast: rest(withoutMeans(rests, dates, dailyMeans)),
    step: deviation(values.slice(1).map((value, index) => value - (values[index] as number))),
  };
}

function rest(values: readonly number[]): Rest {
  return { values, deviation: deviation(values) };
}

interface Wave {
  readonly mean: number;
  readonly cosine: number;
  readonly sine: number;
}

function waveAt(wave: Wave, time: number, periodMs: number): number {
  const angle = (2 * Math.PI * time) / periodMs;
  return wave.mean + wave.cosine * Math.cos(angle) + wave.sine * Math.sin(angle);
}

/** When a wave is highest, as a share of its period. */
function peakOf({ cosine, sine }: Wave): number {
  const turns = Math.atan2(sine, cosine) / (2 * Math.PI);
  return turns - Math.floor(turns);
}

/**
 * The mean and the wave of a period that are closest to the values, by least squares. The wave is held back a little
 * (ridge regression), which matters where the times say little of it, as half a year does of the year.
 */
function closestWave(times: readonly number[], values: readonly number[], periodMs: number): Wave {
  const angles = times.map((time) => (2 * Math.PI * time) / periodMs);
  const cosines = angles.map(Math.cos);
  const sines = angles.map(Math.sin);
  const cc = covariance(cosines, cosines) + 0.005;
  const ss = covariance(sines, sines) + 0.005;
  const cs = covariance(cosines, sines);
  const cv = covariance(cosines, values);
  const sv = covariance(sines, values);
  const cosine = (cv * ss - sv * cs) / (cc * ss - cs * cs);
  const sine = (sv * cc - cv * cs) / (cc * ss - cs * cs);
  return { mean: mean(values) - cosine * mean(cosines) - sine * mean(sines), cosine, sine };
}

function covariance(left: readonly number[], right: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] as number) * (right[index] as number);
  return sum / left.length - mean(left) * mean(right);
}

function groupMeans(values: readonly number[], groups: readonly number[]): Map<number, number> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const [index, value] of values.entries()) {
    const group = groups[index] as number;
    const { sum, count } = sums.get(group) ?? { sum: 0, count: 0 };
    sums.set(group, { sum: sum + value, count: count + 1 });
  }
  return new Map([...sums].map(([group, { sum, count }]) => [group, sum / count]));
}

function withoutMeans(
  values: readonly number[],
  groups: readonly number[],
  means: ReadonlyMap<number, number>,
): number[] {
  return values.map((value, index) => value - (means.get(groups[index] as number) ?? 0));
}
