import { type JsonObject, MOST_OWN_LEVELS, parseJson, writeJson } from '../json.ts';
import type { Verdict } from '../tsl/check.ts';
import type { EventVerdict } from '../tsl/check-event.ts';

/** One reported value of a property, and what the check made of it. */
export type JudgedProperty = Verdict & { readonly identifier: string };

/** One reported event, and what the check made of it. */
export type JudgedEvent = EventVerdict & { readonly identifier: string };

/** A message that was answered with code 0, and what the platform made of it. */
export interface Message {
  readonly topic: string;
  /** The message's own id; undefined where it has none. */
  readonly id: string | undefined;
  /** The body as it came. */
  readonly body: string;
  /** In the order of the report; empty for topics that the thing model says nothing of. */
  readonly properties: readonly JudgedProperty[];
  readonly events: readonly JudgedEvent[];
  /** Why the whole message was filtered: a code of CHECK_CODES and what was found. */
  readonly problem?: { readonly code: number; readonly detail: string } | undefined;
}

/** One request of a device and its answer, as the emulator's log keeps it. */
export interface Exchange {
  /** Sorts exchanges in the order in which they were answered. */
  readonly seq: string;
  /** When it was answered, ms since 1970. */
  readonly at: number;
  readonly path: string;
  /** `productKey/deviceName`, where the request named a device that exists. */
  readonly device: string | undefined;
  /** The platform's code; undefined where a fault or the guard of the emulator's own API came before it. */
  readonly code: number | undefined;
  readonly messageId?: string | undefined;
  /** Why it was refused, and what differs from the documents without harm: what the answer itself does not say. */
  readonly notes: readonly string[];
  /** The fault that was injected, in words. */
  readonly fault?: string | undefined;
  /** Of publishes that were taken. */
  readonly message?: Message | undefined;
}

/** What there is to say of an exchange, one line each: what was kept and filtered, the notes, the fault. */
export function describeExchange({ notes, fault, message }: Exchange): string[] {
  const lines: string[] = [];
  if (fault !== undefined) lines.push(`fault injected: ${fault}`);
  if (message !== undefined) lines.push(...describeMessage(message));
  return [...lines, ...notes];
}

function describeMessage({ properties, events, problem }: Message): string[] {
  const kept: string[] = [];
  const lines: string[] = [];
  for (const judged of [...properties, ...events]) {
    const { identifier, outcome, value } = judged;
    if (outcome !== 'filtered') kept.push(`${identifier} ${writeJson(value)}`);
    if (outcome === 'kept') continue;
    const { code, message } = judged.refusal;
    const words = outcome === 'filtered' ? 'filtered' : 'kept outside the model';
    lines.push(`${identifier} ${words}: ${code} ${message}`);
  }
  if (kept.length > 0) lines.unshift(`kept ${kept.join(', ')}`);
  if (problem) lines.push(`filtered: ${problem.code} ${problem.detail}`);
  return lines;
}

/**
 * Writes an exchange as one line of JSON, every number as the device wrote it. Runs for each request, so it puts the
 * pieces together by hand, and joined: a text added up from pieces would hold on to them all.
 */
export function writeExchange(exchange: Exchange): string {
  const { seq, at, path, device, code, messageId, notes, fault, message } = exchange;
  const pieces = ['{"seq":"', seq, '","at":', String(at), ',"path":', JSON.stringify(path)];
  if (device !== undefined) pieces.push(',"device":', JSON.stringify(device));
  if (code !== undefined) pieces.push(',"code":', String(code));
  if (messageId !== undefined) pieces.push(',"messageId":"', messageId, '"');
  pieces.push(',"notes":', notes.length === 0 ? '[]' : JSON.stringify(notes));
  if (fault !== undefined) pieces.push(',"fault":', JSON.stringify(fault));
  if (message !== undefined) pieces.push(',"message":', writeMessage(message));
  pieces.push('}');
  return pieces.join('');
}

function writeMessage({ topic, id, body, properties, events, problem }: Message): string {
  const pieces = ['{"topic":', JSON.stringify(topic)];
  if (id !== undefined) pieces.push(',"id":', JSON.stringify(id));
  pieces.push(',"body":', JSON.stringify(body));
  if (problem !== undefined) pieces.push(',"problem":', JSON.stringify(problem));
  pieces.push(
    ',"properties":[',
    properties.map(writeProperty).join(','),
    '],"events":[',
    events.map(writeEvent).join(','),
    ']}',
  );
  return pieces.join('');
}

function writeProperty(property: JudgedProperty): string {
  return `{"identifier":${JSON.stringify(property.identifier)},${writeVerdict(property)}}`;
}

function writeEvent(event: JudgedEvent): string {
  const { identifier, name, eventType } = event;
  const own = JSON.stringify({ identifier, name, eventType }).slice(1, -1);
  return `{${own},${writeVerdict(event)}}`;
}

function writeVerdict(verdict: Verdict): string {
  const refusal = verdict.outcome === 'kept' ? '' : `,"refusal":${JSON.stringify(verdict.refusal)}`;
  return `"outcome":"${verdict.outcome}","value":${writeJson(verdict.value)},"timeMs":${verdict.timeMs}${refusal}`;
}

/** Reads what {@link writeExchange} wrote. @throws SyntaxError when it is no JSON */
export function readExchange(text: string): Exchange {
  const plain = JSON.parse(text) as Exchange;
  if (plain.message === undefined) return plain;
  const exact = parseJson(text, MOST_OWN_LEVELS) as JsonObject;
  const { properties, events } = plain.message;
  const message = {
    ...plain.message,
    properties: withExactValues(properties, exact, 'properties'),
    events: withExactValues(events, exact, 'events'),
  };
  return { ...plain, message };
}

/** JSON.parse reads all but the values well enough: there every digit counts. */
function withExactValues<T extends Verdict>(list: readonly T[], exact: JsonObject, name: string): T[] {
  const message = exact.get('message') as JsonObject;
  const items = message.get(name) as readonly JsonObject[];
  return list.map((item, index) => ({ ...item, value: items[index]?.get('value') ?? null }));
}
