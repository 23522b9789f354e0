import { type AxisTick, countAxis, durationAxis, type ValueAxis } from './axes.ts';
import { html, type Markup } from './markup.ts';
import type { ReportLine } from './report-line.ts';
import { perSecond, type RunTime, type Stretch, type StretchLatency } from './stretches.ts';
import { type ChartLine, type ChartPart, drawChart, steps } from './svg.ts';
import { countText, msText, numberText, offsetText, rateText, utcText } from './words.ts';

/** A run over time, and the marks of its time. */
export interface TimedRun {
  readonly line: ReportLine;
  readonly time: RunTime;
  readonly ticks: readonly AxisTick[];
}

/** Something that is drawn over time. */
interface Curve {
  readonly style: string;
  readonly name: string;
  readonly figureOf: (stretch: Stretch) => number | undefined;
  readonly isFilled?: boolean;
}

/** How many readings were taken and sent a second, and how many there should be. */
export function rateChart({ line, time, ticks }: TimedRun): Markup {
  const { target, sent, perSecond: mean, peakPerSecond } = line;
  const curves: Curve[] = [
    {
      style: 's-taken',
      name: 'Taken',
      figureOf: (stretch) => perSecond(stretch, 'taken'),
      isFilled: true,
    },
    { style: 's-sent', name: 'Sent', figureOf: (stretch) => perSecond(stretch, 'sent') },
    { style: 's-target', name: `Target, ${rateText(target)}`, figureOf: () => target },
  ];
  const lowest = Math.min(...time.stretches.map((stretch) => perSecond(stretch, 'sent')));
  const values = countAxis(greatest(time, curves), { isWhole: false });
  return drawChart({
    id: 'rate',
    title: 'Readings a second over time',
    description: `${numberText(sent)} readings were sent, ${rateText(mean)} of ${rateText(target)} on average; in the weakest stretch ${rateText(lowest)}. Most taken in a second: ${numberText(peakPerSecond)}.`,
    values,
    ticks,
    lines: linesOf(curves, time, values),
    parts: partsOf(
      time,
      (stretch) =>
        `${rateText(perSecond(stretch, 'taken'))} taken, ${rateText(perSecond(stretch, 'sent'))} sent`,
    ),
  });
}

/** How long answers took at each time. */
export function latencyChart({ line, time, ticks }: TimedRun): Markup {
  const { latency } = line;
  const all = time.stretches.flatMap((stretch) => stretch.latency ?? []);
  if (latency === null || all.length === 0)
    return html`<p class="dim">Nothing was answered, so nothing could be measured.</p>`;
  const curveOf = (key: keyof StretchLatency, name: string): Curve => ({
    style: `s-${key}`,
    name,
    figureOf: (stretch) => stretch.latency?.[key],
  });
  const curves = [
    curveOf('max', 'Slowest'),
    curveOf('p99', 'p99'),
    curveOf('p90', 'p90'),
    curveOf('p50', 'p50'),
  ];
  const most = Math.max(...all.map(({ max }) => max));
  const values = durationAxis(Math.min(...all.map(({ p50 }) => p50)), most);
  const worst = time.stretches.find((stretch) => stretch.latency?.max === most);
  const scale = values.isLog ? 'The upright axis is logarithmic. ' : '';
  return html`${drawChart({
    id: 'latency',
    title: 'Latency percentiles over time',
    description: `${scale}Of the whole run, half of the answers came within ${msText(latency.p50)}, 90 % within ${msText(latency.p90)}, 99 % within ${msText(latency.p99)}; the slowest took ${msText(latency.max)}${worst === undefined ? '' : ` (${spanText(worst)})`}.`,
    values,
    ticks,
    lines: linesOf(curves, time, values),
    parts: partsOf(time, ({ latency: own }) =>
      own === undefined
        ? 'no answer'
        : `p50 ${msText(own.p50)}, p90 ${msText(own.p90)}, p99 ${msText(own.p99)}, slowest ${msText(own.max)}`,
    ),
  })}<p class="dim">From when a reading was due to its answer, so that what had to wait is not left out.${values.isLog ? ' The axis is logarithmic: each mark is several times the one below.' : ''} No line where nothing was answered.</p>`;
}

/** What went wrong at each time. */
export function errorChart({ line, time, ticks }: TimedRun): Markup {
  const { failed, refused, dropped } = line;
  if (failed + refused + dropped === 0)
    return html`<p>No try failed, no reading was refused or given up.</p>`;
  const curves: Curve[] = [
    { style: 's-failed', name: 'Failed tries', figureOf: (stretch) => perSecond(stretch, 'failed') },
    { style: 's-refused', name: 'Refused', figureOf: (stretch) => perSecond(stretch, 'refused') },
    { style: 's-dropped', name: 'Given up', figureOf: (stretch) => perSecond(stretch, 'dropped') },
  ];
  const values = countAxis(greatest(time, curves), { isWhole: false });
  return drawChart({
    id: 'errors',
    title: 'Errors a second over time',
    description: `${countText(failed, 'try', 'tries')} failed, ${countText(refused, 'reading was', 'readings were')} refused and ${numberText(dropped)} given up.`,
    values,
    ticks,
    lines: linesOf(curves, time, values),
    parts: partsOf(
      time,
      (stretch) =>
        `${numberText(stretch.failed)} failed, ${numberText(stretch.refused)} refused, ${numberText(stretch.dropped)} given up`,
    ),
  });
}

/** How many readings waited at each time. */
export function backlogChart({ line, time, ticks }: TimedRun): Markup {
  const most = Math.max(...time.stretches.map(({ pending }) => pending));
  if (most === 0) return html`<p>No reading waited at the end of any stretch.</p>`;
  const curves: Curve[] = [
    { style: 's-pending', name: 'Waiting', figureOf: ({ pending }) => pending, isFilled: true },
  ];
  const values = countAxis(most, { isWhole: true });
  return drawChart({
    id: 'backlog',
    title: 'Readings that waited, over time',
    description: `At most ${countText(most, 'reading')} waited; at the end ${numberText(line.pending)}.`,
    values,
    ticks,
    lines: linesOf(curves, time, values),
    parts: partsOf(time, ({ pending }) => `${numberText(pending)} waiting`),
  });
}

function greatest(time: RunTime, curves: readonly Curve[]): number {
  return Math.max(
    ...curves.flatMap(({ figureOf }) => time.stretches.map((stretch) => figureOf(stretch) ?? 0)),
  );
}

function linesOf(
  curves: readonly Curve[],
  { stretches, lengthMs }: RunTime,
  axis: Pick<ValueAxis, 'place'>,
): ChartLine[] {
  return curves.map(({ style, name, figureOf, isFilled = false }) => {
    const drawn = steps(
      stretches.map((stretch) => ({
        from: stretch.fromMs / lengthMs,
        to: stretch.toMs / lengthMs,
        value: figureOf(stretch),
      })),
      axis,
    );
    return { style, name, path: drawn.path, ...(isFilled ? { area: drawn.area } : {}) };
  });
}

function partsOf(
  { stretches, lengthMs, startMs }: RunTime,
  textOf: (stretch: Stretch) => string,
): ChartPart[] {
  return stretches.map((stretch) => ({
    from: stretch.fromMs / lengthMs,
    to: stretch.toMs / lengthMs,
    text: `${spanText(stretch)} (${utcText(startMs + stretch.fromMs).slice(11)} UTC): ${textOf(stretch)}`,
  }));
}

function spanText({ fromMs, toMs }: Stretch): string {
  return `${offsetText(fromMs)} to ${offsetText(toMs)}`;
}
