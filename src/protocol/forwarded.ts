import { isJsonObject, type Json, type JsonObject, parseJson, scalarText, toNumber } from '../json.ts';
import type { DeviceIdentity } from './topic.ts';

/** A value of a property, as the platform has it. */
export interface ReceivedValue {
  readonly identifier: string;
  readonly value: Json;
  /** Its own time, or the platform's where it had none, ms since 1970; undefined where nothing says. */
  readonly timeMs: number | undefined;
  /** The platform's code where it filtered the value. */
  readonly code?: number | undefined;
}

/** A property report, as the platform has it. */
export interface Received {
  /** The message's own id; undefined where nothing says. */
  readonly id: string | undefined;
  /** When it arrived, on the platform's clock; undefined where nothing says. */
  readonly atMs: number | undefined;
  readonly values: readonly ReceivedValue[];
  /** The platform's code where it filtered the message as a whole. */
  readonly code?: number | undefined;
}

/** A line of what the platform passed on. */
export type ForwardedLine =
  | { readonly type: 'report'; readonly received: Received }
  /** Of another device. */
  | { readonly type: 'foreign' }
  /** Of this device, but no property report: its state, an event, a batch. */
  | { readonly type: 'other' }
  /** No message of the platform. */
  | { readonly type: 'invalid'; readonly problem: string };

/**
 * Reads a message that the platform passed on: its payload alone, or an object with `topic` and `payload`, as JSON
 * or as its text. Source: "Data formats" (document 73736) and, for `requestId` and `checkFailedData`, public traces.
 */
export function readForwarded(text: string, { productKey, deviceName }: DeviceIdentity): ForwardedLine {
  let payload: Json;
  try {
    payload = openWrapper(parseJson(text));
  } catch (error) {
    return invalid(`no JSON: ${(error as SyntaxError).message}`);
  }
  if (!isJsonObject(payload)) return invalid('no JSON object');
  const names = [payload.get('productKey'), payload.get('deviceName')];
  if (names.some((name) => typeof name !== 'string')) return invalid('it has no productKey and deviceName');
  if (names[0] !== productKey || names[1] !== deviceName) return { type: 'foreign' };
  if (!payload.has('items') && !payload.has('checkFailedData')) return { type: 'other' };
  if (payload.has('identifier')) return { type: 'other' }; // an event has checkFailedData too
  return readReport(payload);
}

/** A batch has a member `payload` as well, but says whose it is beside it. */
function openWrapper(value: Json): Json {
  if (!isJsonObject(value) || value.has('productKey')) return value;
  const inner = value.get('payload');
  return inner === undefined ? value : typeof inner === 'string' ? parseJson(inner) : inner;
}

function readReport(payload: JsonObject): ForwardedLine {
  const values: ReceivedValue[] = [];
  for (const part of ['items', 'checkFailedData']) {
    const members = payload.get(part) ?? new Map<string, Json>();
    if (!isJsonObject(members)) return invalid(`${part} is no object`);
    for (const [identifier, item] of members) {
      const value = isJsonObject(item) ? item.get('value') : undefined;
      if (!isJsonObject(item) || value === undefined) return invalid(`${part}: a value is not {"value":…}`);
      const code = part === 'items' ? {} : { code: toNumber(item.get('code')) ?? 0 };
      values.push({ identifier, value, timeMs: toNumber(item.get('time')), ...code });
    }
  }
  if (values.length === 0) return invalid('it has no value');
  const id = scalarText(payload.get('requestId'));
  return { type: 'report', received: { id, atMs: toNumber(payload.get('gmtCreate')), values } };
}

function invalid(problem: string): ForwardedLine {
  return { type: 'invalid', problem };
}
