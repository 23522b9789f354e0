import { isJsonObject, type Json, parseJson, writeJson } from '../json.ts';
import type { Refusal } from '../tsl/check.ts';
import type { Change, KeyRange } from './store/store.ts';

/** Where samples are kept. */
export const HISTORY = { from: 'history/', to: 'history0' } as const;

const TIME_DIGITS = 15;

/** Samples have no later time. */
export const LATEST_MS = 10 ** TIME_DIGITS - 1;

/** A value, and why it is outside the model, though the product's mode let it pass. */
export interface SampleValue {
  readonly value: Json;
  readonly refusal: Refusal | undefined;
}

/** Values that were taken at one time and came in one message. */
export interface Sample {
  /** `productKey/deviceName`. */
  readonly device: string;
  readonly timeMs: number;
  /** Keeps apart samples of one time, in the order they came. */
  readonly seq: string;
  /** By identifier. */
  readonly values: ReadonlyMap<string, SampleValue>;
}

/** The change that keeps a sample; its key sorts by time. */
export function putSample({ device, timeMs, seq, values }: Sample): Extract<Change, { type: 'put' }> {
  // Joined, as texts that were added up are slower to compare.
  const key = ['history/', device, '/', timeText(timeMs), '/', seq].join('');
  return { type: 'put', key, value: writeValues(values) };
}

/** The reverse of {@link putSample}. */
export function readSample(key: string, text: string): Sample {
  const [, productKey, deviceName, time, seq = ''] = key.split('/');
  return { device: `${productKey}/${deviceName}`, timeMs: Number(time), seq, values: readValues(text) };
}

/** True for what keeps apart samples of one time. */
export function isSampleSeq(text: unknown): text is string {
  return typeof text === 'string' && /^[\da-z]{12}(\.\d{4})?$/.test(text);
}

/** The values as JSON; a line behind them says of those outside the model why they are. */
function writeValues(values: Sample['values']): string {
  const written: string[] = [];
  const refusals: string[] = [];
  for (const [identifier, { value, refusal }] of values) {
    written.push(`"${identifier}":${writeJson(value)}`);
    if (refusal !== undefined) refusals.push(`"${identifier}":${JSON.stringify(refusal)}`);
  }
  const json = ['{', written.join(','), '}'];
  if (refusals.length > 0) json.push('\n{', refusals.join(','), '}');
  return json.join('');
}

function readValues(text: string): Sample['values'] {
  const end = text.indexOf('\n');
  const refusals = end === -1 ? {} : (JSON.parse(text.slice(end + 1)) as Record<string, Refusal>);
  const values = parseJson(end === -1 ? text : text.slice(0, end));
  // Identifiers may be words that every object knows, such as `constructor`.
  const refusalOf = (identifier: string): Refusal | undefined =>
    Object.hasOwn(refusals, identifier) ? refusals[identifier] : undefined;
  const entries = isJsonObject(values) ? [...values] : [];
  return new Map(
    entries.map(([identifier, value]) => [identifier, { value, refusal: refusalOf(identifier) }]),
  );
}

/** What the keys of all samples of a device begin with. */
export function shelf(device: string): string {
  return `history/${device}/`;
}

/** The keys of a device's samples of these times, both included. */
export function samplesBetween(device: string, fromMs: number, toMs: number): KeyRange {
  const prefix = shelf(device);
  return {
    from: prefix + timeText(Math.max(0, fromMs)),
    to: `${prefix}${timeText(Math.min(toMs, LATEST_MS))}\u007f`,
  };
}

/** The time of a sample, digit by digit: charts read it of each. */
export function timeOf(key: string): number {
  const end = key.lastIndexOf('/');
  let timeMs = 0;
  for (let at = end - TIME_DIGITS; at < end; at++) timeMs = timeMs * 10 + (key.charCodeAt(at) - 0x30);
  return timeMs;
}

function timeText(timeMs: number): string {
  return String(timeMs).padStart(TIME_DIGITS, '0');
}
