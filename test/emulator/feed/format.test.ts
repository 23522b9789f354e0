import { describe, expect, test } from 'vitest';
import type { Exchange, JudgedEvent, JudgedProperty, Message } from '../../../src/emulator/exchange.ts';
import { feedMessagesOf, statusMessage } from '../../../src/emulator/feed/format.ts';
import { newDevice } from '../../../src/emulator/registry/device.ts';
import { parseJson } from '../../../src/json.ts';
import { type CheckMode, checkProperty } from '../../../src/tsl/check.ts';
import { modelOf, numberType } from '../../helpers/model.ts';

const AT = 1_707_149_551_050;
const SYS = '/sys/a1B2c3D4e5F/sensor-01/thing/event';

const device = {
  ...newDevice({ productKey: 'a1B2c3D4e5F', deviceName: 'sensor-01', nowMs: AT }),
  iotId: 'Zt8pV2wQm4KdR7xYb1Lc000100',
};
const model = modelOf({
  temperature: numberType('float', { min: '-10', max: '50' }),
  code: numberType('int'),
});

/** A reported value as the thing model above judges it. */
function judged(
  identifier: string,
  json: string,
  { time = AT, mode = 'weak' }: { time?: number; mode?: CheckMode } = {},
): JudgedProperty {
  const reported = { value: parseJson(json), time };
  return { identifier, ...checkProperty(model, identifier, reported, { mode, nowMs: AT }) };
}

function event(identifier: string, time = AT): JudgedEvent {
  const value = parseJson('{"level":2.50}');
  return { identifier, name: 'Too hot', eventType: 'alert', outcome: 'kept', value, timeMs: time };
}

function messagesOf(message: Partial<Message> & { topic: string }) {
  const full: Message = { id: '7', body: '', properties: [], events: [], ...message };
  const exchange: Exchange = {
    seq: '1',
    at: AT,
    path: `/topic${full.topic}`,
    device: 'a1B2c3D4e5F/sensor-01',
    code: 0,
    messageId: '900',
    notes: [],
    message: full,
  };
  let next = 900;
  return feedMessagesOf({ device, exchange, nextMessageId: () => String(++next) });
}

describe('a property report', () => {
  // Every key, the order of keys and the refusal are those of a public trace of the platform.
  test('has the form of the platform’s own message', () => {
    const [message] = messagesOf({
      topic: `${SYS}/property/post`,
      id: undefined,
      properties: [judged('code', '"15"', { time: AT - 4 })],
    });
    expect(message).toEqual({
      topic: '/a1B2c3D4e5F/sensor-01/thing/event/property/post',
      messageId: '900',
      generateTimeMs: AT,
      payload:
        '{"deviceType":"CustomCategory","iotId":"Zt8pV2wQm4KdR7xYb1Lc000100","requestId":"null",' +
        '"checkFailedData":{"code":{"code":6306,"message":"tsl parse: data type is not int -> code",' +
        '"time":1707149551046,"value":"15"}},"productKey":"a1B2c3D4e5F","gmtCreate":1707149551050,' +
        '"deviceName":"sensor-01","items":{}}',
    });
  });

  test('keeps every digit, and values that the mode let pass', () => {
    const [message] = messagesOf({
      topic: `${SYS}/property/post`,
      properties: [judged('temperature', '80.0')],
    });
    expect(message?.payload).toContain(
      `"checkFailedData":{},"productKey":"a1B2c3D4e5F","gmtCreate":${AT},"deviceName":"sensor-01",` +
        `"items":{"temperature":{"value":80.0,"time":${AT}}}}`,
    );
    expect(message?.payload).toContain('"requestId":"7"');
  });

  test('has both what was kept and what failed', () => {
    const [message] = messagesOf({
      topic: `${SYS}/property/post`,
      properties: [judged('temperature', '21.50'), judged('__proto__', '1')],
    });
    const { items, checkFailedData } = JSON.parse(message?.payload ?? '');
    expect(Object.keys(items)).toEqual(['temperature']);
    expect(Object.entries(checkFailedData)).toEqual([
      ['__proto__', { code: 6304, message: 'tsl parse: params not exist -> __proto__', time: AT, value: 1 }],
    ]);
  });

  test('is one line whatever the device wrote', () => {
    const mode = 'none';
    const [message] = messagesOf({
      topic: `${SYS}/property/post`,
      id: 'a\nb',
      properties: [judged('x\ny', '"1\\n2"', { mode })],
    });
    expect(message?.payload).not.toContain('\n');
    expect(JSON.parse(message?.payload ?? '')).toMatchObject({
      requestId: 'a\nb',
      items: { 'x\ny': { value: '1\n2' } },
    });
  });
});

describe('an event', () => {
  test('has the documented fields and its own topic', () => {
    const [message, ...others] = messagesOf({ topic: `${SYS}/hot/post`, events: [event('hot', AT - 9)] });
    expect(others).toEqual([]);
    expect(message?.topic).toBe('/a1B2c3D4e5F/sensor-01/thing/event/hot/post');
    expect(message?.payload).toContain('"value":{"level":2.50}');
    expect(JSON.parse(message?.payload ?? '')).toEqual({
      identifier: 'hot',
      name: 'Too hot',
      type: 'alert',
      iotId: device.iotId,
      requestId: '7',
      checkFailedData: {},
      productKey: 'a1B2c3D4e5F',
      deviceName: 'sensor-01',
      gmtCreate: AT,
      value: { level: 2.5 },
      time: AT - 9,
    });
  });

  test('that failed the check comes without its value', () => {
    const failed: JudgedEvent = {
      ...event('hot'),
      outcome: 'filtered',
      refusal: { code: 5160, message: 'tsl parse: event not exist -> hot' },
    };
    const [message] = messagesOf({ topic: `${SYS}/hot/post`, events: [failed] });
    expect(JSON.parse(message?.payload ?? '')).toMatchObject({
      value: {},
      checkFailedData: { hot: { code: 5160, value: { level: 2.5 } } },
    });
  });
});

test('a batch becomes one message for properties and one for events', () => {
  const messages = messagesOf({
    topic: `${SYS}/property/batch/post`,
    properties: [
      judged('temperature', '20.0', { time: AT - 2 }),
      judged('temperature', '"hot"', { time: AT - 1 }),
      judged('temperature', '21.0'),
    ],
    events: [event('hot')],
  });
  expect(messages.map(({ topic }) => topic)).toEqual([
    '/a1B2c3D4e5F/sensor-01/thing/property/batch/post',
    '/a1B2c3D4e5F/sensor-01/thing/event/batch/post',
  ]);
  expect(messages[0]?.payload).toBe(
    '{"productKey":"a1B2c3D4e5F","deviceName":"sensor-01","requestId":"7","payload":{"temperature":' +
      `[{"value":20.0,"time":${AT - 2}},{"value":21.0,"time":${AT}}]}}`,
  );
  expect(JSON.parse(messages[1]?.payload ?? '').payload).toEqual({
    hot: [{ value: { level: 2.5 }, time: AT }],
  });
});

test('a history becomes a message for each sample and each event, and each has its own id', () => {
  const messages = messagesOf({
    topic: `${SYS}/property/history/post`,
    properties: [
      judged('temperature', '20.0', { time: AT - 20 }),
      judged('code', '1', { time: AT - 20 }),
      judged('temperature', '21.0', { time: AT - 10 }),
    ],
    events: [event('hot')],
  });
  expect(messages.map(({ topic }) => topic)).toEqual([
    '/a1B2c3D4e5F/sensor-01/thing/event/property/history/post',
    '/a1B2c3D4e5F/sensor-01/thing/event/property/history/post',
    '/a1B2c3D4e5F/sensor-01/thing/event/hot/history/post',
  ]);
  const [first, second] = messages.map(({ payload }) => JSON.parse(payload).items);
  expect(first).toEqual({ temperature: { value: 20, time: AT - 20 }, code: { value: 1, time: AT - 20 } });
  expect(second).toEqual({ temperature: { value: 21, time: AT - 10 } });
  expect(messages.map(({ messageId }) => messageId)).toEqual(['900', '901', '902']);
});

describe('nothing is passed on', () => {
  test.each([
    ['custom topics', '/a1B2c3D4e5F/sensor-01/user/update'],
    ['other topics of the system', '/sys/a1B2c3D4e5F/sensor-01/thing/deviceinfo/update'],
  ])('of %s', (_, topic) => {
    expect(messagesOf({ topic, body: '{"a":1}' })).toEqual([]);
  });

  test('of a message that was filtered as a whole', () => {
    const problem = { code: 6207, detail: 'not a JSON object' };
    expect(messagesOf({ topic: `${SYS}/property/post`, problem })).toEqual([]);
  });

  test('of a request that was refused', () => {
    const refused = { seq: '1', at: AT, path: '/topic/x', device: undefined, code: 20003, notes: [] };
    expect(feedMessagesOf({ device, exchange: refused, nextMessageId: () => '1' })).toEqual([]);
  });
});

// The times are those of the sample in "Data formats".
test.each([
  [true, 'online'],
  [false, 'offline'],
] as const)(
  'a device whose isOnline is %s has the status %s, in the documented times',
  (isOnline, status) => {
    const atMs = Date.parse('2018-08-31T07:32:28.205Z');
    const change = { device, isOnline, atMs, lastMs: atMs - 10, clientIp: '192.0.2.1' };
    expect(statusMessage(change, '901')).toEqual({
      topic: '/as/mqtt/status/a1B2c3D4e5F/sensor-01',
      messageId: '901',
      generateTimeMs: atMs,
      payload:
        `{"status":"${status}","iotId":"Zt8pV2wQm4KdR7xYb1Lc000100","productKey":"a1B2c3D4e5F",` +
        '"deviceName":"sensor-01","time":"2018-08-31 15:32:28.205","utcTime":"2018-08-31T07:32:28.205Z",' +
        '"lastTime":"2018-08-31 15:32:28.195","utcLastTime":"2018-08-31T07:32:28.195Z","clientIp":"192.0.2.1"}',
    });
  },
);
