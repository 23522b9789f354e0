import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { managementUnderTest, models } from './management-under-test.ts';

const TSL = JSON.stringify({
  schema: 'https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json',
  profile: { productKey: 'a1elsewhere' },
  properties: [
    {
      identifier: 'temperature',
      name: 'Temperature',
      accessMode: 'r',
      required: true,
      dataType: { type: 'float', specs: { min: '-10', max: '50', step: '0.1', unit: '°C' } },
    },
    {
      identifier: 'note',
      name: 'Note',
      accessMode: 'rw',
      required: false,
      dataType: { type: 'text', specs: { length: '20' } },
    },
  ],
  events: [],
  services: [],
});

test('the way of the tutorial: product, thing model, device, a report over HTTPS, and the value in the cloud', async () => {
  const { client, platform } = await managementUnderTest();

  const created = await client.createProduct(
    new models.CreateProductRequest({
      productName: 'sensor',
      nodeType: 0,
      dataFormat: 1,
      aliyunCommodityCode: 'iothub_senior',
    }),
  );
  const productKey = created.body?.productKey;
  await client.importThingModelTsl(new models.ImportThingModelTslRequest({ productKey, tslStr: TSL }));
  await client.publishThingModel(new models.PublishThingModelRequest({ productKey }));
  const registered = await client.registerDevice(
    new models.RegisterDeviceRequest({ productKey, deviceName: 'sensor-1', nickname: 'Sensor_in_hall' }),
  );
  const { deviceName = '', deviceSecret = '', iotId } = registered.body?.data ?? {};

  const sign = createHmac('sha1', deviceSecret)
    .update(`clientId1deviceName${deviceName}productKey${productKey}`)
    .digest('hex');
  const authenticated = await platform.handle({
    path: '/auth',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ productKey, deviceName, clientId: '1', signmethod: 'hmacsha1', sign }),
  });
  const posted = await platform.handle({
    path: `/topic/sys/${productKey}/${deviceName}/thing/event/property/post`,
    headers: {
      'Content-Type': 'application/octet-stream',
      password: JSON.parse(authenticated.body).info.token,
    },
    body: '{"id":"1","version":"1.0","method":"thing.event.property.post","params":{"temperature":22.50}}',
  });
  expect(JSON.parse(posted.body).code).toBe(0);

  const status = await client.queryDevicePropertyStatus(
    new models.QueryDevicePropertyStatusRequest({ iotId }),
  );
  const [temperature, note] = status.body?.data?.list?.propertyStatusInfo ?? [];
  expect(temperature).toMatchObject({
    identifier: 'temperature',
    name: 'Temperature',
    dataType: 'float',
    unit: '°C',
    value: '22.50',
    time: expect.stringMatching(/^\d{13}$/),
  });
  expect(note).toEqual(
    new models.QueryDevicePropertyStatusResponseBodyDataListPropertyStatusInfo({
      identifier: 'note',
      name: 'Note',
      dataType: 'text',
      unit: '',
    }),
  );

  const takenAt = Number(temperature?.time);
  const data = await client.queryDevicePropertyData(
    new models.QueryDevicePropertyDataRequest({
      productKey,
      deviceName,
      identifier: 'temperature',
      asc: 1,
      startTime: takenAt - 1000,
      endTime: takenAt,
      pageSize: 10,
    }),
  );
  expect(data.body?.toMap()).toMatchObject({
    Success: true,
    Data: {
      List: { PropertyInfo: [{ Time: String(takenAt), Value: '22.50' }] },
      NextTime: takenAt + 1,
      NextValid: false,
    },
  });
  const online = await client.getDeviceStatus(new models.GetDeviceStatusRequest({ iotId }));
  expect(online.body?.data?.status).toBe('ONLINE');
});
