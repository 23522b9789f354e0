import { formatDuration } from '../../config/duration.ts';
import type { Latency } from '../../engine/events.ts';
import type { FleetSummary } from '../../engine/fleet/report.ts';
import { messageFor } from '../../protocol/codes.ts';
import { formatMs, printable } from '../text.ts';

const number = (value: number): string => value.toLocaleString('en-US');

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

/** How a fleet's run went, as a table. */
export function describeFleet(summary: FleetSummary): string {
  const {
    target,
    devices,
    taken,
    sent,
    refused,
    dropped,
    pending,
    auths,
    durationMs,
    perSecond,
    peakPerSecond,
  } = summary;
  const rows: [string, string][] = [
    ['devices', number(devices)],
    [
      'readings',
      `${number(taken)} taken, ${number(sent)} sent, ${refused} refused, ${dropped} given up, ${number(pending)} pending`,
    ],
    [
      'rate',
      `${number(perSecond)}/s of ${number(Math.round(target * 10) / 10)}/s, most in a second ${number(peakPerSecond)}`,
    ],
    ['tokens', `${number(auths)} asked for`],
    ...times('latency', summary.latency, 'due to answer'),
    ...times('service', summary.service, 'sent to answer'),
    ...times('lateness', summary.lateness, 'due to taken'),
    ...Object.entries(summary.codes).map(([code, count]): [string, string] => [
      `code ${code}`,
      `${number(count)} ${messageFor(Number(code))}`,
    ]),
    ...Object.entries(summary.errors).map(([, { count, example }]): [string, string] => [
      'failed',
      `${number(count)} tries, such as: ${printable(example)}`,
    ]),
    ...summary.shutOut.map(({ device, reason }): [string, string] => [
      'not let in',
      `${printable(device)}: ${printable(reason)}`,
    ]),
  ];
  const more = summary.shutOutCount - summary.shutOut.length;
  if (more > 0) rows.push(['', `and ${number(more)} devices more`]);
  const lines = rows.map(([name, text]) => `${name.padEnd(11)}${text}\n`);
  return `\n${lines.join('')}${'in'.padEnd(11)}${formatDuration(durationMs)}\n`;
}

function times(name: string, latency: Latency | null, meaning: string): [string, string][] {
  if (latency === null) return [];
  const { p50, p90, p99, max } = latency;
  const parts = Object.entries({ p50, p90, p99, max }).map(([label, value]) => `${label} ${formatMs(value)}`);
  return [[name, `${parts.join(', ')} (${meaning})`]];
}
