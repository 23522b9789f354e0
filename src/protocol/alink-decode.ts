import { isJsonObject, type Json } from '../json.ts';
import {
  type DecodedUplink,
  HISTORY_POST_METHOD,
  openMessage,
  type PostProblem,
  type ReportedValue,
  readPropertyPost,
  type Uplink,
} from './alink.ts';
import { LIMITS } from './limits.ts';
import { type DeviceIdentity, eventOfTopic, type UplinkKind } from './topic.ts';

/** The method of a report of several values for each property or event. */
const BATCH_POST_METHOD = 'thing.event.property.batch.post';

/** The method of a report of values from earlier times. */

/** The method of the report of an event. */
function eventPostMethod(event: string): string {
  return `thing.event.${event}.post`;
}

/**
 * Reads the body of an uplink.
 * @param kind what classifyTopic says of the topic
 * @param from.device who sends; a history may name nobody else
 */
export function decodeUplink(
  kind: UplinkKind,
  { topic, body, device }: { topic: string; body: string; device: DeviceIdentity },
): DecodedUplink {
  switch (kind) {
    case 'property-post':
      return readPropertyPost(body);
    case 'property-batch':
      return readBatch(body);
    case 'property-history':
      return readHistory(body, device);
    case 'event-post':
      return readEventPost(body, eventOfTopic(topic) ?? '');
  }
}

/** Source: Alink document, "Report events". */
function readEventPost(body: string, identifier: string): DecodedUplink {
  const opened = openMessage(body, eventPostMethod(identifier));
  if ('problem' in opened) return opened;
  const { id, params, warnings } = opened.message;
  if (!isJsonObject(params)) return illFormed('params is not an object');
  if (params.size === 0) return illFormed('params is empty');
  // `value` and `time` are reserved and name no output, so either of them marks the documented form.
  const isDocumentedForm = params.has('value') || params.has('time');
  const value = isDocumentedForm ? params.get('value') : params;
  if (value === undefined) return illFormed('params has no "value"');
  // The vendor's C SDKs 3 and 4 send the outputs themselves as params.
  if (!isDocumentedForm) warnings.push('params holds the outputs; the documents want {"value":…,"time":…}');
  return {
    uplink: { id, warnings, properties: [], events: [{ identifier, value, time: params.get('time') }] },
  };
}

const LISTS = ['properties', 'events'] as const;

/** Source: "Devices report properties and events in batches". Values of one identifier stand in a list. */
function readBatch(body: string): DecodedUplink {
  const opened = openMessage(body, BATCH_POST_METHOD);
  if ('problem' in opened) return opened;
  const { params, ...message } = opened.message;
  if (!isJsonObject(params)) return illFormed('params is not an object');
  const values = createValues();
  for (const list of LISTS) {
    const series = params.get(list);
    if (series === undefined) continue;
    if (!isJsonObject(series)) return illFormed(`params.${list} is not an object`);
    for (const [identifier, items] of series) {
      if (!Array.isArray(items)) return illFormed(`params.${list}: ${shown(identifier)} is not an array`);
      for (const item of items) {
        const problem = values.take(list, identifier, item);
        if (problem) return { problem };
      }
    }
  }
  return values.finish(message);
}

/** Source: Alink document, "Report historical data". Each entry says whose it is, and lists objects of values. */
function readHistory(body: string, device: DeviceIdentity): DecodedUplink {
  const opened = openMessage(body, HISTORY_POST_METHOD);
  if ('problem' in opened) return opened;
  const { params, ...message } = opened.message;
  if (!Array.isArray(params)) return illFormed('params is not an array');
  const values = createValues();
  for (const [index, entry] of params.entries()) {
    const place = `params[${index}]`;
    if (!isJsonObject(entry)) return illFormed(`${place} is not an object`);
    if (!isIdentityOf(entry.get('identity'), device)) {
      return illFormed(`${place}.identity is not the device that reports; it may report itself alone`);
    }
    for (const list of LISTS) {
      const samples = entry.get(list);
      if (samples === undefined) continue;
      if (!Array.isArray(samples)) return illFormed(`${place}.${list} is not an array`);
      for (const sample of samples) {
        if (!isJsonObject(sample)) return illFormed(`${place}.${list} has an element that is not an object`);
        for (const [identifier, item] of sample) {
          const problem = values.take(list, identifier, item);
          if (problem) return { problem };
        }
      }
    }
  }
  return values.finish(message);
}

function isIdentityOf(identity: Json | undefined, { productKey, deviceName }: DeviceIdentity): boolean {
  return (
    isJsonObject(identity) &&
    identity.get('productKey') === productKey &&
    identity.get('deviceName') === deviceName
  );
}

/** Collects the values of one message, as many as one may have. */
function createValues() {
  const properties: ReportedValue[] = [];
  const events: ReportedValue[] = [];
  const count = (): number => properties.length + events.length;
  return {
    take(list: (typeof LISTS)[number], identifier: string, item: Json): PostProblem | undefined {
      if (count() >= LIMITS.propertiesPerMessage) {
        return { code: 6106, detail: `more than ${LIMITS.propertiesPerMessage} values` };
      }
      const value = isJsonObject(item) ? item.get('value') : undefined;
      if (!isJsonObject(item) || value === undefined) {
        return { code: 460, detail: `${list}: a value of ${shown(identifier)} is not {"value":…,"time":…}` };
      }
      (list === 'properties' ? properties : events).push({ identifier, value, time: item.get('time') });
      return undefined;
    },
    finish(message: Pick<Uplink, 'id' | 'warnings'>): DecodedUplink {
      if (count() === 0) return illFormed('params holds no value');
      return { uplink: { ...message, properties, events } };
    },
  };
}

function illFormed(detail: string): { problem: PostProblem } {
  return { problem: { code: 460, detail } };
}

/** An identifier as part of a sentence; whoever sends it chooses its length. */
function shown(identifier: string): string {
  return JSON.stringify(identifier.slice(0, 50));
}
