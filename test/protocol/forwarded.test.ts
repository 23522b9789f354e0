import { describe, expect, test } from 'vitest';
import { JsonNumber } from '../../src/json.ts';
import { readForwarded } from '../../src/protocol/forwarded.ts';

const device = { productKey: 'a1B2c3D4e5F', deviceName: 'sensor-01' };
const read = (text: string) => readForwarded(text, device);

/** The form of a public trace of the platform. */
const TRACE =
  '{"deviceType":"CustomCategory","iotId":"Zt8pV2wQm4KdR7xYb1Lc000100","requestId":"7",' +
  '"checkFailedData":{"code":{"code":6306,"message":"tsl parse: data type is not int -> code",' +
  '"time":1707149551046,"value":"15"}},"productKey":"a1B2c3D4e5F","gmtCreate":1707149551050,' +
  '"deviceName":"sensor-01","items":{"temperature":{"value":22.0,"time":1707149551046}}}';

const REPORT = {
  type: 'report',
  received: {
    id: '7',
    atMs: 1_707_149_551_050,
    values: [
      { identifier: 'temperature', value: new JsonNumber('22.0'), timeMs: 1_707_149_551_046 },
      { identifier: 'code', value: '15', timeMs: 1_707_149_551_046, code: 6306 },
    ],
  },
};

describe('a message that the platform passed on', () => {
  test('has id, time, values and codes', () => {
    expect(read(TRACE)).toEqual(REPORT);
  });

  test('may stand in an object with its topic, as it is or as text', () => {
    const topic = '/a1B2c3D4e5F/sensor-01/thing/event/property/post';
    expect(read(`{"topic":"${topic}","payload":${TRACE}}`)).toEqual(REPORT);
    expect(read(`{"topic":"${topic}","payload":${JSON.stringify(TRACE)}}`)).toEqual(REPORT);
  });

  test('of the documents’ older sample has no id and nothing that failed', () => {
    const text =
      '{"iotId":"4z819VQHk6VSLmmBJfrf00107ee200","productKey":"a1B2c3D4e5F","deviceName":"sensor-01",' +
      '"gmtCreate":1510799670074,"deviceType":"Ammeter","items":{"Power":{"value":"on","time":1510799670074}}}';
    expect(read(text)).toMatchObject({
      type: 'report',
      received: { id: undefined, atMs: 1_510_799_670_074, values: [{ identifier: 'Power', value: 'on' }] },
    });
  });

  test('of another device is foreign, whatever it is', () => {
    expect(read(TRACE.replace('sensor-01', 'sensor-02'))).toEqual({ type: 'foreign' });
    expect(read(TRACE.replace('a1B2c3D4e5F', 'a1'))).toEqual({ type: 'foreign' });
    expect(read('{"productKey":"a1","deviceName":"x","status":"online"}')).toEqual({ type: 'foreign' });
  });

  test.each([
    ['a state', '"status":"online","time":"2026-01-15 18:00:00.000"'],
    ['an event', '"identifier":"alarm","type":"alert","checkFailedData":{},"value":{"x":1},"time":1'],
    ['a batch', '"requestId":"7","payload":{"temperature":[{"value":1,"time":1}]}'],
  ])('that is %s is of another kind', (_kind, members) => {
    expect(read(`{"productKey":"a1B2c3D4e5F","deviceName":"sensor-01",${members}}`)).toEqual({
      type: 'other',
    });
  });

  test.each([
    ['', 'no JSON: unexpected the end at offset 0'],
    ['temperature 22', 'no JSON: unexpected "t" at offset 0'],
    ['[1]', 'no JSON object'],
    ['{"temperature":22}', 'it has no productKey and deviceName'],
    ['{"topic":"/a","payload":"aGVsbG8="}', 'no JSON: unexpected "a" at offset 0'],
    ['{"productKey":"a1B2c3D4e5F","deviceName":"sensor-01","items":[]}', 'items is no object'],
    ['{"productKey":"a1B2c3D4e5F","deviceName":"sensor-01","items":{}}', 'it has no value'],
    [
      '{"productKey":"a1B2c3D4e5F","deviceName":"sensor-01","items":{"temperature":22}}',
      'items: a value is not {"value":…}',
    ],
  ])('is not %j: %s', (text, problem) => {
    expect(read(text)).toEqual({ type: 'invalid', problem });
  });
});
