import type { ChalkInstance } from 'chalk';
import { formatDuration } from '../../../config/duration.ts';
import type { Latency } from '../../../engine/events.ts';
import { type FleetSummary, MOST_NAMED, type WorstDevice } from '../../../engine/fleet/report/report.ts';
import type { ThresholdResult } from '../../../engine/fleet/report/thresholds.ts';
import { ANSWER_CODES } from '../../../protocol/codes.ts';
import { formatMs, printable } from '../../text.ts';
import { type Layout, layRow, layText, type Piece, plain, type Row } from './rows.ts';

/** Of each kind that there may be many of, so many are shown. */
const MOST_SHOWN = 5;
/** A narrower terminal breaks the lines by itself: better than figures that are cut off. */
const LEAST_COLUMNS = 40;
/** A ratio to a mean says something from here on. */
const LEAST_FOR_MEAN_MS = 3_000;

/** A number for people: `12,345`. */
export const number = (value: number): string => value.toLocaleString('en-US');

/** A rate for people: `1,999.5/s`. */
export const rate = (perSecond: number): string => `${number(Math.round(perSecond * 10) / 10)}/s`;

/** The platform's words for a code. */
export function codeWords(code: string): string {
  if (code === '0') return 'success';
  return ANSWER_CODES[Number(code)]?.message ?? 'no document names this code';
}

/** How a fleet stands, in one line. */
export function describeProgress(summary: FleetSummary, sentPerSecond: number): string {
  const { target, sent, pending, failed, latency, shutOutCount } = summary;
  const parts = [
    `${number(sent)} sent`,
    `${number(Math.round(sentPerSecond))}/s of ${number(Math.round(target))}/s`,
  ];
  if (latency !== null) parts.push(`p50 ${formatMs(latency.p50)}, p99 ${formatMs(latency.p99)}`);
  if (pending > 0) parts.push(`${number(pending)} waiting`);
  if (summary.refused > 0) parts.push(`${number(summary.refused)} refused`);
  if (failed > 0) parts.push(`${number(failed)} failed tries`);
  if (shutOutCount > 0) parts.push(`${number(shutOutCount)} not let in`);
  return parts.join(' · ');
}

/** What else a table says, and how. */
interface TableOptions {
  /** @default 80 */
  readonly columns?: number;
  /** Whether texts are whole, in as many lines as that takes. @default true, each in one line without an end */
  readonly isTerminal?: boolean;
  readonly paint?: ChalkInstance;
  /** Why the rate was not held. */
  readonly hint?: string | undefined;
  readonly thresholds?: readonly ThresholdResult[];
}

/** How a fleet's run went, as a table. */
export function describeFleet(
  summary: FleetSummary,
  { columns = 80, isTerminal = false, paint, hint, thresholds = [] }: TableOptions = {},
): string {
  const layout: Layout = { columns: Math.max(columns, LEAST_COLUMNS), paintLabel: paint?.dim };
  const row = (each: Row): string[] => layRow(each, layout);
  const words = (label: string, text: string): string[] =>
    layText({ label, text }, { ...layout, columns: isTerminal ? layout.columns : Number.POSITIVE_INFINITY });
  const { devices, restored, untaken, taken, sent, refused, dropped, pending, auths, durationMs } = summary;
  const bad = (count: number, color: Piece['paint']): Piece['paint'] => (count > 0 ? color : undefined);
  const lines = [
    ...row({ label: 'devices', pieces: plain(number(devices)) }),
    ...row({
      label: 'readings',
      pieces: [
        ...(restored > 0 ? plain(`${number(restored)} from earlier runs`) : []),
        { text: `${number(taken)} taken` },
        { text: `${number(sent)} sent` },
        { text: `${number(refused)} refused`, paint: bad(refused, paint?.red) },
        { text: `${number(dropped)} given up`, paint: bad(dropped, paint?.red) },
        ...(untaken > 0 ? [{ text: `${number(untaken)} never taken`, paint: paint?.red }] : []),
        { text: `${number(pending)} pending`, paint: bad(pending, paint?.yellow) },
      ],
    }),
    ...row({ label: 'rate', pieces: plain(...rateTexts(summary)) }),
    ...(hint === undefined ? [] : layText({ label: '', text: hint, paint: paint?.yellow }, layout)),
    ...row({ label: 'tokens', pieces: plain(`${number(auths)} asked for`) }),
    ...durationRows(summary).flatMap(row),
    ...Object.entries(summary.codes).flatMap(([code, count]) =>
      row({ label: `code ${code}`, pieces: plain(`${number(count)} ${codeWords(code)}`) }),
    ),
    ...errorTexts(summary).flatMap((text) => words('failed', text)),
    ...shutOutTexts(summary).flatMap((text, index) => words(index === 0 ? 'not let in' : '', text)),
    ...worstRows(summary).flatMap(row),
    ...row({ label: 'in', pieces: plain(formatDuration(durationMs)) }),
    ...(thresholds.length > 0 ? [''] : []),
    ...thresholds.flatMap(({ text, isCrossed, actual }) =>
      row({
        label: isCrossed ? 'fail' : 'pass',
        pieces: [{ text: `${text}: ${actual}`, paint: isCrossed ? paint?.red : paint?.green }],
      }),
    ),
  ];
  return `\n${lines.join('\n')}\n`;
}

/** The rows of latency, service and lateness; those of which there is nothing are left out. */
export function durationRows({
  latency,
  service,
  lateness,
}: Pick<FleetSummary, 'latency' | 'service' | 'lateness'>): Row[] {
  return [
    ...durationRow('latency', latency, 'due to answer'),
    ...durationRow('service', service, 'sent to answer'),
    ...durationRow('lateness', lateness, 'due to taken'),
  ];
}

/** A row of percentiles. */
export function durationRow(label: string, figures: Latency | null, meaning?: string): Row[] {
  if (figures === null) return [];
  const { p50, p90, p99, max } = figures;
  const parts = Object.entries({ p50, p90, p99, max }).map(([name, ms]) => `${name} ${formatMs(ms)}`);
  return [{ label, pieces: plain(...parts, ...(meaning === undefined ? [] : [meaning])), width: 13 }];
}

/** Failed tries by their cause, those with most first, each with an example. */
export function errorTexts({ errors }: Pick<FleetSummary, 'errors'>): string[] {
  return Object.entries(errors)
    .toSorted(([, a], [, b]) => b.count - a.count)
    .map(
      ([kind, { count, example }]) =>
        `${number(count)} ${count === 1 ? 'try' : 'tries'}, ${kind}: ${example}`,
    );
}

function rateTexts({ perSecond, target, peakPerSecond, taken, durationMs }: FleetSummary): string[] {
  const mean = (1000 * taken) / Math.max(durationMs, 1);
  const peak = `peak second ${number(peakPerSecond)}`;
  const isLong = durationMs >= LEAST_FOR_MEAN_MS && mean > 0;
  return [
    `${rate(perSecond)} of ${rate(target)}`,
    isLong ? `${peak}, ${(peakPerSecond / mean).toFixed(2)} x the mean` : peak,
  ];
}

/** Devices by the reason for which they were not let in. */
function shutOutTexts({ shutOut, shutOutCount }: FleetSummary): string[] {
  const devicesOf = new Map<string, string[]>();
  for (const { device, reason } of shutOut)
    devicesOf.set(reason, [...(devicesOf.get(reason) ?? []), printable(device)]);
  const texts = [...devicesOf].slice(0, MOST_SHOWN).map(([reason, devices]) => ({
    text: `${devices.slice(0, MOST_SHOWN).join(', ')}: ${reason}`,
    count: Math.min(devices.length, MOST_SHOWN),
  }));
  const more = shutOutCount - texts.reduce((sum, { count }) => sum + count, 0);
  return [
    ...texts.map(({ text }) => text),
    ...(more > 0 ? [`and ${number(more)} more; ${number(shutOutCount)} in all`] : []),
  ];
}

/** The devices with the most trouble that were let in. */
function worstRows({ worst, shutOut }: FleetSummary): Row[] {
  const named = new Set(shutOut.map(({ device }) => device));
  const troubled = worst.filter((each) => troubles(each).length > 0 && !named.has(each.device));
  const rows = troubled.slice(0, MOST_SHOWN).map((each, index) => ({
    label: index === 0 ? 'worst' : '',
    pieces: plain(
      printable(each.device),
      ...troubles(each),
      ...(each.slowestMs > 0 ? [`slowest ${formatMs(each.slowestMs)}`] : []),
    ),
  }));
  const more = troubled.length - rows.length;
  const isAll = worst.length < MOST_NAMED || worst.some((each) => troubles(each).length === 0);
  const atLeast = isAll ? '' : 'at least ';
  return more > 0 ? [...rows, { label: '', pieces: plain(`and ${atLeast}${more} more`) }] : rows;
}

function troubles({ refused, dropped, pending, failed }: WorstDevice): string[] {
  return Object.entries({ refused, 'given up': dropped, pending, 'tries failed': failed })
    .filter(([, count]) => count > 0)
    .map(([words, count]) => `${number(count)} ${words}`);
}
