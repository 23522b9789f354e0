import { writeJson } from '../../json.ts';
import { classifyTopic, type DeviceIdentity } from '../../protocol/topic.ts';
import { beijingTime } from '../beijing-time.ts';
import type { Exchange, JudgedEvent, JudgedProperty, Message } from '../exchange.ts';
import type { StatusChange } from '../presence.ts';
import type { Device } from '../registry/device.ts';

/** What the platform passes on to a rule or to a server-side subscription. */
export interface FeedMessage {
  /** The topic it is passed on under, which is not the one the device published to. */
  readonly topic: string;
  readonly messageId: string;
  /** Milliseconds since 1970. */
  readonly generateTimeMs: number;
  /** One line of JSON. */
  readonly payload: string;
}

/** What traces show for products that define their own thing model; the documents' sample has a category, `Ammeter`. */
const DEVICE_TYPE = 'CustomCategory';

/** What one report and its messages have in common. */
interface Report {
  readonly device: Device;
  readonly atMs: number;
  readonly requestId: string;
}

type Body = Pick<FeedMessage, 'topic' | 'payload'>;

/**
 * What the platform passes on of a publish it took: nothing for custom topics, whose data it does not know, for
 * other topics of the system, and for a message that was filtered as a whole.
 * Source: "Data formats" (document 73736) and, for the fields `requestId` and `checkFailedData`, public traces.
 * @param options.nextMessageId ids for the second message of an exchange and those after it: who receives them tells
 * messages apart by their ids
 */
export function feedMessagesOf({
  device,
  exchange,
  nextMessageId,
}: {
  device: Device;
  exchange: Exchange;
  nextMessageId: () => string;
}): FeedMessage[] {
  const { message, at, messageId } = exchange;
  if (message === undefined || message.problem) return [];
  // A trace of a message without an id has the text "null" here.
  const report = { device, atMs: at, requestId: message.id ?? 'null' };
  return bodiesOf(report, message).map((body, index) => ({
    ...body,
    messageId: (index === 0 ? messageId : undefined) ?? nextMessageId(),
    generateTimeMs: at,
  }));
}

function bodiesOf(report: Report, { topic, properties, events }: Message): Body[] {
  const { triple } = report.device;
  switch (classifyTopic(topic, triple)) {
    case 'property-post':
      return [propertyReport(report, properties, 'thing/event/property/post')];
    case 'event-post':
      return events.map((event) => eventReport(report, event, 'post'));
    case 'property-batch':
      return [
        ...batchReport(report, properties, 'thing/property/batch/post'),
        ...batchReport(report, events, 'thing/event/batch/post'),
      ];
    case 'property-history':
      return [
        ...samplesOf(properties).map((sample) =>
          propertyReport(report, sample, 'thing/event/property/history/post'),
        ),
        ...events.map((event) => eventReport(report, event, 'history/post')),
      ];
    default:
      return [];
  }
}

/** The order of the keys is that of public traces. */
function propertyReport(report: Report, properties: readonly JudgedProperty[], name: string): Body {
  const { device, atMs, requestId } = report;
  const { productKey, deviceName } = device.triple;
  const kept = properties.filter(({ outcome }) => outcome !== 'filtered');
  return {
    topic: ownTopic(device.triple, name),
    payload: objectOf([
      ['deviceType', JSON.stringify(DEVICE_TYPE)],
      ['iotId', JSON.stringify(device.iotId)],
      ['requestId', JSON.stringify(requestId)],
      ['checkFailedData', failedOf(properties)],
      ['productKey', JSON.stringify(productKey)],
      ['gmtCreate', String(atMs)],
      ['deviceName', JSON.stringify(deviceName)],
      ['items', objectOf(kept.map((property) => [property.identifier, timedValue(property)]))],
    ]),
  };
}

/** No document shows an event that was filtered; as all data is passed on, it comes without a value. */
function eventReport({ device, atMs, requestId }: Report, event: JudgedEvent, name: string): Body {
  const { productKey, deviceName } = device.triple;
  const { identifier, eventType, outcome, value, timeMs } = event;
  return {
    topic: ownTopic(device.triple, `thing/event/${identifier}/${name}`),
    payload: objectOf([
      ['identifier', JSON.stringify(identifier)],
      ['name', JSON.stringify(event.name)],
      ['type', JSON.stringify(eventType)],
      ['iotId', JSON.stringify(device.iotId)],
      ['requestId', JSON.stringify(requestId)],
      ['checkFailedData', failedOf([event])],
      ['productKey', JSON.stringify(productKey)],
      ['deviceName', JSON.stringify(deviceName)],
      ['gmtCreate', String(atMs)],
      ['value', outcome === 'filtered' ? '{}' : writeJson(value)],
      ['time', String(timeMs)],
    ]),
  };
}

/**
 * The topics are those of "Data formats"; the fields are those that a public consumer of them reads. None of them is
 * for values that were filtered, so these are left out.
 */
function batchReport(
  { device, requestId }: Report,
  values: readonly (JudgedProperty | JudgedEvent)[],
  name: string,
): Body[] {
  const series = new Map<string, string[]>();
  for (const judged of values) {
    if (judged.outcome === 'filtered') continue;
    const list = series.get(judged.identifier) ?? [];
    series.set(judged.identifier, list);
    list.push(timedValue(judged));
  }
  if (series.size === 0) return [];
  const { productKey, deviceName } = device.triple;
  const payload = objectOf([
    ['productKey', JSON.stringify(productKey)],
    ['deviceName', JSON.stringify(deviceName)],
    ['requestId', JSON.stringify(requestId)],
    ['payload', objectOf([...series].map(([identifier, list]) => [identifier, `[${list.join(',')}]`]))],
  ]);
  return [{ topic: ownTopic(device.triple, name), payload }];
}

/** A history in messages that have each property once, as the document's sample has: a sample begins where one recurs. */
function samplesOf(properties: readonly JudgedProperty[]): JudgedProperty[][] {
  const samples: JudgedProperty[][] = [];
  const seen = new Set<string>();
  for (const property of properties) {
    if (samples.length === 0 || seen.has(property.identifier)) {
      seen.clear();
      samples.push([]);
    }
    seen.add(property.identifier);
    samples.at(-1)?.push(property);
  }
  return samples;
}

/** What did not pass the check, by identifier. Values that the product's mode let pass are not among them. */
function failedOf(judged: readonly (JudgedProperty | JudgedEvent)[]): string {
  const entries: [string, string][] = [];
  for (const item of judged) {
    if (item.outcome !== 'filtered') continue;
    const { code, message } = item.refusal;
    const failed = objectOf([
      ['code', String(code)],
      ['message', JSON.stringify(message)],
      ['time', String(item.timeMs)],
      ['value', writeJson(item.value)],
    ]);
    entries.push([item.identifier, failed]);
  }
  return objectOf(entries);
}

function timedValue({ value, timeMs }: JudgedProperty | JudgedEvent): string {
  return `{"value":${writeJson(value)},"time":${timeMs}}`;
}

/** Written by hand, because numbers are to stay as the device wrote them, and keys in their order. */
function objectOf(entries: readonly (readonly [key: string, json: string])[]): string {
  return `{${entries.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`;
}

function ownTopic({ productKey, deviceName }: DeviceIdentity, name: string): string {
  return `/${productKey}/${deviceName}/${name}`;
}

/**
 * What the platform passes on when a device comes online or goes offline. Source: "Data formats". The field
 * `offlineReasonCode` is left out: no code is documented for a device that is silent.
 */
export function statusMessage(change: StatusChange, messageId: string): FeedMessage {
  const { device, isOnline, atMs, lastMs, clientIp } = change;
  const { productKey, deviceName } = device.triple;
  const payload = JSON.stringify({
    status: isOnline ? 'online' : 'offline',
    iotId: device.iotId,
    productKey,
    deviceName,
    time: beijingTime(atMs),
    utcTime: new Date(atMs).toISOString(),
    lastTime: beijingTime(lastMs),
    utcLastTime: new Date(lastMs).toISOString(),
    clientIp,
  });
  const topic = `/as/mqtt/status/${productKey}/${deviceName}`;
  return { topic, messageId, generateTimeMs: atMs, payload };
}
