import { formatDuration } from '../../../../config/duration.ts';
import { formatMs } from '../../../text.ts';

/** A number with its thousands marked, and no more digits than are read. */
export function numberText(value: number): string {
  if (Math.abs(value) < 1) return String(Number(value.toPrecision(3)));
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : value < 1000 ? 1 : 0 });
}

/** A long number in few characters: `250K`, `1.5M`. */
export function shortText(value: number): string {
  return value.toLocaleString('en-US', { notation: 'compact', maximumFractionDigits: 2 });
}

/** Something a second: `1,998/s`. */
export function rateText(perSecond: number): string {
  return `${numberText(perSecond)}/s`;
}

/** A number of things, in the singular where it is one. */
export function countText(count: number, singular: string, plural = `${singular}s`): string {
  return `${numberText(count)} ${count === 1 ? singular : plural}`;
}

/** A share: `0.02 %`; what is not all is never written as all, nor what is something as nothing. */
export function shareText(part: number, whole: number): string {
  const percent = whole === 0 ? 0 : (100 * part) / whole;
  if (percent > 0 && percent < 0.01) return '< 0.01 %';
  if (percent > 99.99 && percent < 100) return '> 99.99 %';
  return `${Number(percent.toFixed(2))} %`;
}

/** A measured time: `0.023 ms`, `8.2 ms`, `812 ms`, `12.5s`. */
export function msText(ms: number): string {
  return ms < 1 ? `${Number(ms.toPrecision(2))} ms` : formatMs(ms);
}

/** How long after the start: `+1m30s`. */
export function offsetText(ms: number): string {
  return ms === 0 ? 'start' : `+${formatDuration(ms)}`;
}

/** A time of the world: `2026-11-28 20:31:05`, with milliseconds where asked for; empty for one no calendar has. */
export function utcText(ms: number, { withMs = false } = {}): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return '';
  return date
    .toISOString()
    .replace('T', ' ')
    .replace(withMs ? 'Z' : /\.\d+Z$/, '');
}
