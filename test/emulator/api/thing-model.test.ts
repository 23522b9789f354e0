import { describe, expect, test } from 'vitest';
import { fixture } from '../../helpers/fixture.ts';
import { topicRequest } from '../../helpers/signed.ts';
import { DEMO_DEVICE, emulatorUnderTest, POST_TOPIC } from '../emulator-under-test.ts';

const DEMO = `products/${DEMO_DEVICE.productKey}`;
const MODEL = `${DEMO}/model`;

/** A TSL of one property, in digits that JavaScript would not keep. */
const EXACT =
  '{"properties":[{"identifier":"p","dataType":{"type":"double","specs":{"max":10.0,"x":1e400}}}]}';

describe('the thing model of a product', () => {
  test('is that of the demo product as it was released', async () => {
    const { api } = await emulatorUnderTest();
    const { status, json } = await api('GET', MODEL);
    expect(status).toBe(200);
    expect(json.isChanged).toBe(false);
    expect(json.released).toEqual(json.draft);
    expect(json.draft.profile).toEqual({ productKey: 'iot-sim-demo' });
    expect(json.draft.properties.map(({ identifier }: { identifier: string }) => identifier)).toEqual([
      'temperature',
      'humidity',
    ]);
  });

  test('of a new product is empty and was never released', async () => {
    const { api } = await emulatorUnderTest();
    const { productKey } = (await api('POST', 'products', { productName: 'fresh' })).json;
    const { json } = await api('GET', `products/${productKey}/model`);
    expect(json).toMatchObject({ draft: { properties: [] }, released: null, isChanged: true });
    expect((await api('POST', `products/${productKey}/release`)).json.release.version).toBe('v1');
    expect((await api('GET', `products/${productKey}/model`)).json.isChanged).toBe(false);
  });

  test('is replaced by another as a draft, which devices are checked against once it is released', async () => {
    const { api, ask, token, taken } = await emulatorUnderTest();
    const outcome = async () => {
      await ask(topicRequest(POST_TOPIC, await token(), '{"params":{"p":1}}'));
      return (await taken()).at(-1)?.properties.get('p')?.outcome;
    };
    const { status, json } = await api('PUT', MODEL, EXACT);
    expect([status, json.isChanged, json.draft.properties[0].identifier]).toEqual([200, true, 'p']);
    expect(await outcome()).toBe('filtered');

    const released = await api('POST', `${DEMO}/release`, { description: 'one property' });
    expect(released).toMatchObject({ status: 200, json: { release: { version: 'v2' } } });
    expect((await api('GET', MODEL)).json.isChanged).toBe(false);
    expect(await outcome()).toBe('kept');
  });

  test('is given back with every digit, and with what the platform adds', async () => {
    const { api, ask } = await emulatorUnderTest();
    await api('PUT', MODEL, `\uFEFF${EXACT}`);
    const { body } = await ask({ method: 'GET', path: `/_emulator/${MODEL}` });
    expect(body).toContain('"specs":{"max":10.0,"x":1e400}');
    expect(body).toContain('thing.event.property.post');
  });

  test.each(['all-types', 'environment'])('%s is taken as the console exported it', async (name) => {
    const { api } = await emulatorUnderTest();
    const tsl = fixture(`tsl/${name}.json`);
    const { status, json } = await api('PUT', MODEL, tsl);
    expect(status).toBe(200);
    expect(json.draft.properties).toEqual(JSON.parse(tsl).properties);
    expect((await api('PUT', MODEL, json.draft)).json.draft).toEqual(json.draft);
  });

  test('that is none is refused with all that is wrong, and the draft stays', async () => {
    const { api } = await emulatorUnderTest();
    const before = (await api('GET', MODEL)).json;
    const { status, json } = await api('PUT', MODEL, {
      properties: [{ identifier: 'set', dataType: { type: 'int' } }, { identifier: 'ok' }],
    });
    expect(status).toBe(400);
    expect(json.issues.map(({ path }: { path: string }) => path)).toEqual([
      'properties[0].identifier',
      'properties[1].dataType',
    ]);
    for (const body of ['', '[]', '{}', '{"properties":5}']) {
      expect((await api('PUT', MODEL, body)).json.issues).toHaveLength(1);
    }
    expect((await api('PUT', MODEL, '{')).status).toBe(400);
    const large = `${EXACT.slice(0, -1)},"x":"${'x'.repeat(256 * 1024)}"}`;
    expect((await api('PUT', MODEL, large)).json.error).toContain('more than 262144 bytes');
    expect((await api('GET', MODEL)).json).toEqual(before);
  });
});

describe('a release', () => {
  test('is refused where nothing was changed since the last one', async () => {
    const { api } = await emulatorUnderTest();
    expect(await api('POST', `${DEMO}/release`)).toEqual({
      status: 409,
      json: { error: 'Nothing was changed since the release v1.' },
    });
    const { draft } = (await api('GET', MODEL)).json;
    const { properties, ...rest } = draft;
    const turned = {
      ...rest,
      properties: properties.map((one: object) => Object.fromEntries(Object.entries(one).reverse())),
    };
    expect((await api('PUT', MODEL, turned)).json.isChanged).toBe(false);
    expect((await api('PUT', MODEL, { ...draft, properties: properties.toReversed() })).json.isChanged).toBe(
      true,
    );
    expect((await api('POST', `${DEMO}/release`, {})).status).toBe(200);
  });

  test.each([{ description: 'x'.repeat(101) }, { description: 5 }, { version: 'v9' }, []])(
    'with %j is refused',
    async (body) => {
      const { api } = await emulatorUnderTest();
      await api('PUT', MODEL, EXACT);
      expect((await api('POST', `${DEMO}/release`, body)).status).toBe(400);
    },
  );
});
