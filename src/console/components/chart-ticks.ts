import type { Formats } from '../i18n/texts.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The marks of a time axis in words: no more than tells them apart, and the day where one begins. */
export function tickTexts(
  times: readonly number[],
  stepMs: number,
  formats: Pick<Formats, 'clock' | 'second' | 'minute' | 'day'>,
): string[] {
  const write = writerFor(stepMs, formats);
  let last = '';
  return times.map((time) => {
    const day = formats.day(time);
    const text = write(time);
    const isNew = day !== last && day !== text;
    last = day;
    return isNew ? `${text}\n${day}` : text;
  });
}

function writerFor(
  stepMs: number,
  { clock, second, minute, day }: Pick<Formats, 'clock' | 'second' | 'minute' | 'day'>,
): (ms: number) => string {
  if (stepMs >= DAY_MS) return day;
  if (stepMs >= MINUTE_MS) return minute;
  return stepMs >= SECOND_MS ? second : clock;
}

/** Longer names are cut. */
const MOST_CHARACTERS = 12;
/** What the digits of a fraction add in the last places is no part of a mark. */
const DIGITS = 12;

/** The marks of an axis of numbers in words: by name, or all with as many decimal places. */
export function numberTexts(
  numbers: readonly number[],
  names: ReadonlyMap<number, string>,
  formats: Pick<Formats, 'number'>,
): string[] {
  if (names.size > 0) return numbers.map((number) => cut(names.get(number) || formats.number(number)));
  const texts = numbers.map((number) => formats.number(Number(number.toPrecision(DIGITS))));
  const most = Math.max(0, ...texts.map((text) => placesOf(text).length));
  if (most === 0) return texts;
  return texts.map((text) => `${text.split('.')[0]}.${placesOf(text).padEnd(most, '0')}`);
}

/** How wide the marks of an axis are, in pixels; signs of Chinese take more room. */
export function textsWidth(texts: readonly string[]): number {
  const widths = texts.map((text) => [...text].reduce((sum, sign) => sum + (sign > '\u2e80' ? 13 : 7), 0));
  return Math.max(21, ...widths) + 14;
}

function cut(name: string): string {
  return name.length > MOST_CHARACTERS ? `${name.slice(0, MOST_CHARACTERS - 1)}…` : name;
}

function placesOf(text: string): string {
  return text.split('.')[1] ?? '';
}
