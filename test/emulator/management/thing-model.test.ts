import { describe, expect, test } from 'vitest';
import { models, productUnderTest, TEMPERATURE } from './management-under-test.ts';

const HUMIDITY = { ...TEMPERATURE, identifier: 'humidity', name: 'Humidity' };
const RESTART = {
  identifier: 'restart',
  name: 'Restart',
  callType: 'async',
  inputData: [],
  outputData: [],
  required: false,
};

async function thingModelUnderTest() {
  const { client, platform, productKey } = await productUnderTest();
  return {
    platform,
    productKey,
    importTsl: async (tsl: unknown, request: object = {}) => {
      const tslStr = typeof tsl === 'string' ? tsl : JSON.stringify(tsl);
      const answer = await client.importThingModelTsl(
        new models.ImportThingModelTslRequest({ productKey, tslStr, ...request }),
      );
      return answer.body;
    },
    publish: async (request: object = {}) =>
      (await client.publishThingModel(new models.PublishThingModelRequest({ productKey, ...request }))).body,
    draft: async (request: object = {}) =>
      (await client.getThingModelTsl(new models.GetThingModelTslRequest({ productKey, ...request }))).body,
    published: async (request: object = {}) =>
      (
        await client.getThingModelTslPublished(
          new models.GetThingModelTslPublishedRequest({ productKey, ...request }),
        )
      ).body,
  };
}

/** The identifiers of a list of features. */
function identifiers(features: readonly { identifier: string }[]): string[] {
  return features.map(({ identifier }) => identifier);
}

describe('ImportThingModelTsl', () => {
  test('sets the draft and leaves what is published', async () => {
    const { importTsl, draft, published, productKey } = await thingModelUnderTest();
    const tsl = { profile: { productKey: 'a1elsewhere' }, properties: [HUMIDITY], services: [RESTART] };
    expect((await importTsl(tsl))?.success).toBe(true);
    const model = JSON.parse((await draft())?.data?.tslStr ?? '');
    expect(model.profile).toEqual({ productKey });
    expect(model.properties).toEqual([HUMIDITY]);
    expect(identifiers(model.events)).toEqual(['post']);
    expect(identifiers(model.services)).toEqual(['set', 'get', 'restart']);
    const released = JSON.parse((await published())?.data?.tslStr ?? '');
    expect(released.profile).toEqual({ productKey });
    expect(identifiers(released.properties)).toEqual(['temperature']);
  });

  test('takes back what GetThingModelTsl gave', async () => {
    const { importTsl, draft } = await thingModelUnderTest();
    await importTsl({ properties: [HUMIDITY], services: [RESTART] });
    const given = (await draft())?.data?.tslStr;
    await importTsl(given);
    expect((await draft())?.data?.tslStr).toBe(given);
  });

  test('says everything that is wrong, and changes nothing', async () => {
    const { importTsl, draft } = await thingModelUnderTest();
    const before = await draft();
    const answer = await importTsl({
      properties: [
        { ...TEMPERATURE, identifier: 'set' },
        { ...HUMIDITY, dataType: { type: 'number' } },
      ],
    });
    expect(answer).toMatchObject({ success: false, code: 'iot.prod.BatchCreateThingModelFailed' });
    expect(answer?.errorMessage).toContain('properties[0].identifier: "set" is reserved');
    expect(answer?.errorMessage).toContain('properties[1].dataType.type: must be one of');
    expect((await draft())?.data).toEqual(before?.data);
  });

  test('refuses what is no JSON, what is too large, a link and a module', async () => {
    const { importTsl } = await thingModelUnderTest();
    expect((await importTsl('{'))?.errorMessage).toContain('is not JSON');
    expect((await importTsl('1'.repeat(256 * 1024 + 1)))?.errorMessage).toContain('more than 262144 bytes');
    expect((await importTsl('', { tslUrl: 'https://localhost/model.json' }))?.errorMessage).toContain(
      'TslUrl',
    );
    expect((await importTsl('{}', { functionBlockId: 'battery' }))?.errorMessage).toContain(
      'FunctionBlockId',
    );
  });
});

describe('PublishThingModel', () => {
  test('releases the draft, against which devices are checked from then on', async () => {
    const { importTsl, publish, published, platform, productKey } = await thingModelUnderTest();
    await importTsl({ properties: [HUMIDITY] });
    expect((await publish({ description: 'second' }))?.success).toBe(true);
    const product = platform.registry.product(productKey);
    expect(product?.release).toMatchObject({ version: 'v2', description: 'second' });
    expect([...(product?.model.properties.keys() ?? [])]).toEqual(['humidity']);
    expect((await published({ modelVersion: 'v2' }))?.data?.tslStr).toContain('humidity');
  });

  test('takes a version of the user’s own', async () => {
    const { publish, published, draft } = await thingModelUnderTest();
    await publish({ modelVersion: 'V1.0.0' });
    expect((await published({ modelVersion: 'V1.0.0' }))?.success).toBe(true);
    expect((await draft({ modelVersion: 'V1.0.0' }))?.success).toBe(true);
    expect(await published({ modelVersion: 'v1' })).toMatchObject({
      success: false,
      code: 'iot.prod.QueryProductAbilitiesFailed',
    });
  });

  test.each([
    { modelVersion: 'one two' },
    { modelVersion: '1'.repeat(17) },
    { description: 'a'.repeat(101) },
  ])('refuses %o', async (request) => {
    const { publish } = await thingModelUnderTest();
    expect(await publish(request)).toMatchObject({
      success: false,
      code: 'iot.common.InvalidFormattedParameter',
    });
  });
});

test('the simple thing model has identifiers and types alone', async () => {
  const { draft, productKey } = await thingModelUnderTest();
  const temperature = { identifier: 'temperature', dataType: { type: 'float' } };
  expect(JSON.parse((await draft({ simple: true }))?.data?.tslStr ?? '')).toEqual({
    schema: 'https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json',
    profile: { productKey },
    properties: [temperature],
    events: [{ identifier: 'post', type: 'info', outputData: [temperature] }],
    services: [
      { identifier: 'set', inputData: [], outputData: [] },
      { identifier: 'get', inputData: ['temperature'], outputData: [temperature] },
    ],
  });
});

test('a product without a published thing model has none to give', async () => {
  const { platform, published } = await thingModelUnderTest();
  const { productKey } = await platform.registry.addProduct({ productName: 'blank' });
  expect(await published({ productKey })).toMatchObject({ code: 'iot.prod.QueryProductAbilitiesFailed' });
});
