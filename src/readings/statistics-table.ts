import { hoursAfter } from './climate/cycles.ts';
import type { SeriesStatistics } from './statistics.ts';

/** How a statistic is shown, and how far that of a believable series may be from it. */
export interface StatisticRow {
  readonly name: keyof SeriesStatistics;
  readonly label: string;
  readonly unit: string;
  readonly digits: number;
  /** Hours of the day follow each other in a circle. */
  readonly isHour: boolean;
  /** How far off is still close, in the statistic's unit. */
  readonly band: (real: number) => number;
}

/** A mean temperature near 0 °C has no share to speak of: the band is that of a mean of this size. */
const LEAST_MEAN = 1;

const share = (part: number) => (real: number) => part * Math.abs(real);
const within = (distance: number) => () => distance;

/** The table that series are compared by, in its order. */
export const STATISTICS: readonly StatisticRow[] = [
  row('temperatureMean', 'temperature mean', '°C', 2, (real) => 0.1 * Math.max(LEAST_MEAN, Math.abs(real))),
  row('temperatureDeviation', 'temperature deviation', '°C', 2, share(0.25)),
  row('humidityMean', 'humidity mean', '%', 1, share(0.1)),
  row('humidityDeviation', 'humidity deviation', '%', 1, share(0.25)),
  row('dailyRange', 'daily temperature range, median', '°C', 2, share(0.25)),
  row('coldestHour', 'hour of the mean daily minimum', 'h', 0, within(2)),
  row('warmestHour', 'hour of the mean daily maximum', 'h', 0, within(2)),
  row('dailyCorrelation', 'temperature and humidity in a day, median', '', 2, within(0.1)),
  row('dewPointCorrelation', 'temperature and dew point', '', 2, within(0.1)),
  row('temperatureAutocorrelation', 'temperature and its next row', '', 3, within(0.02)),
  row('humidityAutocorrelation', 'humidity and its next row', '', 3, within(0.02)),
  row('dewPointAutocorrelation', 'dew point and its next row', '', 3, within(0.02)),
  row('temperatureStep', 'temperature step, deviation', '°C', 3, share(0.3)),
  row('humidityStep', 'humidity step, deviation', '%', 3, share(0.3)),
  row('temperatureLargeStep', 'temperature step, 99th percentile', '°C', 2, share(0.3)),
  row('humidityLargeStep', 'humidity step, 99th percentile', '%', 2, share(0.3)),
];

/** A statistic of a real series beside that of a simulated one. */
export interface Comparison extends StatisticRow {
  readonly real: number;
  readonly simulated: number;
  /** The difference in bands: from -1 to 1 is close. */
  readonly miss: number;
  readonly isWithin: boolean;
}

/** Compares a simulated series with a real one, row by row of {@link STATISTICS}. */
export function compareStatistics(real: SeriesStatistics, simulated: SeriesStatistics): Comparison[] {
  return STATISTICS.map((statistic) => {
    const { name, isHour, band } = statistic;
    const plain = simulated[name] - real[name];
    const difference = isHour ? hoursAfter(plain + 12, 0) - 12 : plain;
    // A statistic that a series does not have, as the correlation with what never changes, cannot be missed.
    const miss = Number.isNaN(real[name]) || difference === 0 ? 0 : difference / band(real[name]);
    return {
      ...statistic,
      real: real[name],
      simulated: simulated[name],
      miss,
      isWithin: Math.abs(miss) <= 1,
    };
  });
}

function row(
  name: keyof SeriesStatistics,
  label: string,
  unit: string,
  digits: number,
  band: (real: number) => number,
): StatisticRow {
  return { name, label, unit, digits, isHour: unit === 'h', band };
}
