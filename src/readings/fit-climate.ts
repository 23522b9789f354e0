import { hoursAfter } from './climate/cycles.ts';
import { CLIMATE_RANGES, type ClimateParameters } from './climate/parameters.ts';
import { simulateClimate } from './climate/simulate.ts';
import { leastSquares } from './fit-search.ts';
import { startFromRows, startFromStatistics } from './fit-start.ts';
import { type ClimateRow, mean, type SeriesStatistics, seriesStatistics } from './statistics.ts';
import { type Comparison, compareStatistics } from './statistics-table.ts';

/** A parameter that the search moves. */
interface Knob {
  readonly name: keyof ClimateParameters;
  /** A unit of the search: an addend, or an exponent where `isFactor`. */
  readonly unit: number;
  readonly isFactor?: boolean;
  /** What it costs, in bands, to go a unit away from the start: little, so that only what does not matter stays. */
  readonly trust: number;
}

const KNOBS: readonly Knob[] = [
  { name: 'temperatureMean', unit: 1, trust: 0.01 },
  { name: 'temperatureDaily', unit: 0.2, isFactor: true, trust: 0.06 },
  { name: 'dailyVariation', unit: 0.4, isFactor: true, trust: 0.06 },
  { name: 'temperatureSlow', unit: 0.3, isFactor: true, trust: 0.1 },
  { name: 'temperatureFast', unit: 0.3, isFactor: true, trust: 0.02 },
  { name: 'temperatureMemory', unit: 0.4, isFactor: true, trust: 0.06 },
  { name: 'temperatureBursts', unit: 0.2, trust: 0.06 },
  { name: 'dewPointMean', unit: 1, trust: 0.01 },
  { name: 'dewPointDaily', unit: 0.3, isFactor: true, trust: 0.06 },
  { name: 'dampestHour', unit: 1.5, trust: 0.06 },
  { name: 'dewPointSlow', unit: 0.3, isFactor: true, trust: 0.1 },
  { name: 'dewPointFast', unit: 0.3, isFactor: true, trust: 0.02 },
  { name: 'dewPointMemory', unit: 0.4, isFactor: true, trust: 0.06 },
  { name: 'dewPointBursts', unit: 0.2, trust: 0.06 },
  { name: 'slowCorrelation', unit: 0.2, trust: 0.1 },
  { name: 'fastCorrelation', unit: 0.2, trust: 0.06 },
];

/** Rows tell of the seasons; where there are but statistics, they too are searched. */
const SEASON_KNOBS: readonly Knob[] = [
  { name: 'temperatureSeason', unit: 0.2, isFactor: true, trust: 0.06 },
  { name: 'dewPointSeason', unit: 0.2, isFactor: true, trust: 0.06 },
];

const DAY_MS = 86_400_000;
const ROUNDS = 5;
const ROUGH_SEEDS = 3;
const MOST_SEEDS = 24;

/** What a statistic weighs that one of the two series does not have. */
const BEYOND = 100;

/** So many days in all, over the seeds, make their statistics steady. */
const STEADY_DAYS = 600;

/** More rows than these tell the search no more. */
const ENOUGH_ROWS = 9000;

/** What a search is for. */
interface Target {
  readonly statistics: SeriesStatistics;
  readonly times: readonly number[];
  readonly knobs: readonly Knob[];
}

/**
 * The climate whose simulated series have the statistics of a recorded one: seasons, days and deviations are measured,
 * then a least-squares search moves them until the statistics agree. The same rows give the same climate.
 * @param rows in order of time
 * @param base where to take from what a series does not tell, such as the response time
 */
export function fitClimate(rows: readonly ClimateRow[], base: ClimateParameters): ClimateParameters {
  return search(startFromRows(rows, base), {
    statistics: seriesStatistics(rows, base.utcOffset),
    times: fewDays(rows.map(({ timeMs }) => timeMs)),
    knobs: KNOBS,
  });
}

/** The same for a series of which only the statistics are known, and when its rows were taken. */
export function fitStatistics(options: {
  readonly statistics: SeriesStatistics;
  readonly times: readonly number[];
  readonly base: ClimateParameters;
}): ClimateParameters {
  const { statistics, times } = options;
  return search(startFromStatistics(options), {
    statistics,
    times: fewDays(times),
    knobs: [...KNOBS, ...SEASON_KNOBS],
  });
}

/** Searches with a few seeds first, then with as many as a short series needs not to be fitted to their luck. */
function search(start: ClimateParameters, target: Target): ClimateParameters {
  const { times } = target;
  const days = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / DAY_MS;
  const seeds = Math.min(MOST_SEEDS, Math.max(ROUGH_SEEDS, Math.round(STEADY_DAYS / days)));
  const rough = withHours(move(start, target, ROUGH_SEEDS), target, seeds);
  return rounded(move(rough, target, seeds));
}

function move(start: ClimateParameters, target: Target, seeds: number): ClimateParameters {
  // A factor cannot move what is 0.
  const knobs = target.knobs.filter(({ name, isFactor }) => !isFactor || start[name] > 0);
  const climate = (place: readonly number[]): ClimateParameters => ({
    ...start,
    ...Object.fromEntries(
      knobs.map((knob, index) => [knob.name, turned(knob, start, place[index] as number)]),
    ),
  });
  const place = leastSquares({
    start: knobs.map(() => 0),
    reach: 0.15,
    rounds: ROUNDS,
    misses: (at) => [
      ...comparisons(climate(at), target, seeds)
        .flat()
        .map((comparison) => weight(comparison) / Math.sqrt(seeds)),
      ...knobs.map(({ trust }, index) => trust * (at[index] as number)),
    ],
  });
  return climate(place);
}

/** The statistics of a climate beside the wanted ones, seed by seed: the same seeds each time. */
function comparisons(parameters: ClimateParameters, target: Target, seeds: number): Comparison[][] {
  const { statistics, times } = target;
  return Array.from({ length: seeds }, (_, index) => {
    const simulated = simulateClimate({ parameters, seed: `fit ${index}`, times });
    return compareStatistics(statistics, seriesStatistics(simulated, parameters.utcOffset));
  });
}

/** A miss near the edge of its band weighs more than several near the middle. Hours jump, which a search cannot use. */
function weight({ isHour, miss }: Comparison): number {
  if (isHour) return 0;
  return Number.isFinite(miss) ? miss * (1 + 4 * miss ** 2) : BEYOND;
}

/** Moves the coldest and the warmest hour by what the simulated ones are off on average, where that is an hour or more. */
function withHours(parameters: ClimateParameters, target: Target, seeds: number): ClimateParameters {
  const all = comparisons(parameters, target, seeds).flat();
  const moved = (hour: 'coldestHour' | 'warmestHour'): number => {
    const misses = all.filter(({ name }) => name === hour).map(({ miss, band, real }) => miss * band(real));
    const late = mean(misses);
    return Math.abs(late) < 1 ? parameters[hour] : hoursAfter(parameters[hour] - late, 0);
  };
  return { ...parameters, coldestHour: moved('coldestHour'), warmestHour: moved('warmestHour') };
}

function turned({ name, unit, isFactor }: Knob, start: ClimateParameters, units: number): number {
  const { min, max } = CLIMATE_RANGES[name];
  const value = isFactor ? start[name] * Math.exp(unit * units) : start[name] + unit * units;
  return name === 'dampestHour' ? hoursAfter(value, 0) : Math.min(max, Math.max(min, value));
}

/** Whole days, evenly spread, of a series that is longer than the search needs. */
function fewDays(times: readonly number[]): readonly number[] {
  const every = Math.ceil(times.length / ENOUGH_ROWS);
  const first = Math.floor((times[0] ?? 0) / DAY_MS);
  return times.filter((time) => (Math.floor(time / DAY_MS) - first) % every === 0);
}

/** Four digits are more than a fit is good for. */
function rounded(parameters: ClimateParameters): ClimateParameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, Number(value.toPrecision(4))]),
  ) as ClimateParameters;
}
