import { type DataType, isNumberType, type NumberType, type ThingModel } from '../../tsl/model.ts';
import { printable, wrap } from '../text.ts';
import type { ClimateStatistics } from './climate.ts';
import { MOST_SHARES, type PropertySummary } from './summary.ts';

/** What stands where there is no value. */
const NONE = '-';

const HEAD = ['', 'readings', 'min', 'mean', 'max', 'deviation', 'clamped', 'snapped'];

/** So many values of a property that has no numbers are named. */
const MOST_NAMED = 5;

/**
 * The table of numbers, a line for each property; then the others, with how often each value comes.
 * @param width characters of a line, for those that can be broken
 */
export function propertyLines(
  { properties }: ThingModel,
  summaries: ReadonlyMap<string, PropertySummary>,
  width: number,
): string[] {
  const numbers: string[][] = [];
  const others: [name: string, text: string][] = [];
  for (const [identifier, summary] of summaries) {
    const dataType = properties.get(identifier)?.dataType;
    if (dataType === undefined) continue;
    if (isNumberType(dataType)) numbers.push([printable(identifier), ...figures(dataType, summary)]);
    else others.push([printable(identifier), describeShares(dataType, summary)]);
  }
  const nameWidth = Math.max(...[...numbers, ...others].map(([name = '']) => name.length));
  return [
    ...(numbers.length === 0 ? [] : alignRight([HEAD, ...numbers], nameWidth)),
    ...others.map(([name, text]) =>
      wrap(`${name.padEnd(nameWidth)}  ${text}`, { width, indent: nameWidth + 2 }),
    ),
  ];
}

function figures({ step }: NumberType, { count, numbers, clamped, snapped }: PropertySummary): string[] {
  const digits = Math.max(2, decimalsOf(step) + 1);
  const own =
    numbers === undefined
      ? [NONE, NONE, NONE, NONE]
      : [
          String(numbers.min),
          writeNumber(numbers.mean, digits),
          String(numbers.max),
          writeNumber(numbers.deviation, digits),
        ];
  return [String(count), ...own, String(clamped), String(snapped)];
}

function decimalsOf(step: string | undefined): number {
  return step?.split('.')[1]?.length ?? 0;
}

/** A number that is no multiple of the step, as people read it. */
function writeNumber(value: number, digits: number): string {
  const size = Math.abs(value);
  const written = size < 1e15 ? value.toFixed(size < 1e6 ? digits : 0) : value.toExponential(3);
  return /[1-9]/.test(written) ? written : written.replace('-', ''); // no negative zero
}

function alignRight(rows: readonly (readonly string[])[], nameWidth: number): string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(([name = '', ...cells]) => {
    const aligned = cells.map((cell, column) => cell.padStart((widths[column + 1] ?? 0) + 2));
    return `${name.padEnd(nameWidth)}${aligned.join('')}`;
  });
}

function describeShares(dataType: DataType, { count, shares }: PropertySummary): string {
  if (count === 0) return 'no values';
  if (shares === undefined) return `${count} values, more than ${MOST_SHARES} different ones`;
  const sorted = [...shares].sort(([, one], [, other]) => other - one);
  const named = sorted.slice(0, MOST_NAMED).map(([text, times]) => {
    const percent = ((100 * times) / count).toFixed(times === count ? 0 : 1);
    return `${printable(nameOf(dataType, text))} ${percent} %`;
  });
  const more = sorted.length - named.length;
  return `${count} values: ${named.join(', ')}${more > 0 ? `, ${more} others` : ''}`;
}

/** A value with the label that the model gives it. */
function nameOf(dataType: DataType, text: string): string {
  const label = 'labels' in dataType ? dataType.labels.get(Number(text)) : undefined;
  return label === undefined || label === '' ? text : `${text} (${label})`;
}

/** What is to be said of temperature and humidity beyond the numbers of each. */
export function climateLines(
  statistics: ClimateStatistics,
  units: { temperature: string; humidity: string },
): string[] {
  const { temperature, humidity } = units;
  const write = (value: number | null, digits: number, unit = ''): string =>
    value === null ? NONE : `${writeNumber(value, digits)}${unit && ` ${unit}`}`;
  const s = statistics;
  const rows: [string, ...string[]][] = [
    ['median of the daily temperature range', write(s.dailyRange, 1, temperature)],
    ['hour of the mean daily minimum, maximum', write(s.coldestHour, 0), write(s.warmestHour, 0)],
    ['correlation of temperature and humidity within a day', write(s.dailyCorrelation, 2)],
    ['correlation of temperature and dew point', write(s.dewPointCorrelation, 2)],
    [
      'autocorrelation: temperature, humidity, dew point',
      write(s.temperatureAutocorrelation, 3),
      write(s.humidityAutocorrelation, 3),
      write(s.dewPointAutocorrelation, 3),
    ],
    [
      'deviation of the step: temperature, humidity',
      write(s.temperatureStep, 2, temperature),
      write(s.humidityStep, 2, humidity),
    ],
    [
      '99th percentile of the step: temperature, humidity',
      write(s.temperatureLargeStep, 1, temperature),
      write(s.humidityLargeStep, 1, humidity),
    ],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, ...values]) => `${name.padEnd(width)}  ${describeAll(values)}`);
}

function describeAll(values: readonly string[]): string {
  return values.every((value) => value === NONE) ? NONE : values.join(', ');
}
