import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Platform } from '../../../src/emulator/platform.ts';
import type { Device } from '../../../src/emulator/registry/device.ts';
import { models, productUnderTest, TEMPERATURE } from './management-under-test.ts';

const DAY_MS = 24 * 3_600_000;
const MODEL = {
  properties: [
    TEMPERATURE,
    { ...TEMPERATURE, identifier: 'humidity' },
    { ...TEMPERATURE, identifier: 'switch', dataType: { type: 'bool', specs: { 0: 'off', 1: 'on' } } },
    { ...TEMPERATURE, identifier: 'note', dataType: { type: 'text', specs: { length: '20' } } },
    {
      ...TEMPERATURE,
      identifier: 'list',
      dataType: { type: 'array', specs: { size: '3', item: { type: 'int' } } },
    },
    { ...TEMPERATURE, identifier: 'battery:level' },
  ],
};

/** A value as JSON, and its time. */
interface Reported {
  readonly value: string;
  readonly time: number;
}

/** A device that reports at times of its own. */
async function deviceUnderTest() {
  const { client, platform, productKey } = await productUnderTest();
  const tsl = JSON.stringify(MODEL);
  const release = { version: 'v2', description: '', atMs: 0, tsl };
  await platform.registry.changeProduct(productKey, { release });
  const [device] = await platform.registry.addDevices(productKey, [{ deviceName: 'sensor-1' }]);
  const { iotId } = device!;
  const startMs = Date.now() - DAY_MS;
  return {
    startMs,
    ...(await poster(platform, device!)),
    property: async (request: object) => {
      const range = {
        startTime: startMs,
        endTime: startMs + DAY_MS,
        asc: 1,
        pageSize: 50,
        identifier: 'temperature',
      };
      const model = new models.QueryDevicePropertyDataRequest({ iotId, ...range, ...request });
      return (await client.queryDevicePropertyData(model)).body;
    },
    properties: async (request: object) => {
      const range = { startTime: startMs, endTime: startMs + DAY_MS, asc: 1, pageSize: 50 };
      const model = new models.QueryDevicePropertiesDataRequest({ iotId, ...range, ...request });
      return (await client.queryDevicePropertiesData(model)).body;
    },
    status: async (request: object = {}) => {
      const model = new models.QueryDevicePropertyStatusRequest({ iotId, ...request });
      return (await client.queryDevicePropertyStatus(model)).body?.data?.list?.propertyStatusInfo ?? [];
    },
  };
}

/** Lets a device post values, each with its time: as a report, and as a batch of one property. */
async function poster(platform: Platform, { triple }: Device) {
  const { productKey, deviceName, deviceSecret } = triple;
  const content = `clientId1deviceName${deviceName}productKey${productKey}`;
  const sign = createHmac('md5', deviceSecret).update(content).digest('hex');
  const answer = await platform.handle({
    path: '/auth',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ productKey, deviceName, clientId: '1', sign }),
  });
  const { token } = JSON.parse(answer.body).info;
  const post = async (kind: string, params: string): Promise<void> => {
    const { body } = await platform.handle({
      path: `/topic/sys/${productKey}/${deviceName}/thing/event/property/${kind}post`,
      headers: { 'content-type': 'application/octet-stream', password: token },
      body: `{"id":"1","version":"1.0","params":${params}}`,
    });
    expect(JSON.parse(body).code).toBe(0);
  };
  const item = ({ value, time }: Reported): string => `{"value":${value},"time":${time}}`;
  return {
    report: (params: Record<string, Reported>) =>
      post('', `{${Object.entries(params).map(([name, reported]) => `"${name}":${item(reported)}`)}}`),
    batch: (name: string, reported: readonly Reported[]) =>
      post('batch/', `{"properties":{"${name}":[${reported.map(item)}]}}`),
  };
}

/** The values of an answer of QueryDevicePropertyData. */
function values(answer: Awaited<ReturnType<Awaited<ReturnType<typeof deviceUnderTest>>['property']>>) {
  return answer?.data?.list?.propertyInfo?.map(({ value }) => value) ?? [];
}

describe('QueryDevicePropertyStatus', () => {
  test('gives the latest value of each property as text', async () => {
    const { report, status, startMs } = await deviceUnderTest();
    await report({
      temperature: { value: '21.0', time: startMs },
      switch: { value: '1', time: startMs },
      note: { value: '"dry"', time: startMs },
      list: { value: '[1,2]', time: startMs },
    });
    await report({ temperature: { value: '22.50', time: startMs + 1 } });
    await report({ temperature: { value: '20.0', time: startMs - 1 } });
    const told = (await status()).map(({ identifier, value, time }) => [identifier, value, time]);
    expect(told).toEqual([
      ['temperature', '22.50', String(startMs + 1)],
      ['humidity', undefined, undefined],
      ['switch', '1', String(startMs)],
      ['note', 'dry', String(startMs)],
      ['list', '[1,2]', String(startMs)],
    ]);
  });

  test('gives the properties of a module by its identifier', async () => {
    const { status } = await deviceUnderTest();
    expect((await status({ functionBlockId: 'battery' })).map(({ identifier }) => identifier)).toEqual([
      'battery:level',
    ]);
  });
});

describe('QueryDevicePropertyData', () => {
  test('pages through values in both directions', async () => {
    const { report, property, startMs } = await deviceUnderTest();
    for (let i = 0; i < 5; i++) await report({ temperature: { value: `2${i}`, time: startMs + i } });
    const first = await property({ pageSize: 3 });
    expect(values(first)).toEqual(['20', '21', '22']);
    expect(first?.data).toMatchObject({ nextValid: true, nextTime: startMs + 3 });
    const second = await property({ pageSize: 3, startTime: first?.data?.nextTime });
    expect(values(second)).toEqual(['23', '24']);
    expect(second?.data).toMatchObject({ nextValid: false, nextTime: startMs + 5 });

    const newest = await property({ pageSize: 3, asc: 0 });
    expect(values(newest)).toEqual(['24', '23', '22']);
    const older = await property({ pageSize: 3, asc: 0, endTime: newest?.data?.nextTime });
    expect(values(older)).toEqual(['21', '20']);
    expect(older?.data).toMatchObject({ nextValid: false, nextTime: startMs - 1 });
  });

  test('includes both ends of the range, and may be empty', async () => {
    const { report, property, startMs } = await deviceUnderTest();
    for (let i = 0; i < 5; i++) await report({ temperature: { value: `2${i}`, time: startMs + i } });
    expect(values(await property({ startTime: startMs + 1, endTime: startMs + 3 }))).toEqual([
      '21',
      '22',
      '23',
    ]);
    const empty = await property({ startTime: startMs + 100 });
    expect(empty?.data?.toMap()).toEqual({ List: { PropertyInfo: [] }, NextValid: false });
  });

  test('ends a page between two times, so that values of one time are told once', async () => {
    const { report, property, startMs } = await deviceUnderTest();
    const times = [0, 1, 1, 1, 2];
    for (const [i, time] of times.entries())
      await report({ temperature: { value: `2${i}`, time: startMs + time } });
    const first = await property({ pageSize: 3 });
    expect(values(first)).toEqual(['20']);
    const second = await property({ pageSize: 3, startTime: first?.data?.nextTime });
    expect(values(second)).toEqual(['21', '22', '23']);
    const third = await property({ pageSize: 3, startTime: second?.data?.nextTime });
    expect(values(third)).toEqual(['24']);
    expect(third?.data?.nextValid).toBe(false);
  });

  test('comes to an end though more values have one time than a page holds', async () => {
    const { report, property, startMs } = await deviceUnderTest();
    for (let i = 0; i < 4; i++) await report({ temperature: { value: `2${i}`, time: startMs } });
    const first = await property({ pageSize: 2 });
    expect(values(first)).toEqual(['20', '21']);
    const second = await property({ pageSize: 2, startTime: first?.data?.nextTime });
    expect(second?.data).toMatchObject({ nextValid: false });
  });

  test('gives nothing that is older than 30 days', async () => {
    const { report, property, startMs } = await deviceUnderTest();
    await report({ temperature: { value: '20', time: startMs - 31 * DAY_MS } });
    await report({ temperature: { value: '21', time: startMs - 28 * DAY_MS } });
    expect(values(await property({ startTime: 0 }))).toEqual(['21']);
  });

  test('reads the ends of 100,000 values as it reads those of a few', async () => {
    const { batch, property, startMs } = await deviceUnderTest();
    for (let from = 0; from < 100_000; from += 200) {
      const numbers = Array.from({ length: 200 }, (_, index) => from + index);
      await batch(
        'temperature',
        numbers.map((i) => ({ value: String(i % 50), time: startMs + i })),
      );
    }
    expect(values(await property({ pageSize: 2 }))).toEqual(['0', '1']);
    expect(values(await property({ pageSize: 2, asc: 0 }))).toEqual(['49', '48']);
    expect(values(await property({ pageSize: 2, startTime: startMs + 50_010 }))).toEqual(['10', '11']);
  });

  test.each([
    [{ identifier: 'unknown' }, 'iot.device.NoneDeviceProperties'],
    [{ asc: 2 }, 'iot.common.InvalidFormattedParameter'],
    [{ pageSize: 51 }, 'iot.common.InvalidPageParams'],
    [{ pageSize: 0 }, 'iot.common.InvalidPageParams'],
    [{ startTime: 2, endTime: 1 }, 'iot.check.ParameterIsNotLessThanMax'],
  ])('refuses %o', async (request, code) => {
    const { property } = await deviceUnderTest();
    expect(await property(request)).toMatchObject({ success: false, code });
  });
});

describe('QueryDevicePropertiesData', () => {
  test('pages through several properties by one time', async () => {
    const { report, properties, startMs } = await deviceUnderTest();
    for (let i = 0; i < 4; i++) await report({ temperature: { value: `2${i}`, time: startMs + i } });
    await report({ humidity: { value: '40', time: startMs } });
    await report({ humidity: { value: '43', time: startMs + 3 } });
    const read = async (request: object) => {
      const answer = await properties({ identifier: ['temperature', 'humidity'], pageSize: 2, ...request });
      const lists = answer?.propertyDataInfos?.propertyDataInfo?.map((info) =>
        info.list?.propertyInfo?.map(({ value }) => value),
      );
      return { lists, nextTime: answer?.nextTime, nextValid: answer?.nextValid };
    };
    const first = await read({});
    expect(first).toEqual({ lists: [['20', '21'], ['40']], nextTime: startMs + 2, nextValid: true });
    expect(await read({ startTime: first.nextTime })).toEqual({
      lists: [['22', '23'], ['43']],
      nextTime: undefined,
      nextValid: false,
    });
    const backwards = { asc: 0, startTime: startMs + DAY_MS, endTime: startMs };
    const newest = await read(backwards);
    expect(newest).toEqual({ lists: [['23', '22'], ['43']], nextTime: startMs + 1, nextValid: true });
    expect(await read({ ...backwards, startTime: newest.nextTime })).toMatchObject({
      lists: [['21', '20'], ['40']],
      nextValid: false,
    });
  });

  test('gives times as numbers', async () => {
    const { report, properties, startMs } = await deviceUnderTest();
    await report({ temperature: { value: '20.0', time: startMs } });
    const answer = await properties({ identifier: ['temperature'] });
    expect(answer?.propertyDataInfos?.toMap()).toEqual({
      PropertyDataInfo: [
        { Identifier: 'temperature', List: { PropertyInfo: [{ Time: startMs, Value: '20.0' }] } },
      ],
    });
  });

  test.each([
    [{ identifier: ['temperature', 'unknown'] }, 'iot.device.NoneDeviceProperties'],
    [{ identifier: ['temperature', 'temperature'] }, 'iot.device.InvalidFormattedDevicePropertyKey'],
    [
      { identifier: Array.from({ length: 11 }, (_, i) => `p${i}`) },
      'iot.device.TooManyDevicePropertiesPerTime',
    ],
    [{ identifier: ['temperature'], pageSize: 101 }, 'iot.common.InvalidPageParams'],
    [{ identifier: ['temperature'], asc: 0 }, 'iot.device.InvalidTimeBucket'],
    [{ identifier: ['temperature'], startTime: 2, endTime: 1 }, 'iot.device.InvalidTimeBucket'],
  ])('refuses %o', async (request, code) => {
    const { properties } = await deviceUnderTest();
    expect(await properties(request)).toMatchObject({ success: false, code });
  });
});
