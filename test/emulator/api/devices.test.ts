import { describe, expect, test } from 'vitest';
import { fakeClock, START_MS } from '../../helpers/fake-clock.ts';
import { emulatorUnderTest, named } from '../emulator-under-test.ts';

const DEMO = 'devices/iot-sim-demo/demo-sensor';

type Api = Awaited<ReturnType<typeof emulatorUnderTest>>['api'];

const namesOf = (json: { devices: { deviceName: string }[] }): string[] =>
  json.devices.map(({ deviceName }) => deviceName);

/** A product with devices of these names. */
async function productWith(api: Api, productName: string, deviceNames: readonly string[]): Promise<string> {
  const { productKey } = (await api('POST', 'products', { productName })).json;
  expect((await api('POST', 'devices', { productKey, deviceNames })).status).toBe(201);
  return productKey;
}

describe('devices are listed', () => {
  test('in the order they were made, of one product or of all', async () => {
    const { api } = await emulatorUnderTest({ devices: 1 });
    const first = await productWith(api, 'first', ['zeta', 'alpha']);
    const second = await productWith(api, 'second', ['beta']);
    await api('POST', 'devices', { productKey: first, deviceName: 'gamma' });
    const all = (await api('GET', 'devices')).json;
    expect(all.total).toBe(6);
    expect(namesOf(all).slice(2)).toEqual(['zeta', 'alpha', 'beta', 'gamma']);
    expect(namesOf((await api('GET', `devices?product=${first}`)).json)).toEqual(['zeta', 'alpha', 'gamma']);
    expect((await api('GET', `devices?product=${second}`)).json.total).toBe(1);
    expect((await api('GET', 'devices?product=a1')).status).toBe(404);
  });

  test('in parts, each after the one before', async () => {
    const { api } = await emulatorUnderTest({ devices: 99 });
    const seen: string[] = [];
    for (let offset = 0; offset < 120; offset += 30) {
      const { json } = await api('GET', `devices?offset=${offset}&limit=30`);
      expect(json.total).toBe(100);
      seen.push(...namesOf(json));
    }
    expect(new Set(seen).size).toBe(100);
    expect(namesOf((await api('GET', 'devices')).json)).toEqual(seen.slice(0, 50));
  });

  test('by a part of their name or nickname, whatever the case', async () => {
    const { api } = await emulatorUnderTest();
    const productKey = await productWith(api, 'search', ['Kitchen-1', 'kitchen.2', 'garden']);
    await api('PATCH', `devices/${productKey}/garden`, { nickname: '厨房_KITCHEN' });
    const search = async (text: string) =>
      namesOf((await api('GET', `devices?search=${encodeURIComponent(text)}`)).json);
    expect(await search('KITCHEN')).toEqual(['Kitchen-1', 'kitchen.2', 'garden']);
    expect(await search('厨')).toEqual(['garden']);
    expect(await search('.')).toEqual(['kitchen.2']);
    expect(await search('nothing')).toEqual([]);
    expect(await search('')).toHaveLength(4);
  });

  test('by their state', async () => {
    const { api, token } = await emulatorUnderTest({ devices: 2 });
    const inState = async (state: string) => namesOf((await api('GET', `devices?state=${state}`)).json);
    await token();
    await api('PATCH', 'devices/iot-sim-demo/demo-sensor-00001', { isEnabled: false });
    expect(await inState('online')).toEqual(['demo-sensor']);
    expect(await inState('disabled')).toEqual(['demo-sensor-00001']);
    expect(await inState('inactive')).toEqual(['demo-sensor-00002']);
    expect(await inState('offline')).toEqual([]);
    await api('PATCH', DEMO, { isEnabled: false });
    expect(await inState('disabled')).toEqual(['demo-sensor', 'demo-sensor-00001']);
    await api('PATCH', DEMO, { isEnabled: true });
    expect(await inState('offline')).toEqual(['demo-sensor']);
  });

  test.each([
    'limit=0',
    'limit=201',
    'limit=',
    'offset=-1',
    'offset=1.5',
    'state=asleep',
    'state=',
    'page=2',
  ])('not with %s', async (query) => {
    const { api } = await emulatorUnderTest();
    const { status, json } = await api('GET', `devices?${query}`);
    expect([status, json.error]).toEqual([400, expect.stringContaining(query.split('=')[0]!)]);
  });
});

describe('a device', () => {
  test('is shown without its secret, which is given by itself', async () => {
    const { api, device, registry } = await emulatorUnderTest();
    const { json } = await api('GET', DEMO);
    expect(json).toEqual({
      productKey: 'iot-sim-demo',
      deviceName: 'demo-sensor',
      iotId: registry.device('iot-sim-demo', 'demo-sensor')?.iotId,
      nickname: '',
      state: 'inactive',
      createdAtMs: expect.any(Number),
    });
    expect(await api('GET', `${DEMO}/secret`)).toEqual({
      status: 200,
      json: { deviceSecret: device.deviceSecret },
    });
  });

  test('says when it was activated, came online and went offline', async () => {
    const clock = fakeClock({ byHand: true });
    const { api, auth } = await emulatorUnderTest({ clock });
    await auth();
    const { json: online } = await api('GET', DEMO);
    expect(online).toMatchObject({ state: 'online', activatedAtMs: START_MS, onlineAtMs: START_MS });
    expect(online.offlineAtMs).toBeUndefined();
    await clock.advance(1000);
    const { json: disabled } = await api('PATCH', DEMO, { isEnabled: false });
    expect(disabled).toEqual({ ...online, state: 'disabled', offlineAtMs: START_MS + 1000 });
  });

  test('is found by names with signs that a path has to escape', async () => {
    const { api } = await emulatorUnderTest();
    const productKey = await productWith(api, 'signs', ['a:b@c.d-_']);
    expect((await api('GET', `devices/${productKey}/a%3Ab%40c.d-_`)).json.deviceName).toBe('a:b@c.d-_');
    expect((await api('GET', `devices/${productKey}/a:b@c.d-_`)).status).toBe(200);
    const { status, json } = await api('GET', 'devices/iot-sim-demo/a%2Fb');
    expect([status, json.error]).toEqual([
      404,
      'There is no device iot-sim-demo/a/b; write productKey/deviceName.',
    ]);
  });

  test('may report or not, and has a nickname or none', async () => {
    const { api, token, postCode } = await emulatorUnderTest();
    const password = await token();
    const both = await api('PATCH', DEMO, { isEnabled: false, nickname: '温度_1' });
    expect(both.json).toMatchObject({ state: 'disabled', nickname: '温度_1' });
    expect(await postCode(password)).toBe(20003);
    expect((await api('PATCH', DEMO, { nickname: '' })).json).toMatchObject({
      state: 'disabled',
      nickname: '',
    });
    await api('PATCH', DEMO, { isEnabled: true });
    expect(await postCode(password)).toBe(0);
  });

  test.each([{}, { nickname: 'abc' }, { nickname: null }, { isEnabled: 1 }, { deviceSecret: 'x' }, []])(
    'cannot be changed by %j',
    async (body) => {
      const { api } = await emulatorUnderTest();
      expect((await api('PATCH', DEMO, body)).status).toBe(400);
      expect((await api('GET', DEMO)).json).toMatchObject({ state: 'inactive', nickname: '' });
    },
  );

  test('is deleted with its token and what it reported', async () => {
    const { api, token, post, postCode } = await emulatorUnderTest();
    const password = await token();
    await post(password);
    expect(await api('DELETE', DEMO)).toEqual({ status: 200, json: {} });
    for (const path of [DEMO, `${DEMO}/secret`, `${DEMO}/status`]) {
      expect((await api('GET', path)).status).toBe(404);
    }
    expect((await api('DELETE', DEMO)).status).toBe(404);
    expect(await postCode(password)).toBe(20003);
    expect((await api('GET', `log?device=${named('demo-sensor')}`)).status).toBe(404);
  });
});

describe('new devices', () => {
  test('have the name and nickname asked for, or a name that is made up', async () => {
    const { api, registry } = await emulatorUnderTest();
    const { productKey } = (await api('POST', 'products', { productName: 'fresh' })).json;
    const mine = await api('POST', 'devices', { productKey, deviceName: 'mine', nickname: '我的' });
    expect(mine.status).toBe(201);
    expect(mine.json).toMatchObject({
      total: 1,
      devices: [{ deviceName: 'mine', nickname: '我的', state: 'inactive' }],
    });
    const any = await api('POST', 'devices', { productKey, nickname: 'made_up' });
    expect(any.json.devices).toMatchObject([
      { deviceName: expect.stringMatching(/^\w{20}$/), nickname: 'made_up' },
    ]);
    expect(registry.countDevices(productKey)).toBe(2);
  });

  test('are as many as asked for; the first 200 are shown', async () => {
    const { api, registry } = await emulatorUnderTest();
    const { productKey } = (await api('POST', 'products', { productName: 'many' })).json;
    const { status, json } = await api('POST', 'devices', { productKey, count: 250 });
    expect([status, json.total, json.devices.length]).toEqual([201, 250, 200]);
    const names = [...registry.devices(productKey)].map(({ triple }) => triple.deviceName);
    expect(namesOf(json)).toEqual(names.slice(0, 200));
    const deviceNames = Array.from({ length: 10_000 }, (_, index) => `name-${index}`);
    expect((await api('POST', 'devices', { productKey, deviceNames })).json.total).toBe(10_000);
    expect(registry.countDevices(productKey)).toBe(10_250);
  });

  test('with names that are taken are refused by their places, and none is made', async () => {
    const { api, registry } = await emulatorUnderTest();
    const productKey = await productWith(api, 'taken', ['taken']);
    const deviceNames = ['free', 'taken', 'twice', 'twice'];
    const { status, json } = await api('POST', 'devices', { productKey, deviceNames });
    expect([status, json.issues]).toEqual([
      409,
      [
        { path: 'deviceNames.1', message: 'there is a device taken already' },
        { path: 'deviceNames.3', message: 'twice stands in the list before' },
      ],
    ]);
    const single = await api('POST', 'devices', { productKey, deviceName: 'taken' });
    expect([single.status, single.json.issues[0].path]).toEqual([409, 'deviceName']);
    expect(registry.countDevices(productKey)).toBe(1);
  });

  test.each([
    [{}, ['productKey']],
    [{ productKey: 'a1' }, ['productKey']],
    [{ productKey: 'iot-sim-demo', deviceName: 'abc', nickname: 'x' }, ['deviceName', 'nickname']],
    [
      { productKey: 'iot-sim-demo', deviceNames: ['good', 'bad!', 5, 'good-2', ''] },
      ['deviceNames.1', 'deviceNames.2', 'deviceNames.4'],
    ],
    [{ productKey: 'iot-sim-demo', deviceNames: [] }, ['deviceNames']],
    [{ productKey: 'iot-sim-demo', deviceNames: 'name' }, ['deviceNames']],
    [{ productKey: 'iot-sim-demo', deviceNames: Array(10_001).fill('name') }, ['deviceNames']],
    [{ productKey: 'iot-sim-demo', count: 0 }, ['count']],
    [{ productKey: 'iot-sim-demo', count: 10_001 }, ['count']],
    [{ productKey: 'iot-sim-demo', count: 2, deviceName: 'name' }, ['deviceName']],
    [{ productKey: 'iot-sim-demo', count: 2, deviceNames: ['name'] }, ['count']],
    [{ productKey: 'iot-sim-demo', count: 2, nickname: 'nick' }, ['nickname']],
    [{ productKey: 'iot-sim-demo', deviceSecret: 'x' }, ['deviceSecret']],
  ])('cannot be %j', async (body, wrong) => {
    const { api, registry } = await emulatorUnderTest();
    const { status, json } = await api('POST', 'devices', body);
    expect([status, json.issues.map(({ path }: { path: string }) => path)]).toEqual([400, wrong]);
    expect(registry.countAllDevices()).toBe(1);
  });
});
