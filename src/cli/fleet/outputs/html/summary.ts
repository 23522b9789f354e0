import { formatDuration } from '../../../../config/duration.ts';
import { foreign, html, type Markup, type Piece } from './markup.ts';
import type { ReportLine } from './report-line.ts';
import { countText, msText, numberText, rateText, shareText, utcText } from './words.ts';

/** What came of the run, in one sentence, and whether that is good. */
export function verdict(line: ReportLine): Markup {
  const { thresholds = [], taken, sent } = line;
  const trouble = troubleOf(line);
  if (thresholds.length > 0) {
    const crossed = thresholds.filter(({ isCrossed }) => isCrossed).length;
    return crossed > 0
      ? notice(
          'is-bad',
          'Failed',
          `${numberText(crossed)} of ${countText(thresholds.length, 'threshold')} crossed.`,
        )
      : notice('is-good', 'Passed', `${countText(thresholds.length, 'threshold')} held.`);
  }
  if (taken === 0) return notice('is-odd', 'Nothing happened', 'No reading was taken.');
  if (trouble !== '') return notice('is-odd', 'Not all arrived', trouble);
  return notice('is-good', 'All arrived', `The platform took ${countText(sent, 'reading')}.`);
}

function notice(kind: 'is-good' | 'is-odd' | 'is-bad', first: string, text: string): Markup {
  return html`<p class="verdict ${kind}"><strong class="${kind}">${first}.</strong> ${text}</p>`;
}

function troubleOf({ refused, dropped, pending, shutOutCount }: ReportLine): string {
  const parts = [
    ...(refused > 0 ? [`${numberText(refused)} refused`] : []),
    ...(dropped > 0 ? [`${numberText(dropped)} given up`] : []),
    ...(pending > 0 ? [`${numberText(pending)} still waiting`] : []),
    ...(shutOutCount > 0 ? [`${countText(shutOutCount, 'device')} not let in`] : []),
  ];
  return parts.length === 0 ? '' : `${parts.join(', ')}.`;
}

/** When it was, and of what. */
export function facts({ startedAtMs, durationMs, devices, target, seed, shard }: ReportLine): Markup {
  const rows: [string, Piece][] = [
    ['Started', html`<time>${utcText(startedAtMs)}</time> UTC`],
    ['Ended', html`<time>${utcText(startedAtMs + durationMs)}</time> UTC`],
    ['Duration', formatDuration(durationMs)],
    ['Devices', numberText(devices)],
    ['Target', rateText(target)],
    ['Seed', html`<code>${foreign(seed)}</code>`],
    ...(shard === null ? [] : [['Shard', foreign(shard)] satisfies [string, Piece]]),
  ];
  return html`<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** The figures that people ask for first. */
export function totals(line: ReportLine): Markup {
  const { taken, sent, refused, dropped, pending, failed, auths, shutOutCount, target, durationMs } = line;
  const { restored = 0 } = line;
  const mean = (1000 * taken) / Math.max(durationMs, 1);
  const bad = (count: number): string => (count > 0 ? 'is-bad' : '');
  const tiles = [
    tile({ name: 'Taken', figure: numberText(taken) }),
    ...(restored > 0
      ? [tile({ name: 'Restored', figure: numberText(restored), note: 'left by an earlier run' })]
      : []),
    tile({
      name: 'Sent',
      figure: numberText(sent),
      note: `${shareText(sent, taken + restored)} of ${restored > 0 ? 'all' : 'those taken'}`,
    }),
    tile({
      name: 'Sent a second',
      figure: numberText(line.perSecond),
      note: `${shareText(line.perSecond, target)} of the target`,
    }),
    tile({
      name: 'Peak second',
      figure: numberText(line.peakPerSecond),
      note: mean > 0 ? `taken; ${numberText(line.peakPerSecond / mean)} times the mean` : 'taken',
    }),
    ...latencyTiles(line),
    tile({ name: 'Refused', figure: numberText(refused), kind: bad(refused) }),
    tile({ name: 'Given up', figure: numberText(dropped), kind: bad(dropped) }),
    tile({
      name: 'Waiting',
      figure: numberText(pending),
      note: 'at the end',
      kind: pending > 0 ? 'is-odd' : '',
    }),
    tile({ name: 'Failed tries', figure: numberText(failed), kind: failed > 0 ? 'is-odd' : '' }),
    tile({ name: 'Not let in', figure: numberText(shutOutCount), note: 'devices', kind: bad(shutOutCount) }),
    tile({ name: 'Tokens', figure: numberText(auths), note: 'asked for' }),
  ];
  return html`<dl class="tiles">${tiles}</dl>`;
}

function latencyTiles({ latency, lateness }: ReportLine): Markup[] {
  const own = [
    ['Latency p50', latency?.p50],
    ['Latency p99', latency?.p99],
    ['Slowest answer', latency?.max],
    ['Lateness p99', lateness?.p99],
  ] as const;
  return own.map(([name, ms]) => tile({ name, figure: ms === undefined ? '–' : msText(ms) }));
}

function tile({
  name,
  figure,
  note,
  kind = '',
}: {
  name: string;
  figure: string;
  note?: string;
  kind?: string;
}): Markup {
  const below = note === undefined ? undefined : html`<dd class="note">${note}</dd>`;
  return html`<div><dt>${name}</dt><dd class="figure ${kind}">${figure}</dd>${below}</div>`;
}
