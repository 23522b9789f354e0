import { describe, expect, test } from 'vitest';
import { managementUnderTest, models } from './management-under-test.ts';

const SENSOR = { productName: 'sensor', nodeType: 0, dataFormat: 1, aliyunCommodityCode: 'iothub_senior' };

type Client = Awaited<ReturnType<typeof managementUnderTest>>['client'];

function create(client: Client, request: object = {}) {
  return client.createProduct(new models.CreateProductRequest({ ...SENSOR, ...request }));
}

/** The code of an answer that says no. */
async function codeOf(
  call: Promise<{ body?: { success?: boolean; code?: string } }>,
): Promise<string | undefined> {
  const { body } = await call;
  expect(body?.success).toBe(false);
  return body?.code;
}

describe('CreateProduct', () => {
  test('gives the product’s key, secret and kind', async () => {
    const { client, platform } = await managementUnderTest();
    const { body } = await create(client, {
      productName: '温度_sensor',
      description: 'in the hall',
      validateType: 2,
    });
    const productKey = body?.productKey ?? '';
    expect(productKey).toMatch(/^a1[A-Za-z\d]{9}$/);
    expect(body?.toMap()).toEqual({
      RequestId: expect.any(String),
      Success: true,
      ProductKey: productKey,
      Data: {
        AliyunCommodityCode: 'iothub_senior',
        AuthType: 'secret',
        DataFormat: 1,
        Description: 'in the hall',
        Id2: false,
        NodeType: 0,
        ProductKey: productKey,
        ProductName: '温度_sensor',
        ProductSecret: expect.stringMatching(/^[A-Za-z\d]{16}$/),
      },
    });
    expect(platform.registry.product(productKey)).toMatchObject({ mode: 'none', netType: 'WIFI' });
  });

  test('makes products of weak verification where the request does not say', async () => {
    const { client, platform } = await managementUnderTest();
    const { body } = await create(client);
    expect(platform.registry.product(body?.productKey ?? '')?.mode).toBe('weak');
  });

  const refused: [what: string, request: object, code: string][] = [
    ['a gateway', { nodeType: 1 }, 'iot.prod.InvalidNodeType'],
    [
      'a product of the basic edition',
      { aliyunCommodityCode: undefined },
      'iot.prod.InvalidAliyunCommodityCode',
    ],
    ['a custom data format', { dataFormat: 0 }, 'iot.common.InvalidFormattedParameter'],
    ['no data format', { dataFormat: undefined }, 'iot.common.InvalidFormattedParameter'],
    ['X.509', { authType: 'x509' }, 'iot.common.InvalidFormattedParameter'],
    ['LoRaWAN', { netType: 'LORA' }, 'iot.common.InvalidFormattedParameter'],
    ['an unknown verification', { validateType: 3 }, 'iot.common.InvalidFormattedParameter'],
    ['a sub-device', { protocolType: 'modbus' }, 'iot.common.InvalidFormattedParameter'],
    ['a category', { categoryKey: 'Lighting' }, 'iot.common.InvalidFormattedParameter'],
    ['a short name', { productName: 'abc' }, 'iot.prod.InvalidFormattedProductName'],
    [
      'a long name of wide characters',
      { productName: '温'.repeat(16) },
      'iot.prod.InvalidFormattedProductName',
    ],
    ['a name with a blank', { productName: 'my sensor' }, 'iot.prod.InvalidFormattedProductName'],
    ['a long description', { description: 'a'.repeat(101) }, 'iot.prod.LongProductDesc'],
  ];
  test.each(refused)('refuses %s', async (_what, request, code) => {
    const { client, platform } = await managementUnderTest();
    expect(await codeOf(create(client, request))).toBe(code);
    expect([...platform.registry.products()]).toHaveLength(1);
  });

  test('refuses a name that another product has', async () => {
    const { client } = await managementUnderTest();
    await create(client);
    expect(await codeOf(create(client))).toBe('iot.prod.AlreadyExistedProductName');
  });

  test('refuses more than 1,000 products', async () => {
    const { client, platform } = await managementUnderTest();
    for (let count = 1; count < 1000; count++)
      await platform.registry.addProduct({ productName: `product_${count}` });
    expect(await codeOf(create(client))).toBe('iot.prod.ProductCountExceedMax');
  });
});

describe('UpdateProduct', () => {
  test('changes name and description, and keeps the description that is not given', async () => {
    const { client, platform } = await managementUnderTest();
    const productKey = (await create(client)).body?.productKey ?? '';
    const update = (request: object) =>
      client.updateProduct(new models.UpdateProductRequest({ productKey, ...request }));
    await update({ productName: 'sensor_2', description: 'new' });
    expect((await update({ productName: 'sensor_2' })).body?.success).toBe(true);
    expect(platform.registry.product(productKey)).toMatchObject({
      productName: 'sensor_2',
      description: 'new',
    });
    await create(client);
    expect(await codeOf(update({ productName: 'sensor' }))).toBe('iot.prod.AlreadyExistedProductName');
    expect(await codeOf(update({ productName: 'no' }))).toBe('iot.prod.InvalidFormattedProductName');
  });
});

describe('QueryProduct', () => {
  test('tells all of a product', async () => {
    const { client, platform } = await managementUnderTest();
    const productKey =
      (await create(client, { netType: 'ETHERNET', validateType: 1 })).body?.productKey ?? '';
    await platform.registry.addDevices(productKey, [{}, {}]);
    const { body } = await client.queryProduct(new models.QueryProductRequest({ productKey }));
    expect(body?.data?.toMap()).toEqual({
      AliyunCommodityCode: 'iothub_senior',
      AuthType: 'secret',
      DataFormat: 1,
      Description: '',
      DeviceCount: 2,
      GmtCreate: platform.registry.product(productKey)?.createdAtMs,
      Id2: false,
      NetType: 7,
      NodeType: 0,
      Owner: true,
      ProductKey: productKey,
      ProductName: 'sensor',
      ProductSecret: platform.registry.product(productKey)?.productSecret,
      ProductStatus: 'DEVELOPMENT_STATUS',
      ValidateType: 1,
    });
  });

  const keys: [productKey: string, code: string][] = [
    ['a1234567890', 'iot.prod.NotExistedProduct'],
    ['a1 & more', 'iot.prod.InvalidFormattedProductkey'],
  ];
  test.each(keys)('refuses the key %s', async (productKey, code) => {
    const { client } = await managementUnderTest();
    expect(await codeOf(client.queryProduct(new models.QueryProductRequest({ productKey })))).toBe(code);
  });
});

describe('QueryProductList', () => {
  test('gives pages, the newest product first', async () => {
    const { client, platform } = await managementUnderTest();
    for (const name of ['one_', 'two_', 'three']) await platform.registry.addProduct({ productName: name });
    const list = async (request: object) =>
      (await client.queryProductList(new models.QueryProductListRequest({ pageSize: 2, ...request }))).body
        ?.data;
    const names = (data: Awaited<ReturnType<typeof list>>) =>
      data?.list?.productInfo?.map((info) => info.productName);
    const first = await list({ currentPage: 1 });
    expect(first).toMatchObject({ total: 4, pageCount: 2, currentPage: 1, pageSize: 2 });
    expect(names(first)).toEqual(['three', 'two_']);
    expect(names(await list({ currentPage: 2 }))).toEqual(['one_', 'Demo environmental sensor']);
    expect(names(await list({ currentPage: 3 }))).toEqual([]);
    expect(await list({ currentPage: 1, aliyunCommodityCode: 'iothub' })).toMatchObject({ total: 0 });
  });

  test.each([
    { currentPage: 0, pageSize: 10 },
    { currentPage: 1, pageSize: 201 },
    { currentPage: 1, pageSize: -1 },
  ])('refuses %o', async (request) => {
    const { client } = await managementUnderTest();
    const call = client.queryProductList(new models.QueryProductListRequest(request));
    expect(await codeOf(call)).toBe('iot.common.InvalidPageParams');
  });
});

describe('DeleteProduct', () => {
  test('refuses a product with devices, and deletes it without', async () => {
    const { client, platform } = await managementUnderTest();
    const productKey = (await create(client)).body?.productKey ?? '';
    const [device] = await platform.registry.addDevices(productKey, [{}]);
    const remove = () => client.deleteProduct(new models.DeleteProductRequest({ productKey }));
    expect(await codeOf(remove())).toBe('iot.prod.DeleteProductFailed');
    await platform.registry.removeDevice(device!.triple);
    expect((await remove()).body?.success).toBe(true);
    expect(await codeOf(remove())).toBe('iot.prod.NotExistedProduct');
  });
});
