import { describe, expect, test } from 'vitest';
import type { Device } from '../../../src/emulator/registry/device.ts';
import { models, productUnderTest } from './management-under-test.ts';

type Management = Awaited<ReturnType<typeof productUnderTest>>;

async function register({ client, productKey }: Management, request: object = {}) {
  return (await client.registerDevice(new models.RegisterDeviceRequest({ productKey, ...request }))).body;
}

async function page({ client, productKey }: Management, request: object = {}) {
  return (await client.queryDevice(new models.QueryDeviceRequest({ productKey, ...request }))).body;
}

/** The names on a page. */
function names(answer: Awaited<ReturnType<typeof page>>): (string | undefined)[] {
  return answer?.data?.deviceInfo?.map(({ deviceName }) => deviceName) ?? [];
}

describe('RegisterDevice', () => {
  test('gives the device’s triple and IotId', async () => {
    const management = await productUnderTest();
    const answer = await register(management, { deviceName: 'sensor-1', nickname: '大厅_1' });
    const device = management.platform.registry.device(management.productKey, 'sensor-1');
    expect(answer?.toMap()).toEqual({
      RequestId: expect.any(String),
      Success: true,
      Data: {
        ProductKey: management.productKey,
        DeviceName: 'sensor-1',
        DeviceSecret: device?.triple.deviceSecret,
        IotId: device?.iotId,
        Nickname: '大厅_1',
      },
    });
  });

  test('makes a name where none is given', async () => {
    const answer = await register(await productUnderTest());
    expect(answer?.data?.deviceName).toMatch(/^[A-Za-z\d]{20}$/);
  });

  const refused: [request: object, code: string][] = [
    [{ deviceName: 'abc' }, 'iot.device.InvalidFormattedDeviceName'],
    [{ deviceName: 'sensor/1' }, 'iot.device.InvalidFormattedDeviceName'],
    [{ deviceName: 'a'.repeat(33) }, 'iot.device.InvalidFormattedDeviceName'],
    [{ nickname: 'no' }, 'iot.device.InvalidDeviceNickNameExisted'],
    [{ nickname: 'with blank' }, 'iot.device.InvalidDeviceNickNameExisted'],
    [{ productKey: 'a1234567890' }, 'iot.prod.NotExistedProduct'],
  ];
  test.each(refused)('refuses %o', async (request, code) => {
    const management = await productUnderTest();
    expect(await register(management, request)).toMatchObject({ success: false, code });
  });

  test('refuses a name that another device of the product has', async () => {
    const management = await productUnderTest();
    await register(management, { deviceName: 'sensor-1' });
    const answer = await register(management, { deviceName: 'sensor-1' });
    expect(answer).toMatchObject({ success: false, code: 'iot.device.AlreadyExistedDeviceName' });
  });
});

describe('a device', () => {
  type Names = (device: Device) => object;
  const byName: Names = ({ triple }) => ({ productKey: triple.productKey, deviceName: triple.deviceName });
  const byId: Names = ({ iotId }) => ({ iotId });
  const byBoth: Names = ({ iotId }) => ({ iotId, productKey: 'a1234567890', deviceName: 'other' });

  test.each([byName, byId, byBoth])(
    'is named by key and name or by IotId, which counts first: %o',
    async (names) => {
      const management = await productUnderTest();
      await register(management, { deviceName: 'sensor-1' });
      const device = management.platform.registry.device(management.productKey, 'sensor-1')!;
      const request = new models.QueryDeviceDetailRequest(names(device));
      const { body } = await management.client.queryDeviceDetail(request);
      expect(body?.data?.deviceName).toBe('sensor-1');
    },
  );

  test.each([
    [{}, 'iot.prod.NullProductKey'],
    [{ productKey: 'a1234567890', deviceName: 'sensor-1' }, 'iot.prod.NotExistedProduct'],
    [{ productKey: 'iot-sim-demo' }, 'iot.device.NullDeviceName'],
    [{ productKey: 'iot-sim-demo', deviceName: 'other' }, 'iot.device.NotExistedDevice'],
    [{ iotId: 'other' }, 'iot.device.NotExistedDevice'],
  ])('that %o does not name', async (request, code) => {
    const { client } = await productUnderTest();
    const calls = [
      client.queryDeviceDetail(new models.QueryDeviceDetailRequest(request)),
      client.getDeviceStatus(new models.GetDeviceStatusRequest(request)),
      client.deleteDevice(new models.DeleteDeviceRequest(request)),
      client.enableThing(new models.EnableThingRequest(request)),
      client.disableThing(new models.DisableThingRequest(request)),
      client.queryDevicePropertyStatus(new models.QueryDevicePropertyStatusRequest(request)),
    ];
    for (const { body } of await Promise.all(calls)) expect(body).toMatchObject({ success: false, code });
  });

  test('has all its details, times as the cloud writes them', async () => {
    const management = await productUnderTest();
    const { client, platform, productKey } = management;
    const { deviceName = '' } = (await register(management, { deviceName: 'sensor-1' }))?.data ?? {};
    const device = platform.registry.device(productKey, deviceName)!;
    Object.assign(device, {
      createdAtMs: Date.UTC(2019, 1, 20, 18, 16, 9),
      activatedAtMs: Date.UTC(2019, 1, 21),
    });
    const request = new models.QueryDeviceDetailRequest({ iotId: device.iotId });
    expect((await client.queryDeviceDetail(request)).body?.data?.toMap()).toEqual({
      ProductKey: productKey,
      ProductName: 'sensor',
      DeviceName: 'sensor-1',
      DeviceSecret: device.triple.deviceSecret,
      IotId: device.iotId,
      Nickname: '',
      NodeType: 0,
      Owner: true,
      Region: 'cn-shanghai',
      Status: 'OFFLINE',
      FirmwareVersion: '',
      IpAddress: '',
      GmtCreate: '2019-02-21 02:16:09',
      UtcCreate: '2019-02-20T18:16:09.000Z',
      GmtActive: '2019-02-21 08:00:00',
      UtcActive: '2019-02-21T00:00:00.000Z',
      GmtOnline: '',
      UtcOnline: '',
    });
    const [info] = (await page(management))?.data?.deviceInfo ?? [];
    expect(info).toMatchObject({
      deviceId: device.iotId.slice(0, 20),
      deviceStatus: 'OFFLINE',
      gmtCreate: 'Wed, 20-Feb-2019 18:16:09 GMT',
      utcCreate: '2019-02-20T18:16:09.000Z',
      gmtModified: 'Thu, 21-Feb-2019 00:00:00 GMT',
      utcModified: '2019-02-21T00:00:00.000Z',
    });
  });

  test('is unactive, online, offline or disabled, and since when', async () => {
    const management = await productUnderTest();
    const { client, platform, productKey } = management;
    const { iotId } = (await register(management, { deviceName: 'sensor-1' }))?.data ?? {};
    const device = platform.registry.device(productKey, 'sensor-1')!;
    Object.assign(device, { createdAtMs: 1000 });
    const status = async () =>
      (await client.getDeviceStatus(new models.GetDeviceStatusRequest({ iotId }))).body?.data?.toMap();
    expect(await status()).toEqual({ Status: 'UNACTIVE', Timestamp: 1000 });
    Object.assign(device, { activatedAtMs: 2000, onlineAtMs: 3000, isOnline: true });
    expect(await status()).toEqual({ Status: 'ONLINE', Timestamp: 3000 });
    Object.assign(device, { offlineAtMs: 4000, isOnline: false });
    expect(await status()).toEqual({ Status: 'OFFLINE', Timestamp: 4000 });
    await client.disableThing(new models.DisableThingRequest({ iotId }));
    expect(device.isEnabled).toBe(false);
    expect(await status()).toEqual({ Status: 'DISABLE', Timestamp: 4000 });
    await client.enableThing(new models.EnableThingRequest({ iotId }));
    expect(device.isEnabled).toBe(true);
    expect(await status()).toMatchObject({ Status: 'OFFLINE' });
  });

  test('is gone once it is deleted', async () => {
    const management = await productUnderTest();
    const { iotId } = (await register(management))?.data ?? {};
    const request = new models.DeleteDeviceRequest({ iotId });
    expect((await management.client.deleteDevice(request)).body?.success).toBe(true);
    expect(management.platform.registry.deviceById(iotId ?? '')).toBeUndefined();
    expect((await management.client.deleteDevice(request)).body?.code).toBe('iot.device.NotExistedDevice');
  });
});

describe('QueryDevice', () => {
  const NAMES = Array.from({ length: 10_000 }, (_, index) => `sensor-${String(index + 1).padStart(5, '0')}`);

  async function productOf10000(): Promise<Management> {
    const management = await productUnderTest();
    const wanted = NAMES.map((deviceName) => ({ deviceName }));
    await management.platform.registry.addDevices(management.productKey, wanted);
    return management;
  }

  test('gives the newest devices first, ten where the request does not say', async () => {
    const management = await productOf10000();
    const first = await page(management);
    expect(first).toMatchObject({ total: 10_000, page: 1, pageSize: 10, pageCount: 1000 });
    expect(names(first)).toEqual(NAMES.slice(-10).reverse());
  });

  test('pages through 10,000 devices by number', async () => {
    const management = await productOf10000();
    const seen: (string | undefined)[] = [];
    for (let currentPage = 1; currentPage <= 200; currentPage++) {
      seen.push(...names(await page(management, { currentPage, pageSize: 50 })));
    }
    expect(seen).toEqual(NAMES.toReversed());
    expect(names(await page(management, { currentPage: 201, pageSize: 50 }))).toEqual([]);
  });

  test('pages by NextToken, which new devices do not disturb', async () => {
    const management = await productOf10000();
    const first = await page(management, { pageSize: 50 });
    await register(management, { deviceName: 'newer' });
    const second = await page(management, { pageSize: 50, nextToken: first?.nextToken });
    expect(names(second)).toEqual(NAMES.slice(-100, -50).reverse());
    const last = await page(management, { pageSize: 50, currentPage: 200 });
    expect(names(last)[49]).toBe('sensor-00002');
    const rest = await page(management, { pageSize: 50, nextToken: last?.nextToken });
    expect(names(rest)).toEqual(['sensor-00001']);
    expect(rest?.nextToken).toBeUndefined();
  });

  test.each([
    [{ pageSize: 51 }, 'iot.common.InvalidPageParams'],
    [{ currentPage: -1 }, 'iot.common.InvalidPageParams'],
    [{ nextToken: 'made-up' }, 'iot.common.InvalidFormattedParameter'],
  ])('refuses %o', async (request, code) => {
    expect(await page(await productUnderTest(), request)).toMatchObject({ success: false, code });
  });
});
