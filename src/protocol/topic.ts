/** Who a device is: two of the three values of its triple. */
export interface DeviceIdentity {
  readonly productKey: string;
  readonly deviceName: string;
}

/** A device's triple, as the console's Device Details page shows it. */
export interface DeviceTriple extends DeviceIdentity {
  readonly deviceSecret: string;
}

/** The topic a device reports properties to. */
export function propertyPostTopic({ productKey, deviceName }: DeviceIdentity): string {
  return `/sys/${productKey}/${deviceName}/thing/event/property/post`;
}

/** The path of the HTTP request that publishes to a topic. */
export function topicToPath(topic: string): string {
  return `/topic${topic}`;
}

/** The topic that an HTTP path publishes to; undefined for any other path. */
export function pathToTopic(path: string): string | undefined {
  return path.startsWith('/topic/') ? path.slice('/topic'.length) : undefined;
}

/**
 * What a device may publish to over HTTPS: its own system topics (`/sys/{pk}/{dn}/thing/…`), its OTA version
 * (`/ota/device/inform/{pk}/{dn}`, posted by the vendor's C SDK 3 after each /auth) and its custom topics
 * (`/{pk}/{dn}/…`). Undefined for topics of others and for topics of none.
 */
export function classifyTopic(
  topic: string,
  { productKey, deviceName }: DeviceIdentity,
): 'property-post' | 'system' | 'custom' | undefined {
  const own = `${productKey}/${deviceName}`;
  if (topic === propertyPostTopic({ productKey, deviceName })) return 'property-post';
  if (topic === `/ota/device/inform/${own}`) return 'system';
  if (topic.startsWith(`/sys/${own}/thing/`)) {
    return isUplink(topic.slice(`/sys/${own}/thing/`.length)) ? 'system' : undefined;
  }
  return topic.startsWith(`/${own}/`) && topic.length > own.length + 2 ? 'custom' : undefined;
}

/** Services are called by the platform, and a device answers them; all else a device sends, and the platform answers. */
function isUplink(name: string): boolean {
  return name !== '' && name.startsWith('service/') === name.endsWith('_reply');
}
