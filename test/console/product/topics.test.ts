import { expect, it } from 'vitest';
import { topicsOf } from '../../../src/console/pages/product/topics.ts';
import { classifyTopic } from '../../../src/protocol/topic.ts';

const identity = { productKey: 'a1b2c3', deviceName: 'sensor' };

it.each(topicsOf(identity.productKey).flatMap(({ topics }) => topics))(
  'says of $topic what the platform does with it over HTTPS',
  ({ topic, isPublished }) => {
    const own = topic
      .replace(`\${deviceName}`, identity.deviceName)
      .replace(/\$\{.*\}/, 'alarm')
      .replace('…', 'update');
    // The custom topic to subscribe to is one that a device may publish to as well: the platform tells them apart by settings.
    if (!own.endsWith('/user/get')) expect(classifyTopic(own, identity) !== undefined).toBe(isPublished);
  },
);
