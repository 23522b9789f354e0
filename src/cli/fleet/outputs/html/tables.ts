import { answerCode, messageFor } from '../../../../protocol/codes.ts';
import { foreign, html, type Markup } from './markup.ts';
import type { ReportLine } from './report-line.ts';
import { dataTable, numberHeads } from './table.ts';
import type { TimedRun } from './time-charts.ts';
import { countText, msText, numberText, offsetText, shareText, utcText } from './words.ts';

/** What was asked of the run, and whether it held; nothing where nothing was. */
export function thresholdTable({ thresholds = [] }: ReportLine): Markup | undefined {
  if (thresholds.length === 0) return undefined;
  return dataTable({
    label: 'Thresholds',
    head: ['Fails if', 'Was', 'Result'],
    rows: thresholds.map(({ text, actual, isCrossed }) => [
      html`<code>${foreign(text)}</code>`,
      foreign(actual),
      isCrossed ? html`<strong class="is-bad">✗ Crossed</strong>` : html`<span class="is-good">✓ Held</span>`,
    ]),
  });
}

/** What the platform answered, in its words and in ours. */
export function codeTable({ codes }: ReportLine): Markup {
  const rows = Object.entries(codes).toSorted(([, a], [, b]) => b - a);
  const total = rows.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return html`<p class="dim">The platform answered no message for good.</p>`;
  return dataTable({
    label: 'Codes of the answers',
    head: ['Code', 'Message', 'Meaning', ...numberHeads('Answers', 'Share')],
    rows: rows.map(([code, count]) => [
      foreign(code),
      messageFor(Number(code)),
      code === '0' ? 'taken' : answerCode(Number(code)).meaning,
      numberText(count),
      shareText(count, total),
    ]),
  });
}

/** Why tries failed, with the first one's words. */
export function errorTable({ errors }: ReportLine): Markup {
  const rows = Object.entries(errors).toSorted(([, a], [, b]) => b.count - a.count);
  if (rows.length === 0) return html`<p>No try failed.</p>`;
  return dataTable({
    label: 'Failed tries by cause',
    head: ['Cause', ...numberHeads('Tries'), { text: 'Such as', kind: 'prose' }],
    rows: rows.map(([kind, { count, example }]) => [
      html`<code>${foreign(kind)}</code>`,
      numberText(count),
      foreign(example),
    ]),
  });
}

/** The devices that got no token. */
export function shutOutTable({ shutOut, shutOutCount }: ReportLine): Markup {
  if (shutOutCount === 0) return html`<p>Every device was let in.</p>`;
  const table = dataTable({
    label: 'Devices not let in',
    head: [
      { text: 'Device', kind: 'name' },
      { text: 'Why', kind: 'prose' },
    ],
    rows: shutOut.map(({ device, reason }) => [foreign(device), foreign(reason)]),
  });
  return html`${table}${rest(shutOutCount - shutOut.length)}`;
}

function rest(more: number): Markup | undefined {
  return more > 0 ? html`<p class="dim">And ${countText(more, 'device')} more.</p>` : undefined;
}

/** The devices with the most trouble, and then the slowest. */
export function worstTable({ worst }: ReportLine): Markup {
  if (worst.length === 0) return html`<p class="dim">No device reported.</p>`;
  return dataTable({
    label: 'Worst devices',
    head: [
      { text: 'Device', kind: 'name' },
      ...numberHeads('Slowest', 'Failed tries', 'Refused', 'Given up', 'Waiting', 'Taken'),
    ],
    rows: worst.map(({ device, slowestMs, failed, refused, dropped, pending, taken }) => [
      foreign(device),
      msText(slowestMs),
      ...[failed, refused, dropped, pending, taken].map(numberText),
    ]),
  });
}

/** The figures behind the charts over time. */
export function stretchTable({ time }: TimedRun): Markup {
  return dataTable({
    label: 'All figures over time',
    head: [
      'From',
      'UTC',
      ...numberHeads(
        'Taken',
        'Sent',
        'Failed',
        'Refused',
        'Given up',
        'Waiting',
        'p50',
        'p90',
        'p99',
        'Slowest',
      ),
    ],
    rows: time.stretches.map(({ fromMs, latency, ...counts }) => [
      offsetText(fromMs),
      utcText(time.startMs + fromMs),
      ...[counts.taken, counts.sent, counts.failed, counts.refused, counts.dropped, counts.pending].map(
        numberText,
      ),
      ...(latency === undefined
        ? ['–', '–', '–', '–']
        : [latency.p50, latency.p90, latency.p99, latency.max].map(msText)),
    ]),
  });
}
