import { formatDuration } from '../../config/duration.ts';
import { isNumberType } from '../../tsl/model.ts';
import type { Io } from '../io.ts';
import { clockTime, colors, dateTime, printable, wrap } from '../text.ts';
import { type ChartStyle, createCharts } from './charts.ts';
import { createClimateTally } from './climate.ts';
import { glyphsFor } from './glyphs.ts';
import { madeBy, type Preview } from './preview.ts';
import type { Schedule } from './schedule.ts';
import { climateLines, propertyLines } from './statistics-text.ts';
import { createSummary } from './summary.ts';

/** Wider than this a chart is not easier to read, narrower it cannot be. */
const WIDTHS = { most: 120, least: 40 };

/** Prints a chart of each number, and tables of what all values are like. */
export async function printPage(preview: Preview, io: Io, isColored: boolean): Promise<void> {
  const { model, resolved, schedule, batches } = preview;
  const style = styleFor(io, isColored);
  const charts = createCharts(model, schedule, style);
  const summary = createSummary(model);
  const climate = createClimateTally(model, resolved.climate);
  for await (const batch of batches) {
    for (const reading of batch) {
      charts.add(reading);
      summary.add(reading);
      climate?.add(reading);
    }
  }
  if (io.stop.aborted) return;
  const unitOf = (identifier: string): string => {
    const dataType = model.properties.get(identifier)?.dataType;
    return dataType !== undefined && isNumberType(dataType) ? printable(dataType.unit ?? '') : '';
  };
  const lines = [
    wrap(headline(preview), { width: style.width, indent: 0 }),
    '',
    ...charts.lines((identifier) => madeBy(preview, identifier)),
    ...propertyLines(model, summary.properties, style.width),
    ...(climate === undefined
      ? []
      : [
          '',
          ...climateLines(climate.statistics(schedule), {
            temperature: unitOf(climate.temperature),
            humidity: unitOf(climate.humidity),
          }),
        ]),
  ];
  io.stdout.write(`${lines.join('\n')}\n`);
}

function styleFor(io: Io, isColored: boolean): ChartStyle {
  const { bold, dim, yellow, cyan, green, magenta } = colors(io.stdout, isColored);
  return {
    glyphs: glyphsFor(io),
    width: Math.max(WIDTHS.least, Math.min(io.stdout.columns, WIDTHS.most)),
    paints: [yellow, cyan, green, magenta],
    strong: bold,
    dim,
  };
}

/** What a preview is of. */
function headline({ schedule, device, words }: Preview): string {
  const { count, everyMs } = schedule;
  const readings = count === 1 ? '1 reading' : `${count} readings, every ${formatDuration(everyMs)}`;
  return `${describeSpan(schedule)}: ${readings}\n${printable(`device ${device}, ${words}`)}`;
}

function describeSpan({ fromMs, toMs, everyMs }: Schedule): string {
  const write = (ms: number): string =>
    everyMs < 60_000 ? `${dateTime(ms).slice(0, 10)} ${clockTime(ms)}` : dateTime(ms);
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'local time';
  return `${write(fromMs)} to ${write(toMs)} (${zone})`;
}
