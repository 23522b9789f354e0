import type { ClimateSpec } from '../../readings/climate-generators.ts';
import { type ClimateRow, type SeriesStatistics, seriesStatistics } from '../../readings/statistics.ts';
import { isNumberType, type ThingModel } from '../../tsl/model.ts';
import type { PreviewReading } from './readings.ts';
import type { Schedule } from './schedule.ts';

/** What temperature and humidity are like together; null where there is too little to say it. */
export type ClimateStatistics = { readonly [N in keyof SeriesStatistics]: number | null };

/** Gathers what a model reports of the climate. */
export interface ClimateTally {
  /** The properties that report it. */
  readonly temperature: string;
  readonly humidity: string;
  add(reading: PreviewReading): void;
  statistics(schedule: Schedule): ClimateStatistics;
}

const HOUR_MS = 3_600_000;

/** Statistics that say something of days, so that there must be a whole one, and some readings in it. */
const DAILY = ['dailyRange', 'coldestHour', 'warmestHour', 'dailyCorrelation'] as const;

/** Fewer readings than these a day say nothing of the day. */
const LEAST_A_DAY = 4;

/** Fewer readings than these say nothing of how one belongs to the other. */
const LEAST_READINGS = 12;

/** Makes an empty tally; undefined where the model does not report both temperature and humidity. */
export function createClimateTally(
  model: ThingModel,
  climate: ClimateSpec | undefined,
): ClimateTally | undefined {
  const { temperature = 'temperature', humidity = 'humidity' } = climate?.properties ?? {};
  const isNumber = (identifier: string): boolean => {
    const property = model.properties.get(identifier);
    return property !== undefined && isNumberType(property.dataType);
  };
  if (!isNumber(temperature) || !isNumber(humidity)) return undefined;
  const rows: ClimateRow[] = [];
  return {
    temperature,
    humidity,
    add({ takenAtMs, values, isRepeated }) {
      const row = { timeMs: takenAtMs, temperature: values[temperature], humidity: values[humidity] };
      if (!isRepeated && isWhole(row)) rows.push(row);
    },
    statistics: (schedule) =>
      // What was held back on purpose comes later than it was taken.
      climateStatistics(
        rows.sort((one, other) => one.timeMs - other.timeMs),
        schedule,
      ),
  };
}

function isWhole(row: { readonly [N in keyof ClimateRow]: unknown }): row is ClimateRow {
  return typeof row.temperature === 'number' && typeof row.humidity === 'number';
}

function climateStatistics(
  rows: readonly ClimateRow[],
  { fromMs, toMs, everyMs }: Schedule,
): ClimateStatistics {
  const utcOffset = -new Date(fromMs).getTimezoneOffset() / 60;
  const statistics = seriesStatistics(rows, utcOffset);
  const hasDays = toMs - fromMs >= 24 * HOUR_MS && everyMs <= (24 * HOUR_MS) / LEAST_A_DAY;
  const known = Object.entries(statistics).map(([name, value]) => {
    const isKnown =
      rows.length >= LEAST_READINGS &&
      Number.isFinite(value) &&
      (hasDays || DAILY.every((daily) => daily !== name));
    return [name, isKnown ? value : null];
  });
  return Object.fromEntries(known) as ClimateStatistics;
}
