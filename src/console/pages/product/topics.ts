/** A kind of topic that a product's devices have. */
export interface Topic {
  /** Its purpose is said under this name in the texts of the page. */
  readonly id:
    | 'propertyPost'
    | 'propertyReply'
    | 'propertySet'
    | 'eventPost'
    | 'service'
    | 'batchPost'
    | 'historyPost'
    | 'deviceInfo'
    | 'otaInform'
    | 'custom'
    | 'customGet';
  readonly topic: string;
  /** Whether a device publishes to it; to others it subscribes. Over HTTPS it can do the first alone. */
  readonly isPublished: boolean;
}

/** Topics that belong together. */
export interface TopicGroup {
  readonly id: 'model' | 'basic' | 'custom';
  readonly topics: readonly Topic[];
}

/** The topics of a product as the platform's console lists them, with its own names for what differs by device. */
export function topicsOf(productKey: string): TopicGroup[] {
  const device = `${productKey}/\${deviceName}`;
  const thing = `/sys/${device}/thing`;
  return [
    {
      id: 'model',
      topics: [
        { id: 'propertyPost', topic: `${thing}/event/property/post`, isPublished: true },
        { id: 'propertyReply', topic: `${thing}/event/property/post_reply`, isPublished: false },
        { id: 'propertySet', topic: `${thing}/service/property/set`, isPublished: false },
        { id: 'eventPost', topic: `${thing}/event/\${tsl.event.identifier}/post`, isPublished: true },
        { id: 'service', topic: `${thing}/service/\${tsl.service.identifier}`, isPublished: false },
        { id: 'batchPost', topic: `${thing}/event/property/batch/post`, isPublished: true },
        { id: 'historyPost', topic: `${thing}/event/property/history/post`, isPublished: true },
      ],
    },
    {
      id: 'basic',
      topics: [
        { id: 'deviceInfo', topic: `${thing}/deviceinfo/update`, isPublished: true },
        { id: 'otaInform', topic: `/ota/device/inform/${device}`, isPublished: true },
      ],
    },
    {
      id: 'custom',
      topics: [
        { id: 'custom', topic: `/${device}/user/…`, isPublished: true },
        { id: 'customGet', topic: `/${device}/user/get`, isPublished: false },
      ],
    },
  ];
}
