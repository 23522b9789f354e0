import { isIdentifier } from '../identifier.ts';

/** Who a device is: two of the three values of its triple. */
export interface DeviceIdentity {
  readonly productKey: string;
  readonly deviceName: string;
}

/** A device's triple, as the console's Device Details page shows it. */
export interface DeviceTriple extends DeviceIdentity {
  readonly deviceSecret: string;
}

/** A device in one text: `productKey/deviceName`. */
export function deviceText({ productKey, deviceName }: DeviceIdentity): string {
  return `${productKey}/${deviceName}`;
}

/** The reverse of {@link deviceText}; undefined for a text that is not of two parts. */
export function readDeviceText(text: string): DeviceIdentity | undefined {
  const [productKey, deviceName, ...more] = text.split('/');
  return productKey && deviceName && more.length === 0 ? { productKey, deviceName } : undefined;
}

/** The topic a device reports properties to. */
export function propertyPostTopic({ productKey, deviceName }: DeviceIdentity): string {
  return `/sys/${productKey}/${deviceName}/thing/event/property/post`;
}

/** The topic a device reports earlier values to. */
export function propertyHistoryTopic({ productKey, deviceName }: DeviceIdentity): string {
  return `/sys/${productKey}/${deviceName}/thing/event/property/history/post`;
}

/** The path of the HTTP request that publishes to a topic. */
export function topicToPath(topic: string): string {
  return `/topic${topic}`;
}

/** The topic that an HTTP path publishes to; undefined for any other path. */
export function pathToTopic(path: string): string | undefined {
  return path.startsWith('/topic/') ? path.slice('/topic'.length) : undefined;
}

/** An uplink whose body the platform reads: property reports of three forms, and the report of one event. */
export type UplinkKind = 'property-post' | 'property-batch' | 'property-history' | 'event-post';

/** What a device may publish to: uplinks that are read, other topics of the system, and topics of its own. */
export type TopicKind = UplinkKind | 'system' | 'custom';

const SYSTEM = '/sys/';
const THING = '/thing/';
const OTA_INFORM = '/ota/device/inform/';
const POST = '/post';

/**
 * What a device may publish to over HTTPS: its own system topics (`/sys/{pk}/{dn}/thing/…`), its OTA version
 * (`/ota/device/inform/{pk}/{dn}`, posted by the vendor's C SDK 3 after each /auth) and its custom topics
 * (`/{pk}/{dn}/…`). Undefined for topics of others and for topics of none. Runs for each message, so it compares
 * in place.
 */
export function classifyTopic(topic: string, identity: DeviceIdentity): TopicKind | undefined {
  if (topic.startsWith(SYSTEM)) {
    const end = endOfIdentity(topic, identity, SYSTEM.length);
    if (end !== undefined && topic.startsWith(THING, end))
      return classifyThingTopic(topic, end + THING.length);
  }
  if (topic.startsWith(OTA_INFORM)) {
    return endOfIdentity(topic, identity, OTA_INFORM.length) === topic.length ? 'system' : undefined;
  }
  const end = endOfIdentity(topic, identity, 1);
  const isCustom = end !== undefined && topic[0] === '/' && topic[end] === '/' && topic.length > end + 1;
  return isCustom ? 'custom' : undefined;
}

/** The event that a topic of kind `event-post` reports; undefined for any other topic. */
export function eventOfTopic(topic: string): string | undefined {
  const end = topic.length - POST.length;
  const start = topic.lastIndexOf('/', end - 1) + 1;
  if (!topic.endsWith(POST) || !topic.endsWith('/thing/event/', start)) return undefined;
  const identifier = topic.slice(start, end);
  return identifier !== 'property' && isIdentifier(identifier) ? identifier : undefined;
}

/** Where `{pk}/{dn}`, which must begin at `at`, ends; undefined where something else stands there. */
function endOfIdentity(
  topic: string,
  { productKey, deviceName }: DeviceIdentity,
  at: number,
): number | undefined {
  const slash = at + productKey.length;
  const isOwn =
    topic.startsWith(productKey, at) && topic[slash] === '/' && topic.startsWith(deviceName, slash + 1);
  return isOwn ? slash + 1 + deviceName.length : undefined;
}

/** @param at where the part behind `/sys/{pk}/{dn}/thing/` begins */
function classifyThingTopic(topic: string, at: number): TopicKind | undefined {
  const isRest = (name: string): boolean => topic.length === at + name.length && topic.endsWith(name);
  if (isRest('event/property/post')) return 'property-post';
  if (isRest('event/property/batch/post')) return 'property-batch';
  if (isRest('event/property/history/post')) return 'property-history';
  const event = topic.startsWith('event/', at) ? eventOfTopic(topic) : undefined;
  if (event !== undefined && isRest(`event/${event}/post`)) return 'event-post';
  return isUplink(topic.slice(at)) ? 'system' : undefined;
}

/** Services are called by the platform, and a device answers them; all else a device sends, and the platform answers. */
function isUplink(name: string): boolean {
  return name !== '' && name.startsWith('service/') === name.endsWith('_reply');
}
