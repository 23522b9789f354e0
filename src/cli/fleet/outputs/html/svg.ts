import type { AxisTick, ValueAxis } from './axes.ts';
import { html, type Markup } from './markup.ts';

/** A line of a chart. */
export interface ChartLine {
  /** The class that gives it its colour and dashes. */
  readonly style: string;
  /** What it is, beside the chart. */
  readonly name: string;
  /** The path, see {@link steps}. */
  readonly path: string;
  /** The same as a filled shape. @default none */
  readonly area?: string;
}

/** A part of a chart that says its figures where a pointer rests on it; from 0 to 1. */
export interface ChartPart {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A chart, and what it says to those who do not see it. */
export interface Chart {
  /** Unique in the page. */
  readonly id: string;
  readonly title: string;
  /** The main figures, in a sentence. */
  readonly description: string;
  readonly values: ValueAxis;
  readonly ticks: readonly AxisTick[];
  readonly lines: readonly ChartLine[];
  readonly parts: readonly ChartPart[];
}

/** The drawing is so wide, in units of its own, and stretched to the width there is. */
const WIDTH = 1000;
const HEIGHT = 220;
/** Marks beyond this share of the width end at their line. */
const AT_THE_END = 0.95;

/** Draws a chart: its lines stretch with the page, its words do not. */
export function drawChart({ id, title, description, values, ticks, lines, parts }: Chart): Markup {
  const legend = lines.map(
    ({ style, name }) =>
      html`<li><svg class="swatch" width="28" height="10" aria-hidden="true"><line x1="0" x2="28" y1="5" y2="5" class="stroke ${style}"/></svg>${name}</li>`,
  );
  return html`<ul class="legend">${legend}</ul>
<div class="plot"><svg role="img" aria-labelledby="${id}-title" aria-describedby="${id}-desc" height="${HEIGHT}">
<title id="${id}-title">${title}</title><desc id="${id}-desc">${description}</desc>
<g class="grid">${values.ticks.map((tick) => drawValue(tick, values))}</g>
<g class="grid">${ticks.map(drawTick)}</g>
<svg width="100%" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">
${parts.map(drawPart)}
${lines.map(drawLine)}</svg></svg></div>`;
}

/**
 * The path of values that each hold from one place to another, and the shape below it. Where there is no value, or the
 * next begins further right, the path has a hole.
 */
export function steps(
  values: readonly { readonly from: number; readonly to: number; readonly value: number | undefined }[],
  { place }: Pick<ValueAxis, 'place'>,
): { path: string; area: string } {
  let path = '';
  let area = '';
  let end: { x: string; y: string } | undefined;
  for (const { from, to, value } of values) {
    if (value === undefined) continue;
    const [left, right, y] = [xOf(from), xOf(to), yOf(place(value))];
    if (end?.x !== left) {
      path += `M${left} ${y}`;
      area += `${end === undefined ? '' : `V${HEIGHT}Z`}M${left} ${HEIGHT}V${y}`;
    } else if (end.y !== y) {
      path += `V${y}`;
      area += `V${y}`;
    }
    path += `H${right}`;
    area += `H${right}`;
    end = { x: right, y };
  }
  return { path, area: end === undefined ? '' : `${area}V${HEIGHT}Z` };
}

function xOf(place: number): string {
  return short(place * WIDTH);
}

function yOf(place: number): string {
  return short(HEIGHT - Math.min(Math.max(place, 0), 1) * HEIGHT);
}

function short(value: number): string {
  return String(Number(value.toFixed(1)));
}

function percent(place: number): string {
  return `${Number((100 * place).toFixed(3))}%`;
}

function drawValue({ value, label }: ValueAxis['ticks'][number], { place }: ValueAxis): Markup {
  const y = yOf(place(value));
  return html`<line x1="0" x2="100%" y1="${y}" y2="${y}"/><text x="-8" y="${y}" dy="0.35em" text-anchor="end">${label}</text>`;
}

function drawTick({ place, label, note, isMinor }: AxisTick): Markup {
  const x = percent(place);
  const anchor = place > AT_THE_END ? 'end' : 'middle';
  const second =
    note === '' ? undefined : html`<text x="${x}" y="${HEIGHT + 32}" text-anchor="${anchor}">${note}</text>`;
  return html`<g class="${isMinor ? 'minor' : 'major'}"><line x1="${x}" x2="${x}" y1="0" y2="${HEIGHT + 4}"/><text x="${x}" y="${HEIGHT + 17}" text-anchor="${anchor}">${label}</text>${second}</g>`;
}

function drawPart({ from, to, text }: ChartPart): Markup {
  const width = short(Math.max((to - from) * WIDTH, 0.1));
  return html`<rect class="part" x="${xOf(from)}" width="${width}" height="${HEIGHT}"><title>${text}</title></rect>`;
}

function drawLine({ style, path, area }: ChartLine): Markup {
  const shape = area === undefined ? undefined : html`<path class="area" d="${area}"/>`;
  return html`${shape}<path class="stroke ${style}" d="${path}"/>`;
}
