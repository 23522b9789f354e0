import { isJsonObject, type Json, type JsonObject, parseJson, scalarText } from '../json.ts';
import { withoutTrailingNul } from './body.ts';
import { LIMITS } from './limits.ts';

/** The method of a property report. */
export const PROPERTY_POST_METHOD = 'thing.event.property.post';

/** The only version of the Alink protocol. */
export const ALINK_VERSION = '1.0';

/**
 * Writes a property report.
 * @param report.id decimal text in 0..4294967295
 * @param report.params property identifier to its value, already written as JSON text (`22`, `22.0`, `"text"`)
 * @param report.timeMs when the values were taken, UTC milliseconds; the platform uses its own clock without it
 */
export function encodePropertyPost(report: {
  id: string;
  params: ReadonlyMap<string, string>;
  timeMs?: number | undefined;
}): string {
  const { id, timeMs } = report;
  let params = '';
  for (const [identifier, value] of report.params) {
    if (params !== '') params += ',';
    const written = timeMs === undefined ? value : `{"value":${value},"time":${timeMs}}`;
    params += `${JSON.stringify(identifier)}:${written}`;
  }
  return `{"id":${JSON.stringify(id)},"version":"${ALINK_VERSION}","params":{${params}},"method":"${PROPERTY_POST_METHOD}"}`;
}

/** The method of a report of earlier values. */
export const HISTORY_POST_METHOD = 'thing.event.property.history.post';

/** Values of one time in a report of earlier values. */
export interface PastReading {
  /** Property identifier to its value, already written as JSON text. */
  readonly params: ReadonlyMap<string, string>;
  /** When they were taken, UTC milliseconds. */
  readonly takenAtMs: number;
}

/** Writes a report of earlier values of a device, each with its own time. Source: Alink document, history. */
export function encodeHistoryPost(report: {
  id: string;
  device: { readonly productKey: string; readonly deviceName: string };
  readings: readonly PastReading[];
}): string {
  const { productKey, deviceName } = report.device;
  const identity = JSON.stringify({ productKey, deviceName });
  const properties = report.readings.map(writePastReading).join(',');
  return (
    `{"id":${JSON.stringify(report.id)},"version":"${ALINK_VERSION}",` +
    `"params":[{"identity":${identity},"properties":[${properties}]}],"method":"${HISTORY_POST_METHOD}"}`
  );
}

/** One member of a report of earlier values: how long it is says how many fit into a message. */
export function writePastReading({ params, takenAtMs }: PastReading): string {
  const values = [...params].map(
    ([identifier, value]) => `${JSON.stringify(identifier)}:{"value":${value},"time":${takenAtMs}}`,
  );
  return `{${values.join(',')}}`;
}

/** One value of a property, or one occurrence of an event, as read from a message. */
export interface ReportedValue {
  readonly identifier: string;
  readonly value: Json;
  /** As sent; undefined where the message gave none. */
  readonly time: Json | undefined;
}

/** What an uplink reports. */
export interface Uplink {
  /** As text, whether it came as text or as a number. */
  readonly id: string | undefined;
  /** What differs from the documents without being refused. */
  readonly warnings: readonly string[];
  /** In the order of the message; an identifier may stand several times. */
  readonly properties: readonly ReportedValue[];
  readonly events: readonly ReportedValue[];
}

/** Why a whole message cannot be checked: a code of CHECK_CODES and what was found. */
export interface PostProblem {
  readonly code: 460 | 6106 | 6207;
  readonly detail: string;
}

/** What reading a message gives. */
export type DecodedUplink = { readonly uplink: Uplink } | { readonly problem: PostProblem };

/** Reads a property report as one of several kinds of uplink. Source: Alink document, "Report properties". */
export function readPropertyPost(body: string): DecodedUplink {
  const opened = openMessage(body, PROPERTY_POST_METHOD);
  if ('problem' in opened) return opened;
  const { id, params, warnings } = opened.message;
  if (!isJsonObject(params)) return { problem: { code: 460, detail: 'params is not an object' } };
  if (params.size === 0) return { problem: { code: 460, detail: 'params is empty' } };
  if (params.size > LIMITS.propertiesPerMessage) {
    return { problem: { code: 6106, detail: `${params.size} properties` } };
  }
  const properties: ReportedValue[] = [];
  for (const [identifier, item] of params) properties.push(readProperty(identifier, item));
  return { uplink: { id, warnings, properties, events: [] } };
}

/** One reported property as read from a message. */
export type ReportedProperty = Omit<ReportedValue, 'identifier'>;

/** A property report as read from a message. */
export interface PropertyPost extends Pick<Uplink, 'id' | 'warnings'> {
  readonly params: ReadonlyMap<string, ReportedProperty>;
}

/** Reads a property report, by identifier. */
export function decodePropertyPost(body: string): { post: PropertyPost } | { problem: PostProblem } {
  const decoded = readPropertyPost(body);
  if ('problem' in decoded) return decoded;
  const { id, warnings, properties } = decoded.uplink;
  const params = new Map<string, ReportedProperty>();
  for (const { identifier, value, time } of properties) params.set(identifier, { value, time });
  return { post: { id, params, warnings } };
}

/** `{"value":…,"time":…}` is the form with a time; any other object is a struct's value. */
function readProperty(identifier: string, item: Json): ReportedValue {
  if (isJsonObject(item)) {
    const value = item.get('value');
    const isTimed = value !== undefined && item.size === (item.has('time') ? 2 : 1);
    if (isTimed) return { identifier, value, time: item.get('time') };
  }
  return { identifier, value: item, time: undefined };
}

/** What all Alink messages have in common. */
interface Message {
  readonly id: string | undefined;
  readonly params: Json | undefined;
  /** A list of its own, which a reader may add to. */
  readonly warnings: string[];
}

/** Reads what all Alink messages have in common. @param method what the documents want as its method */
export function openMessage(body: string, method: string): { message: Message } | { problem: PostProblem } {
  const endsWithNul = body.endsWith('\u0000');
  let value: Json;
  try {
    value = parseJson(endsWithNul ? withoutTrailingNul(body) : body);
  } catch (error) {
    return { problem: { code: 6207, detail: (error as SyntaxError).message } };
  }
  if (!isJsonObject(value)) return { problem: { code: 6207, detail: 'not a JSON object' } };
  const warnings = endsWithNul ? ['a NUL byte follows the JSON'] : [];
  warnings.push(...envelopeWarnings(value, method));
  return { message: { id: idText(value.get('id')), params: value.get('params'), warnings } };
}

/** What the vendor's own clients send although the documents say otherwise: noted, never refused. */
function envelopeWarnings(message: JsonObject, documentedMethod: string): string[] {
  const warnings: string[] = [];
  const id = message.get('id');
  const text = idText(id);
  if (text === undefined) warnings.push('id is missing');
  else if (typeof id !== 'string') warnings.push('id is a number; the documents want text');
  if (text !== undefined && !(/^\d+$/.test(text) && Number(text) <= LIMITS.messageId)) {
    warnings.push(`id is not in 0..${LIMITS.messageId}`);
  }
  if (!message.has('version')) warnings.push('version is missing; the documents want "1.0"');
  const method = message.get('method');
  if (method === undefined) warnings.push(`method is missing; the documents want "${documentedMethod}"`);
  else if (method !== documentedMethod) warnings.push(`method is not "${documentedMethod}"`);
  return warnings;
}

function idText(id: Json | undefined): string | undefined {
  return scalarText(id) || undefined;
}
