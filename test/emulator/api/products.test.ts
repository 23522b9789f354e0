import { describe, expect, test } from 'vitest';
import { demoDevices } from '../../../src/emulator/demo.ts';
import { DEMO_DEVICE, emulatorUnderTest } from '../emulator-under-test.ts';

const DEMO = `products/${DEMO_DEVICE.productKey}`;

const paths = (json: { issues: { path: string }[] }): string[] => json.issues.map(({ path }) => path);

describe('a new product', () => {
  test('has what was asked for, and the defaults of the management API', async () => {
    const { api, registry } = await emulatorUnderTest();
    const plain = await api('POST', 'products', { productName: '温度_1' });
    expect(plain).toEqual({
      status: 201,
      json: {
        productKey: expect.stringMatching(/^a1\w{9}$/),
        productName: '温度_1',
        description: '',
        netType: 'WIFI',
        mode: 'weak',
        isDynamicRegistration: false,
        createdAtMs: expect.any(Number),
        devices: 0,
      },
    });
    const wanted = { productName: 'with_all', description: 'of all', netType: 'ETHERNET', mode: 'strong' };
    const full = await api('POST', 'products', wanted);
    expect(full.json).toMatchObject(wanted);
    const { json } = await api('GET', 'products');
    expect(json.products.slice(1)).toEqual([plain.json, full.json]);
    expect(JSON.stringify(json)).not.toContain(registry.product(full.json.productKey)?.productSecret);
  });

  test.each([
    [{}, ['productName']],
    [{ productName: 'abc' }, ['productName']],
    [{ productName: 'no blanks' }, ['productName']],
    [{ productName: 5, description: 'x'.repeat(101), netType: 'LORA', mode: 'lax' }, undefined],
    [{ productName: 'right', productKey: 'a1' }, ['productKey']],
    [[], ['']],
  ])('cannot be %j', async (body, wrong) => {
    const { api } = await emulatorUnderTest();
    const { status, json } = await api('POST', 'products', body);
    expect([status, paths(json)]).toEqual([400, wrong ?? Object.keys(body)]);
    expect((await api('GET', 'products')).json.products).toHaveLength(1);
  });

  test('cannot have the name of another, also where both come at the same time', async () => {
    const { api } = await emulatorUnderTest();
    const asked = await Promise.all([1, 2, 3].map(() => api('POST', 'products', { productName: 'same' })));
    expect(asked.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
    const refused = asked.find(({ status }) => status === 409)?.json;
    expect(refused.issues).toEqual([{ path: 'productName', message: 'there is a product same already' }]);
    expect((await api('PATCH', DEMO, { productName: 'same' })).status).toBe(409);
    const { productKey } = asked.find(({ status }) => status === 201)!.json;
    expect((await api('PATCH', `products/${productKey}`, { productName: 'same' })).status).toBe(200);
  });

  test('is one of 1,000 at most', async () => {
    const { api, registry } = await emulatorUnderTest();
    for (let i = 1; i < 1000; i++) await registry.addProduct({ productName: `product_${i}` });
    expect(await api('POST', 'products', { productName: 'one_more' })).toEqual({
      status: 409,
      json: { error: 'There are 1000 products already.' },
    });
  });
});

test('a product’s name, description, mode and switch can be changed, each by itself', async () => {
  const { api } = await emulatorUnderTest();
  const before = (await api('GET', DEMO)).json;
  for (const change of [
    { productName: 'another_name' },
    { description: 'words' },
    { mode: 'none' },
    { isDynamicRegistration: false },
  ]) {
    Object.assign(before, change);
    expect(await api('PATCH', DEMO, change)).toEqual({ status: 200, json: before });
  }
  expect((await api('GET', DEMO)).json).toEqual(before);
});

describe('a product is deleted', () => {
  test('when it has no devices', async () => {
    const { api } = await emulatorUnderTest();
    const { productKey } = (await api('POST', 'products', { productName: 'to_go' })).json;
    expect(await api('DELETE', `products/${productKey}`)).toEqual({ status: 200, json: {} });
    expect((await api('GET', `products/${productKey}`)).status).toBe(404);
    expect((await api('DELETE', `products/${productKey}`)).status).toBe(404);
  });

  test('with its devices, their tokens and what they reported, when that is asked for', async () => {
    const { api, token, post, postCode } = await emulatorUnderTest({ devices: 1 });
    const password = await token();
    await post(password);
    const { status, json } = await api('DELETE', DEMO);
    expect([status, json.error]).toEqual([
      409,
      'The product has 2 devices; delete them first, or with it by ?devices=delete.',
    ]);
    for (const query of ['devices=', 'devices=yes', 'device=delete']) {
      expect((await api('DELETE', `${DEMO}?${query}`)).status).toBe(400);
    }
    expect(await postCode(password)).toBe(0);
    expect(await api('DELETE', `${DEMO}?devices=delete`)).toEqual({ status: 200, json: {} });
    expect((await api('GET', 'health')).json).toMatchObject({ products: 0, devices: 0 });
    expect(await postCode(password)).toBe(20003);
    expect((await api('GET', 'log')).json.exchanges).toHaveLength(1);
  });
});

describe('the triples of a product', () => {
  test('are a file in the form of --devices-out, which no cache may keep', async () => {
    const { ask } = await emulatorUnderTest({ devices: 2 });
    const { status, headers, body } = await ask({ method: 'GET', path: `/_emulator/${DEMO}/triples` });
    const rows = [DEMO_DEVICE, ...demoDevices(2)].map(
      ({ productKey, deviceName, deviceSecret }) => `${deviceName},${deviceSecret},${productKey}\r\n`,
    );
    expect([status, body]).toEqual([200, `DeviceName,DeviceSecret,ProductKey\r\n${rows.join('')}`]);
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="iot-sim-demo.csv"',
      'cache-control': 'no-store',
    });
  });

  test('of a product that does not exist are 404', async () => {
    const { api } = await emulatorUnderTest();
    expect((await api('GET', 'products/a1/triples')).status).toBe(404);
  });
});

test('no answer may be kept by a cache, or taken for something else', async () => {
  const { ask } = await emulatorUnderTest();
  for (const path of ['products', 'export', 'nowhere', `devices/iot-sim-demo/demo-sensor/secret`]) {
    const { headers } = await ask({ method: 'GET', path: `/_emulator/${path}` });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  }
});
