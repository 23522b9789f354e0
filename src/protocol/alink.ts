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
  const params = [...report.params].map(([identifier, value]) => {
    const written = report.timeMs === undefined ? value : `{"value":${value},"time":${report.timeMs}}`;
    return `${JSON.stringify(identifier)}:${written}`;
  });
  return (
    `{"id":${JSON.stringify(report.id)},"version":"${ALINK_VERSION}",` +
    `"params":{${params.join(',')}},"method":"${PROPERTY_POST_METHOD}"}`
  );
}

/** One reported property as read from a message. */
export interface ReportedProperty {
  readonly value: Json;
  /** As sent; undefined where the bare form was used. */
  readonly time: Json | undefined;
}

/** A property report as read from a message. */
export interface PropertyPost {
  /** As text, whether it came as text or as a number. */
  readonly id: string | undefined;
  readonly params: ReadonlyMap<string, ReportedProperty>;
  /** What differs from the documents without being refused. */
  readonly warnings: readonly string[];
}

/** Why a whole message cannot be checked: a code of CHECK_CODES and what was found. */
export interface PostProblem {
  readonly code: 460 | 6106 | 6207;
  readonly detail: string;
}

/** Reads a property report. Source: Alink document, "Report properties". */
export function decodePropertyPost(body: string): { post: PropertyPost } | { problem: PostProblem } {
  let value: Json;
  try {
    value = parseJson(withoutTrailingNul(body));
  } catch (error) {
    return { problem: { code: 6207, detail: (error as SyntaxError).message } };
  }
  if (!isJsonObject(value)) return { problem: { code: 6207, detail: 'not a JSON object' } };
  const params = value.get('params');
  if (!isJsonObject(params)) return { problem: { code: 460, detail: 'params is not an object' } };
  if (params.size === 0) return { problem: { code: 460, detail: 'params is empty' } };
  if (params.size > LIMITS.propertiesPerMessage) {
    return { problem: { code: 6106, detail: `${params.size} properties` } };
  }
  const warnings = body.endsWith('\u0000') ? ['a NUL byte follows the JSON'] : [];
  warnings.push(...envelopeWarnings(value));
  const properties = new Map<string, ReportedProperty>();
  for (const [identifier, item] of params) properties.set(identifier, readProperty(item));
  return { post: { id: idText(value.get('id')), params: properties, warnings } };
}

/** `{"value":…,"time":…}` is the form with a time; any other object is a struct's value. */
function readProperty(item: Json): ReportedProperty {
  if (!isJsonObject(item)) return { value: item, time: undefined };
  const value = item.get('value');
  const isTimed = value !== undefined && [...item.keys()].every((key) => key === 'value' || key === 'time');
  return isTimed ? { value, time: item.get('time') } : { value: item, time: undefined };
}

/** What the vendor's own clients send although the documents say otherwise: noted, never refused. */
function envelopeWarnings(message: JsonObject): string[] {
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
  if (method === undefined) warnings.push(`method is missing; the documents want "${PROPERTY_POST_METHOD}"`);
  else if (method !== PROPERTY_POST_METHOD) warnings.push(`method is not "${PROPERTY_POST_METHOD}"`);
  return warnings;
}

function idText(id: Json | undefined): string | undefined {
  return scalarText(id) || undefined;
}
