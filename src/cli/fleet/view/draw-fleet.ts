import type { ChalkInstance } from 'chalk';
import { formatDuration } from '../../../config/duration.ts';
import { type FleetReport, summarizeFleet } from '../../../engine/fleet/report/report.ts';
import { createLatencies } from '../../../engine/latency.ts';
import { printable } from '../../text.ts';
import { codeWords, durationRow, durationRows, errorTexts, number, rate } from './print-fleet.ts';
import { rateHistory, rateNow, type Sample } from './rates.ts';
import { cut, LABEL_WIDTH, type Layout, layRow, layText, type Piece, plain } from './rows.ts';

/** Where a run will end. */
export interface FleetEnd {
  /** When no reading is due any more, ms since the start. */
  readonly durationMs?: number | undefined;
  /** How many readings there will be. */
  readonly readings?: number | undefined;
}

/** What there is to be seen of a run. */
export interface FleetView {
  readonly report: FleetReport;
  readonly samples: readonly Sample[];
  readonly end: FleetEnd;
  readonly isStopping: boolean;
}

/** Where it is to be seen. */
export interface Screen {
  /** No line is wider. */
  readonly columns: number;
  /** There are no more lines. */
  readonly rows: number;
  readonly paint: ChalkInstance;
  /** Whether it shows the bars of a small chart. */
  readonly hasBars: boolean;
}

/** Lines that belong together, and how much they would be missed where there is no room: least at the highest rank. */
interface Part {
  readonly rank: number;
  readonly lines: readonly string[];
}

/** Latencies are shown for so long a time, or somewhat longer in a long run, which keeps less of itself. */
const RECENT_MS = 10_000;
const MOST_CAUSES = 4;
const MOST_DEVICES = 5;
const BARS = [...'▁▂▃▄▅▆▇█'];
const MOST_BARS = 30;
const LEAST_BARS = 10;

/** How a fleet stands, as lines that fit the screen. What matters least is left out where it has too few. */
export function drawFleet(view: FleetView, screen: Screen): string[] {
  const { report } = view;
  const { columns, rows, paint } = screen;
  const summary = summarizeFleet(report);
  const { sent, refused, dropped, pending, shutOut, shutOutCount } = summary;
  const layout: Layout = { columns, paintLabel: paint.dim };
  const recent = recentLatency(report);
  const bad = (count: number, words: string, color: Piece['paint']): Piece[] =>
    count > 0 ? [{ text: `${number(count)} ${words}`, paint: color }] : [];
  const errors = errorTexts(summary);
  const devices = shutOut.slice(0, MOST_DEVICES).map(({ device }) => printable(device));
  const more = shutOutCount - devices.length;
  const parts: Part[] = [
    { rank: 0, lines: header(view, screen) },
    {
      rank: 0,
      lines: layRow(
        {
          label: 'readings',
          pieces: [
            { text: `${number(sent)} sent` },
            ...bad(refused, 'refused', paint.red),
            ...bad(dropped, 'given up', paint.red),
            { text: `${number(pending)} waiting`, paint: pending > 0 ? paint.yellow : undefined },
          ],
        },
        layout,
      ),
    },
    { rank: 1, lines: rateLines(view, screen, layout) },
    { rank: 2, lines: durationRow(recent.label, recent.figures).flatMap((row) => layRow(row, layout)) },
    ...durationRows(summary).map((row, index) => ({ rank: 3 + index, lines: layRow(row, layout) })),
    {
      rank: 7,
      lines: layRow({ label: 'tokens', pieces: plain(`${number(report.auths)} asked for`) }, layout),
    },
    {
      rank: 4,
      lines: layRow({ label: 'codes', pieces: codePieces(report) }, layout).filter(
        () => Object.keys(report.codes).length > 0,
      ),
    },
    ...errors.slice(0, MOST_CAUSES).map((text, index) => ({
      rank: 4 + index,
      lines: layText({ label: 'failed', text, paint: paint.yellow }, { ...layout, lines: 1 }),
    })),
    {
      rank: 5,
      lines: layText(
        {
          label: 'not let in',
          text: `${number(shutOutCount)}: ${devices.join(', ')}${more > 0 ? ' …' : ''}`,
          paint: paint.red,
        },
        { ...layout, lines: 1 },
      ).filter(() => shutOutCount > 0),
    },
  ];
  return fitting(parts, rows);
}

/** The parts that are missed most, in their order. */
function fitting(parts: readonly Part[], rows: number): string[] {
  let kept = parts;
  const linesOf = (): string[] => kept.flatMap(({ lines }) => lines);
  while (linesOf().length > rows && kept.length > 1) {
    const least = Math.max(...kept.map(({ rank }) => rank));
    const last = kept.findLastIndex(({ rank }) => rank === least);
    kept = kept.filter((_, index) => index !== last);
  }
  return linesOf().slice(0, Math.max(rows, 1));
}

function header({ report, end, isStopping }: FleetView, { columns, paint }: Screen): string[] {
  const { durationMs, devices } = report;
  const left = leftMs(report, end);
  const parts = [
    formatDuration(durationMs - (durationMs % 1000)),
    ...(left === undefined || isStopping ? [] : [left > 0 ? `${formatDuration(left)} left` : 'last answers']),
    `${number(devices)} ${devices === 1 ? 'device' : 'devices'}`,
    isStopping ? 'stopping; Ctrl-C again leaves at once' : 'Ctrl-C stops',
  ];
  const lines: string[] = [];
  for (const part of parts) {
    const longer = lines.length === 0 ? part : `${lines.at(-1)} · ${part}`;
    if (lines.length > 0 && longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(cut(part, columns));
  }
  return lines.map((line) => paint.bold(line));
}

function leftMs({ target, taken, durationMs }: FleetReport, end: FleetEnd): number | undefined {
  const byCount = end.readings === undefined ? undefined : (1000 * (end.readings - taken)) / target;
  const byTime = end.durationMs === undefined ? undefined : end.durationMs - durationMs;
  if (byCount === undefined && byTime === undefined) return undefined;
  const left = Math.min(byCount ?? Number.POSITIVE_INFINITY, byTime ?? Number.POSITIVE_INFINITY);
  return Math.max(0, Math.ceil(left / 1000) * 1000);
}

function rateLines(
  { report, samples }: FleetView,
  { columns, paint, hasBars }: Screen,
  layout: Layout,
): string[] {
  const text = `${rate(rateNow(samples))} of ${rate(report.target)}`;
  const lines = layRow({ label: 'rate', pieces: plain(text) }, layout);
  const room = columns - LABEL_WIDTH - text.length - '  in the last minute'.length - 2;
  if (!hasBars || lines.length > 1 || room < LEAST_BARS) return lines;
  const history = rateHistory(samples, Math.min(room, MOST_BARS));
  const most = Math.max(report.target, ...history.map((value) => value ?? 0));
  const bars = history.map((value) => (value === undefined ? ' ' : bar(value / most)));
  return [`${lines[0]}  ${paint.cyan(bars.join('').trimStart())}  ${paint.dim('in the last minute')}`];
}

function bar(share: number): string {
  return BARS[Math.min(BARS.length - 1, Math.max(0, Math.ceil(share * BARS.length) - 1))] ?? ' ';
}

function codePieces({ codes }: FleetReport): Piece[] {
  return plain(
    ...Object.entries(codes).map(([code, count]) => `${code}: ${number(count)} ${codeWords(code)}`),
  );
}

/** The latency of the last seconds, and what to call it. */
function recentLatency({ series, startedAtMs, durationMs }: FleetReport) {
  const nowMs = startedAtMs + durationMs;
  const first = Math.max(
    0,
    series.points.findLastIndex(({ atMs }) => atMs <= nowMs - RECENT_MS),
  );
  const points = series.points.slice(first);
  const latencies = createLatencies(1);
  for (const { latency } of points) latencies.add(latency.histogram());
  const spanMs = Math.min(nowMs - (points[0]?.atMs ?? nowMs), durationMs);
  return {
    label: `last ${formatDuration(Math.max(1000, spanMs - (spanMs % 1000)))}`,
    figures: latencies.figures(),
  };
}
