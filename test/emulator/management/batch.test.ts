import { describe, expect, test } from 'vitest';
import { models, productUnderTest } from './management-under-test.ts';

async function batchUnderTest() {
  const { client, platform, productKey } = await productUnderTest();
  return {
    platform,
    productKey,
    check: async (request: object) =>
      (
        await client.batchCheckDeviceNames(
          new models.BatchCheckDeviceNamesRequest({ productKey, ...request }),
        )
      ).body,
    register: async (count: number) =>
      (await client.batchRegisterDevice(new models.BatchRegisterDeviceRequest({ productKey, count }))).body,
    registerChecked: async (request: object) => {
      const model = new models.BatchRegisterDeviceWithApplyIdRequest({ productKey, ...request });
      return (await client.batchRegisterDeviceWithApplyId(model)).body;
    },
    status: async (request: object) => {
      const model = new models.QueryBatchRegisterDeviceStatusRequest({ productKey, ...request });
      return (await client.queryBatchRegisterDeviceStatus(model)).body;
    },
    page: async (request: object) =>
      (await client.queryPageByApplyId(new models.QueryPageByApplyIdRequest(request))).body,
  };
}

describe('BatchRegisterDevice', () => {
  test('registers 10,000 devices, whose triples QueryPageByApplyId gives', async () => {
    const { platform, productKey, register, status, page } = await batchUnderTest();
    const applyId = (await register(10_000))?.data?.applyId;
    expect(platform.registry.countDevices(productKey)).toBe(10_000);
    expect((await status({ applyId }))?.data?.toMap()).toEqual({
      Status: 'CREATE_SUCCESS',
      ValidList: { Name: [] },
      InvalidList: { Name: [] },
    });
    const last = await page({ applyId, currentPage: 200, pageSize: 50 });
    expect(last).toMatchObject({ page: 200, pageCount: 200, pageSize: 50, total: 10_000 });
    const [info] = last?.applyDeviceList?.applyDeviceInfo ?? [];
    const device = platform.registry.device(productKey, info?.deviceName ?? '');
    expect(info).toMatchObject({ deviceSecret: device?.triple.deviceSecret, iotId: device?.iotId });
    expect((await page({ applyId }))?.applyDeviceList?.applyDeviceInfo).toHaveLength(10);
    expect(await page({ applyId, pageSize: 51 })).toMatchObject({ code: 'iot.common.InvalidPageParams' });
  });

  test.each([
    [0, 'iot.device.NoneDeviceNameElement'],
    [-5, 'iot.device.NoneDeviceNameElement'],
    [10_001, 'iot.device.DeviceCountExceeded'],
  ])('refuses %d devices', async (count, code) => {
    const { register } = await batchUnderTest();
    expect(await register(count)).toMatchObject({ success: false, code });
  });
});

describe('BatchCheckDeviceNames', () => {
  test('checks 10,000 names that BatchRegisterDeviceWithApplyId then registers, once', async () => {
    const { platform, productKey, check, status, registerChecked, page } = await batchUnderTest();
    const deviceName = Array.from({ length: 10_000 }, (_, index) => `sensor-${index}`);
    const applyId = (await check({ deviceName }))?.data?.applyId;
    expect((await status({ applyId }))?.data?.status).toBe('CHECK_SUCCESS');
    expect(await page({ applyId })).toMatchObject({ success: true, total: 0 });
    expect(platform.registry.countDevices(productKey)).toBe(0);
    expect((await registerChecked({ applyId }))?.data?.applyId).toBe(applyId);
    expect((await status({ applyId }))?.data?.status).toBe('CREATE_SUCCESS');
    const names = [...platform.registry.devices(productKey)].map(({ triple }) => triple.deviceName);
    expect(names).toEqual(deviceName);
    expect(await registerChecked({ applyId })).toMatchObject({ code: 'iot.device.IncorrentDeviceApplyInfo' });
  });

  test('takes nicknames with the names', async () => {
    const { platform, productKey, check, registerChecked } = await batchUnderTest();
    const deviceNameList = [
      { deviceName: 'sensor-1', deviceNickname: 'Hall_1' },
      { deviceName: 'sensor-2' },
    ].map((entry) => new models.BatchCheckDeviceNamesRequestDeviceNameList(entry));
    const applyId = (await check({ deviceNameList, deviceName: ['ignored'] }))?.data?.applyId;
    await registerChecked({ applyId });
    const nicknames = [...platform.registry.devices(productKey)].map(({ nickname }) => nickname);
    expect(nicknames).toEqual(['Hall_1', '']);
  });

  test('says which names and nicknames are of a wrong form', async () => {
    const { check } = await batchUnderTest();
    const deviceNameList = [
      { deviceName: 'APT$' },
      { deviceName: 'good', deviceNickname: 'x' },
      { deviceName: 'aw' },
    ].map((entry) => new models.BatchCheckDeviceNamesRequestDeviceNameList(entry));
    const answer = await check({ deviceNameList });
    expect(answer).toMatchObject({ success: false, code: 'iot.device.InvalidFormattedDeviceName' });
    expect(answer?.data?.toMap()).toEqual({
      InvalidDeviceNameList: { InvalidDeviceName: ['APT$', 'aw'] },
      InvalidDeviceNicknameList: { InvalidDeviceNickname: ['x'] },
    });
  });

  test('tells names that are taken by the status', async () => {
    const { platform, productKey, check, status, registerChecked } = await batchUnderTest();
    await platform.registry.addDevices(productKey, [{ deviceName: 'taken' }]);
    const deviceName = ['free', 'taken', 'twice', 'twice'];
    const applyId = (await check({ deviceName }))?.data?.applyId;
    expect((await status({ applyId }))?.data?.toMap()).toEqual({
      Status: 'CHECK_FAILED',
      ValidList: { Name: ['free'] },
      InvalidList: { Name: ['taken', 'twice'] },
    });
    expect(await registerChecked({ applyId })).toMatchObject({ code: 'iot.device.IncorrentDeviceApplyInfo' });
  });

  test('tells names that were taken since the check', async () => {
    const { platform, productKey, check, status, registerChecked, page } = await batchUnderTest();
    const applyId = (await check({ deviceName: ['sensor-1', 'sensor-2'] }))?.data?.applyId;
    await platform.registry.addDevices(productKey, [{ deviceName: 'sensor-1' }]);
    await registerChecked({ applyId });
    expect((await status({ applyId }))?.data?.toMap()).toEqual({
      Status: 'CREATE_FAILED',
      ValidList: { Name: ['sensor-2'] },
      InvalidList: { Name: ['sensor-1'] },
    });
    expect(await page({ applyId })).toMatchObject({ total: 1 });
  });

  test('may be asked again where the devices could not be kept', async () => {
    const { platform, check, status, registerChecked } = await batchUnderTest();
    const applyId = (await check({ deviceName: ['sensor-1', 'sensor-2'] }))?.data?.applyId;
    await platform.close();
    expect(await registerChecked({ applyId })).toMatchObject({ success: false });
    expect((await status({ applyId }))?.data?.status).toBe('CHECK_SUCCESS');
    expect(platform.registry.countAllDevices()).toBe(1);
  });

  test('refuses no names, and too many', async () => {
    const { check } = await batchUnderTest();
    expect(await check({})).toMatchObject({ code: 'iot.device.NoneDeviceNameElement' });
    const deviceName = Array.from({ length: 10_001 }, (_, index) => `sensor-${index}`);
    expect(await check({ deviceName })).toMatchObject({ code: 'iot.device.DeviceCountExceeded' });
  });
});

test('an application belongs to one product, and goes with it', async () => {
  const { platform, productKey, register, status, registerChecked, page } = await batchUnderTest();
  const unknown = { success: false, code: 'iot.device.DeviceApplyIsNotFound' };
  expect(await page({ applyId: 1 })).toMatchObject(unknown);
  const applyId = (await register(2))?.data?.applyId;
  expect(await status({ applyId, productKey: 'iot-sim-demo' })).toMatchObject(unknown);
  expect(await registerChecked({ applyId, productKey: 'iot-sim-demo' })).toMatchObject(unknown);
  await platform.registry.removeProduct(productKey);
  expect(await page({ applyId })).toMatchObject(unknown);
});
