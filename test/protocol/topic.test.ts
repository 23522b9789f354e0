import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePublishRequest } from '../../src/protocol/publish.ts';
import { classifyTopic, pathToTopic, propertyPostTopic, topicToPath } from '../../src/protocol/topic.ts';

const device = { productKey: 'a1B2c3D4e5F', deviceName: 'sensor-1' };

describe('topics', () => {
  it('names the topic of a property report as the tutorial does', () => {
    expect(propertyPostTopic(device)).toBe('/sys/a1B2c3D4e5F/sensor-1/thing/event/property/post');
  });

  it.each([
    ['/sys/a1B2c3D4e5F/sensor-1/thing/event/property/post', 'property-post'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/event/alarm/post', 'system'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/deviceinfo/update', 'system'],
    ['/ota/device/inform/a1B2c3D4e5F/sensor-1', 'system'],
    ['/a1B2c3D4e5F/sensor-1/user/update', 'custom'],
    ['/a1B2c3D4e5F/sensor-1/x', 'custom'],
  ])('lets a device publish to %s', (topic, kind) => {
    expect(classifyTopic(topic, device)).toBe(kind);
  });

  it.each([
    '/sys/a1B2c3D4e5F/sensor-10/thing/event/property/post',
    '/sys/a1B2c3D4e5F/sensor/thing/event/property/post',
    '/sys/another/sensor-1/thing/event/property/post',
    '/sys/a1B2c3D4e5F/sensor-1/rrpc/response/1',
    '/ota/device/inform/a1B2c3D4e5F/sensor-10',
    '/ota/device/inform/a1B2c3D4e5F/sensor-1/more',
    '/a1B2c3D4e5F/sensor-10/user/update',
    '/a1B2c3D4e5F/sensor-1/',
    '/a1B2c3D4e5F/sensor-1',
    'sys/a1B2c3D4e5F/sensor-1/thing/event/property/post',
    '//a1B2c3D4e5F/sensor-1/user/update',
    '/error/path',
    '',
  ])('lets no device publish to %j', (topic) => {
    expect(classifyTopic(topic, device)).toBeUndefined();
  });

  it('are found again in the path of their request', () => {
    fc.assert(
      fc.property(fc.webPath(), (rest) => {
        expect(pathToTopic(topicToPath(`/${rest}`))).toBe(`/${rest}`);
      }),
    );
  });

  it.each(['/topic', '/topics/a', '/auth', '/', '', 'topic/a'])('are not found in the path %j', (path) => {
    expect(pathToTopic(path)).toBeUndefined();
  });
});

describe('the request that publishes', () => {
  it('carries topic, token and body where the documents want them', () => {
    const topic = propertyPostTopic(device);
    expect(encodePublishRequest({ topic, token: '6944e5bf', body: '{"id":"1"}' })).toEqual({
      path: '/topic/sys/a1B2c3D4e5F/sensor-1/thing/event/property/post',
      headers: { 'Content-Type': 'application/octet-stream', password: '6944e5bf' },
      body: '{"id":"1"}',
    });
  });
});
