import type { Glyphs } from './glyphs.ts';
import type { Range, Span } from './ranges.ts';
import { LABEL_WIDTH, type Scale } from './scale.ts';
import type { TimeMark } from './time-axis.ts';

/** What a chart shows, and how. */
export interface ChartOptions {
  /** One for each dot of a line: {@link Glyphs} across times {@link ChartOptions.width}. */
  readonly columns: readonly (Range | undefined)[];
  readonly scale: Scale;
  readonly span: Pick<Span, 'fromMs' | 'toMs'>;
  readonly times: readonly TimeMark[];
  readonly glyphs: Glyphs;
  /** Characters inside the frame. */
  readonly width: number;
  /** Lines inside the frame. */
  readonly height: number;
  /** Colours the dots. @default not */
  readonly paint?: (text: string) => string;
  /** Colours all that stands around them. @default not */
  readonly paintFrame?: (text: string) => string;
}

/** Left of the dots: a label, a blank and the frame. */
export const CHART_MARGIN = LABEL_WIDTH + 2;

/** Draws a chart, line by line: in each column the range of its values, from one to the next without a hole. */
export function drawChart(options: ChartOptions): string[] {
  const { glyphs, scale, height, paint = same, paintFrame = same } = options;
  const { frame } = glyphs;
  const labels = new Map<number, string>();
  for (const { value, label } of scale.marks) {
    const line = Math.floor(levelOf(value, options) / glyphs.down);
    if (!labels.has(line)) labels.set(line, label); // the first one is the more important
  }
  const lines = drawDots(options).map((dots, line) => {
    const label = labels.get(line);
    const side = label === undefined ? frame.side : frame.tick;
    return `${paintFrame(`${(label ?? '').padStart(LABEL_WIDTH)} ${side}`)}${dots === '' ? '' : paint(dots)}`;
  });
  return [...lines.slice(0, height), ...drawTimes(options).map((line) => paintFrame(line))];
}

function same(text: string): string {
  return text;
}

/** How many dots below the top a value lies. */
function levelOf(value: number, { scale, glyphs, height }: ChartOptions): number {
  // Halves, since the distance of two numbers may be greater than any number.
  const share = (value / 2 - scale.min / 2) / (scale.max / 2 - scale.min / 2);
  const last = height * glyphs.down - 1;
  return Math.min(Math.max(Math.round((1 - share) * last), 0), last);
}

function drawDots(options: ChartOptions): string[] {
  const { columns, glyphs, width, height } = options;
  const { across, down, bit, character } = glyphs;
  const cells = Array.from({ length: height }, () => new Uint8Array(width));
  let drawn: Stroke | undefined;
  for (const [x, column] of columns.entries()) {
    drawn = column && strokeOf(column, options, drawn);
    for (let y = drawn?.top ?? 0; y <= (drawn?.bottom ?? -1); y++) {
      const line = cells[Math.floor(y / down)];
      const cell = Math.floor(x / across);
      if (line !== undefined) line[cell] = (line[cell] ?? 0) | bit(x % across, y % down);
    }
  }
  return cells.map((line) => Array.from(line, character).join('').trimEnd());
}

/** Dots of a column, from one to another, counted from the top. */
interface Stroke {
  readonly top: number;
  readonly bottom: number;
}

/** A column's range, and what is between it and what was drawn in the column before. */
function strokeOf({ min, max }: Range, options: ChartOptions, before: Stroke | undefined): Stroke {
  const top = levelOf(max, options);
  const bottom = levelOf(min, options);
  if (before === undefined) return { top, bottom };
  return { top: Math.min(top, before.bottom + 1), bottom: Math.max(bottom, before.top - 1) };
}

/** The lower frame, and below it what the marks say: their own words, and those of their group where it begins. */
function drawTimes({ times, span, glyphs: { frame }, width }: ChartOptions): string[] {
  const floor = new Array<string>(width).fill(frame.floor);
  const labels = new Array<string>(width).fill(' ');
  const groups = new Array<string>(width).fill(' ');
  let group = '';
  for (const mark of times) {
    const x = Math.floor(((mark.timeMs - span.fromMs) / (span.toMs - span.fromMs)) * width);
    floor[x] = frame.mark;
    write(labels, x, mark.label);
    if (mark.group !== group && write(groups, x, mark.group)) group = mark.group;
  }
  const blank = ' '.repeat(CHART_MARGIN);
  return [
    `${' '.repeat(LABEL_WIDTH + 1)}${frame.corner}${floor.join('')}`,
    `${blank}${labels.join('')}`.trimEnd(),
    `${blank}${groups.join('')}`.trimEnd(),
  ].filter((line) => line !== '');
}

/** Writes a text into a line where it has room. */
function write(line: string[], x: number, text: string): boolean {
  const isFree = line.slice(Math.max(x - 1, 0), x + text.length).every((character) => character === ' ');
  if (x + text.length > line.length || !isFree) return false;
  line.splice(x, text.length, ...text);
  return true;
}
