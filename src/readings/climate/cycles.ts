import type { Series } from '../mean-reverting.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365.2425 * DAY_MS;

/**
 * The season: a cosine over the year.
 * @param peakDay day of the year on which it is highest, 1 for the first of January
 */
export function createYear(amplitude: number, peakDay: number): Series {
  const peak = (peakDay - 0.5) * DAY_MS;
  return (localMs) => amplitude * Math.cos((2 * Math.PI * (localMs - peak)) / YEAR_MS);
}

/**
 * The course of a day from -1 at its lowest hour to 1 at its highest: half a cosine up, half a cosine down, each as long
 * as it takes. Its mean is 0.
 */
export function createDailyShape(lowestHour: number, highestHour: number): Series {
  const rise = hoursAfter(highestHour, lowestHour) || 24;
  return (localMs) => {
    const since = hoursAfter(localMs / HOUR_MS, lowestHour);
    return since < rise
      ? -Math.cos((Math.PI * since) / rise)
      : Math.cos((Math.PI * (since - rise)) / (24 - rise));
  };
}

/** From one hour of the day on to another: at least 0, below 24. */
export function hoursAfter(hour: number, from: number): number {
  const hours = (hour - from) % 24;
  return hours < 0 ? hours + 24 : hours;
}
