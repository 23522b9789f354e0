import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodePublishRequest } from '../../src/protocol/publish.ts';
import {
  classifyTopic,
  deviceText,
  eventOfTopic,
  pathToTopic,
  propertyPostTopic,
  readDeviceText,
  topicToPath,
} from '../../src/protocol/topic.ts';

const device = { productKey: 'a1B2c3D4e5F', deviceName: 'sensor-1' };

describe('a device in one text', () => {
  it('is read as it was written', () => {
    expect(deviceText(device)).toBe('a1B2c3D4e5F/sensor-1');
    expect(readDeviceText(deviceText(device))).toEqual(device);
  });

  it.each(['', '/', 'a1B2c3D4e5F', 'a1B2c3D4e5F/', '/sensor-1', 'a1B2c3D4e5F/sensor-1/', 'a/b/c'])(
    'is not %j',
    (text) => {
      expect(readDeviceText(text)).toBeUndefined();
    },
  );
});

describe('topics', () => {
  it('names the topic of a property report as the tutorial does', () => {
    expect(propertyPostTopic(device)).toBe('/sys/a1B2c3D4e5F/sensor-1/thing/event/property/post');
  });

  it.each([
    ['/sys/a1B2c3D4e5F/sensor-1/thing/event/property/post', 'property-post'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/event/property/batch/post', 'property-batch'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/event/property/history/post', 'property-history'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/event/alarm/post', 'event-post'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/event/module:alarm/post', 'event-post'],
    [`/sys/a1B2c3D4e5F/sensor-1/thing/event/${'e'.repeat(50)}/post`, 'event-post'],
    [`/sys/a1B2c3D4e5F/sensor-1/thing/event/${'e'.repeat(51)}/post`, 'system'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/event/over-heated/post', 'system'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/event//post', 'system'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/event/post', 'system'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/event/a/b/post', 'system'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/event/thing/event/a/post', 'system'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/x/thing/event/a/post', 'system'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/event/property/pack/post', 'system'],
    ['/sys/a1B2c3D4e5F/sensor-1/thing/service/property/set_reply', 'system'],
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
    '/sys/a1B2c3D4e5F/sensor-1/thing/',
    '/sys/a1B2c3D4e5F/sensor-1/thing/service/property/set',
    '/sys/a1B2c3D4e5F/sensor-1/thing/event/property/post_reply',
    '/sys/a1B2c3D4e5F/sensor-1',
    '/sys/a1B2c3D4e5F/sensor-10/thing/event/alarm/post',
    '/ota/device/inform/a1B2c3D4e5F/sensor-10',
    '/ota/device/inform/a1B2c3D4e5F/sensor-1/more',
    '/a1B2c3D4e5F/sensor-10/user/update',
    '/a1B2c3D4e5F/sensor-1/',
    '/a1B2c3D4e5F/sensor-1',
    'sys/a1B2c3D4e5F/sensor-1/thing/event/property/post',
    '//a1B2c3D4e5F/sensor-1/user/update',
    'xa1B2c3D4e5F/sensor-1/user/update',
    '/a1B2c3D4e5Fxsensor-1/user/update',
    '/error/path',
    '',
  ])('lets no device publish to %j', (topic) => {
    expect(classifyTopic(topic, device)).toBeUndefined();
  });

  it.each([
    ['/sys/pk/dn/thing/event/alarm/post', 'alarm'],
    ['/sys/pk/dn/thing/event/module:alarm/post', 'module:alarm'],
    ['/sys/pk/dn/thing/event/property/post', undefined],
    ['/sys/pk/dn/thing/event/property/batch/post', undefined],
    ['/sys/pk/dn/thing/event/alarm', undefined],
    ['/pk/dn/user/alarm/post', undefined],
    ['/post', undefined],
    ['', undefined],
  ])('of %j names the event %j', (topic, event) => {
    expect(eventOfTopic(topic)).toBe(event);
  });

  it('name an event exactly where they are the report of one', () => {
    const part = fc.constantFrom(
      '/',
      ':',
      'sys',
      'thing',
      'event',
      'property',
      'batch',
      'post',
      'alarm',
      '-',
      '',
    );
    const rest = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(rest, (name) => {
        const topic = `/sys/${device.productKey}/${device.deviceName}/thing/event/${name}/post`;
        const isEvent = classifyTopic(topic, device) === 'event-post';
        expect(isEvent).toBe(/^(?!property$)(\w{1,50}:)?\w{1,50}$/.test(name));
        if (isEvent) expect(eventOfTopic(topic)).toBe(name);
      }),
    );
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
