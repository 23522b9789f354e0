import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE } from '../../../src/emulator/demo.ts';
import type { Platform } from '../../../src/emulator/platform.ts';
import { newDevice } from '../../../src/emulator/registry/device.ts';
import { newProductKey, newProductSecret } from '../../../src/emulator/registry/product.ts';
import { createRegistry, type Registry } from '../../../src/emulator/registry/registry.ts';
import { createMemoryStore } from '../../../src/emulator/store/store.ts';
import { PRESETS } from '../../../src/tsl/presets.ts';
import { writeThingModel } from '../../../src/tsl/write-model.ts';
import { START_MS } from '../../helpers/fake-clock.ts';
import { all, authenticate, exported, PARAMS, report, tokenOf, useKeptPlatform } from '../kept-platform.ts';
import { entriesOf, STORES } from '../store/stores.ts';

const LETTERS = '[A-Za-z0-9]';

const productNames = ({ registry }: Pick<Platform, 'registry'>): string[] =>
  [...registry.products()].map(({ productName }) => productName);

const deviceNames = (registry: Pick<Registry, 'devices'>, productKey: string): string[] =>
  [...registry.devices(productKey)].map(({ triple }) => triple.deviceName);

/** A registry on nothing. */
function registryUnderTest(onChange: () => void = () => {}) {
  const store = createMemoryStore();
  const registry = createRegistry({
    store,
    now: () => START_MS,
    registered: { products: [], devices: [] },
    onChange,
    onRemove: () => ({ changes: [], undo: () => {}, finish: async () => {} }),
  });
  return { store, registry };
}

describe('what is made up', () => {
  test('has the platform’s own shapes', () => {
    for (let round = 0; round < 50; round++) {
      expect(newProductKey()).toMatch(new RegExp(`^a1${LETTERS}{9}$`));
      expect(newProductSecret()).toMatch(new RegExp(`^${LETTERS}{16}$`));
      const { triple, iotId } = newDevice({ productKey: 'a1b2c3d4e5f', nowMs: START_MS });
      expect(triple.deviceName).toMatch(new RegExp(`^${LETTERS}{20}$`));
      expect(triple.deviceSecret).toMatch(/^[0-9a-f]{32}$/);
      expect(iotId).toMatch(new RegExp(`^${LETTERS}{20}000100$`));
    }
  });

  test('is another one each time, and gives way to what is given', async () => {
    const { registry } = registryUnderTest();
    const [one, two] = [
      await registry.addProduct({ productName: 'one' }),
      await registry.addProduct({ productName: 'two' }),
    ];
    expect(one.productKey).not.toBe(two.productKey);
    expect(one.productSecret).not.toBe(two.productSecret);
    const given = { deviceName: 'here', deviceSecret: 'f'.repeat(32), nickname: 'name' };
    const [first, second, third] = await registry.addDevices(one.productKey, [{}, {}, given]);
    expect(first!.triple.deviceName).not.toBe(second!.triple.deviceName);
    expect(first!.iotId).not.toBe(second!.iotId);
    expect(third).toMatchObject({
      triple: { deviceName: 'here', deviceSecret: 'f'.repeat(32) },
      nickname: 'name',
    });
  });
});

describe('a product', () => {
  test('survives a restart with its draft, its release and its settings', async () => {
    const place = useKeptPlatform();
    const first = await place.open();
    const draft = writeThingModel(PRESETS['environment-float'], 'other');
    const tsl = writeThingModel(PRESETS.environment, 'other');
    const release = { version: 'v7', description: 'the seventh', atMs: START_MS, tsl };
    const { productKey } = await first.registry.addProduct({ productName: '温度 1', netType: 'CELLULAR' });
    await first.registry.changeProduct(productKey, {
      description: 'text',
      mode: 'strong',
      isDynamicRegistration: true,
      draft,
      release,
    });
    const product = first.registry.product(productKey);
    expect(product).toMatchObject({
      draft,
      release,
      mode: 'strong',
      isDynamicRegistration: true,
      netType: 'CELLULAR',
    });
    expect([...product!.model.properties.keys()]).toEqual(['temperature', 'humidity']);
    const second = await place.open();
    expect(second.registry.product(productKey)).toEqual(product);
  });

  test('and others stand in the order they were made, also after restarts', async () => {
    const place = useKeptPlatform();
    const names = Array.from({ length: 20 }, (_, index) => `product ${index}`);
    for (const half of [names.slice(0, 10), names.slice(10)]) {
      const { registry } = await place.open();
      // All in one millisecond of a clock that even goes back.
      for (const productName of half) await registry.addProduct({ productName });
      place.clock.setTimeOfDay(START_MS - 60_000);
    }
    expect(productNames(await place.open()).slice(1)).toEqual(names);
  });

  test('takes with it all its devices and what they left, and nothing of others', async () => {
    const place = useKeptPlatform();
    const platform = await place.open();
    const tsl = writeThingModel(PRESETS.environment, 'other');
    const release = { version: 'v1', description: '', atMs: START_MS, tsl };
    const { productKey } = await platform.registry.addProduct({ productName: 'to go', draft: tsl, release });
    const devices = await platform.registry.addDevices(productKey, [{}, {}, {}]);
    for (const { triple } of devices) {
      await report(platform, { token: await tokenOf(platform, triple), params: PARAMS, device: triple });
    }
    const demoToken = await tokenOf(platform);
    await report(platform, { token: demoToken, params: PARAMS });
    expect(await exported(platform)).toContain(productKey);

    await platform.registry.removeProduct(productKey);
    for (const open of [() => platform, () => place.open()]) {
      const again = await open();
      expect(await exported(again)).not.toContain(productKey);
      expect(again.registry.product(productKey)).toBeUndefined();
      expect(again.registry.countDevices(productKey)).toBe(0);
      expect(again.registry.deviceById(devices[0]!.iotId)).toBeUndefined();
      expect(await report(again, { token: demoToken, params: PARAMS })).toBe(0);
    }
  });
});

describe('devices', () => {
  test('survive a restart with all that is known of them', async () => {
    const place = useKeptPlatform();
    const first = await place.open();
    const { productKey } = await first.registry.addProduct({ productName: 'p' });
    const [device, disabled] = await first.registry.addDevices(productKey, [{ nickname: 'first' }, {}]);
    await tokenOf(first, device!.triple);
    await place.clock.advance(1000);
    await first.changeDevice(disabled!, { isEnabled: false, nickname: 'second' });
    await place.clock.advance(10 * 60_000);
    await first.sweep();
    await authenticate(first, device!.triple);
    const second = await place.open();
    expect(second.registry.device(productKey, device!.triple.deviceName)).toEqual({
      triple: device!.triple,
      iotId: device!.iotId,
      order: device!.order,
      nickname: 'first',
      isEnabled: true,
      createdAtMs: START_MS,
      activatedAtMs: START_MS,
      onlineAtMs: START_MS + 601_000,
      offlineAtMs: START_MS + 601_000,
      isOnline: false,
      seenAtMs: 0,
    });
    expect(second.registry.deviceById(disabled!.iotId)).toMatchObject({
      isEnabled: false,
      nickname: 'second',
      activatedAtMs: undefined,
    });
    expect((await authenticate(second, disabled!.triple)).code).toBe(20000);
    await second.changeDevice(second.registry.deviceById(disabled!.iotId)!, { isEnabled: true });
    expect((await authenticate(await place.open(), disabled!.triple)).code).toBe(0);
  });

  test('of the demo product are made where they are missing, and only there', async () => {
    const place = useKeptPlatform();
    const first = await place.open({ devices: 3 });
    const before = [...first.registry.devices('iot-sim-demo')];
    await first.registry.removeDevice(before[1]!.triple);
    const second = await place.open({ devices: 5 });
    const after = [...second.registry.devices('iot-sim-demo')];
    expect(after).toHaveLength(6);
    const idOf = (list: typeof before, name: string) =>
      list.find(({ triple }) => triple.deviceName === name)?.iotId;
    expect(idOf(after, 'demo-sensor-00003')).toBe(idOf(before, 'demo-sensor-00003'));
    expect(idOf(after, 'demo-sensor-00001')).not.toBe(idOf(before, 'demo-sensor-00001'));
  });

  test('are 10,000 in one go, and stand in the order they were made, also after a restart', async () => {
    const place = useKeptPlatform();
    const first = await place.open();
    const { productKey } = await first.registry.addProduct({ productName: 'many' });
    const [early] = await first.registry.addDevices(productKey, [{}]);
    const added = await first.registry.addDevices(productKey, Array(10_000).fill({}));
    const [late] = await first.registry.addDevices(productKey, [{}]);
    const names = [early!, ...added, late!].map(({ triple }) => triple.deviceName);
    expect(new Set(names).size).toBe(10_002);
    expect(deviceNames(first.registry, productKey)).toEqual(names);

    const second = await place.open();
    expect(deviceNames(second.registry, productKey)).toEqual(names);
    expect(second.registry.countAllDevices()).toBe(10_003);
    const [last] = await second.registry.addDevices(productKey, [{}]);
    const third = await place.open();
    expect(deviceNames(third.registry, productKey)).toEqual([...names, last!.triple.deviceName]);
    await third.registry.removeProduct(productKey);
    expect((await place.open()).registry.countAllDevices()).toBe(1);
  });

  test.each(STORES)(
    'with a name that is taken are not made, and neither are those with them %s',
    async (_name, open) => {
      const store = await open();
      const registry = createRegistry({
        store,
        now: () => START_MS,
        registered: { products: [], devices: [] },
        onChange: () => {},
        onRemove: () => ({ changes: [], undo: () => {}, finish: async () => {} }),
      });
      const { productKey } = await registry.addProduct({ productName: 'p' });
      await registry.addDevices(productKey, [{ deviceName: 'taken' }]);
      const before = await entriesOf(store);
      for (const names of [
        ['new1', 'taken'],
        ['new1', 'new2', 'new1'],
      ]) {
        const wanted = names.map((deviceName) => ({ deviceName }));
        await expect(registry.addDevices(productKey, wanted)).rejects.toThrow(RangeError);
        expect(deviceNames(registry, productKey)).toEqual(['taken']);
        expect(registry.countAllDevices()).toBe(1);
      }
      await expect(registry.addDevices('nowhere', [{}])).rejects.toThrow(RangeError);
      expect(await entriesOf(store)).toEqual(before);
    },
  );

  test('that are removed take their tokens, their history and their log with them', async () => {
    const place = useKeptPlatform();
    const first = await place.open({ devices: 2 });
    const [, one, two] = [...first.registry.devices('iot-sim-demo')].map(({ triple }) => triple);
    const tokens = new Map<string, string>();
    for (const device of [one!, two!]) {
      const token = await tokenOf(first, device);
      tokens.set(device.deviceName, token);
      await report(first, { token, params: PARAMS, device });
    }
    await first.registry.removeDevice(one!);
    expect(await report(first, { token: tokens.get(one!.deviceName)!, params: PARAMS, device: one! })).toBe(
      20003,
    );

    const text = await exported(first);
    expect(text).not.toContain(tokens.get(one!.deviceName));
    expect(text).not.toContain(one!.deviceSecret);
    expect(JSON.parse(text).history.map(({ device }: { device: string }) => device)).toEqual([
      `iot-sim-demo/${two!.deviceName}`,
    ]);
    const identifier = 'temperature';
    const second = await place.open();
    expect(await all(second.history.values({ device: one!, identifier }))).toEqual([]);
    expect(await second.history.latest(one!)).toEqual(new Map());
    expect(await second.log.exchanges({ device: one! })).toEqual([]);
    expect(await all(second.history.values({ device: two!, identifier }))).toHaveLength(1);
    expect(await second.log.exchanges({ device: two! })).toHaveLength(2);
    expect(await report(second, { token: tokens.get(two!.deviceName)!, params: PARAMS, device: two! })).toBe(
      0,
    );
  });

  test('that are removed while they report leave nothing', async () => {
    const place = useKeptPlatform();
    const platform = await place.open({ devices: 1 });
    const [, device] = [...platform.registry.devices('iot-sim-demo')];
    const token = await tokenOf(platform, device!.triple);
    const reports = Array.from({ length: 200 }, async (_, index) => {
      if (index === 100) await platform.registry.removeDevice(device!.triple);
      return report(platform, { token, params: PARAMS, device: device!.triple });
    });
    const codes = await Promise.all(reports);
    expect(new Set(codes)).toEqual(new Set([0, 20003]));
    const left = JSON.parse(await exported(platform));
    expect(left.history).toEqual([]);
    expect(left.log.filter((exchange: { device?: string }) => exchange.device !== undefined)).toEqual([]);
    expect(await platform.history.latest(device!.triple)).toEqual(new Map());
  });
});

describe('names', () => {
  test.each(['', 'abc', 'a/bc', 'device name', 'a'.repeat(33), 'sensör'])(
    'that no device can have are refused: %j',
    async (deviceName) => {
      const { registry } = registryUnderTest();
      const { productKey } = await registry.addProduct({ productName: 'p' });
      await expect(registry.addDevices(productKey, [{}, { deviceName }])).rejects.toThrow(RangeError);
      expect(registry.countAllDevices()).toBe(0);
    },
  );

  test('that no product can have, and keys that are taken, are refused', async () => {
    const { registry } = registryUnderTest();
    await registry.addProduct({ productName: 'p', productKey: 'a1b2c3d4e5f' });
    for (const productKey of ['', 'a/b', 'a'.repeat(33), 'a1b2c3d4e5f']) {
      await expect(registry.addProduct({ productName: 'q', productKey })).rejects.toThrow(RangeError);
    }
    expect(productNames({ registry })).toEqual(['p']);
  });

  test('of a device that is being removed are free once it has gone', async () => {
    const place = useKeptPlatform();
    const platform = await place.open();
    await report(platform, { token: await tokenOf(platform), params: PARAMS });
    const removed = platform.registry.removeDevice(DEMO_DEVICE);
    const [device] = await platform.registry.addDevices('iot-sim-demo', [DEMO_DEVICE]);
    await removed;
    expect(platform.registry.device('iot-sim-demo', 'demo-sensor')).toBe(device);
    await tokenOf(platform);
    expect(await platform.log.exchanges({ device: DEMO_DEVICE })).toHaveLength(1);
    const second = await place.open();
    expect(await second.log.exchanges({ device: DEMO_DEVICE })).toHaveLength(1);
  });
});

describe('what cannot be kept', () => {
  test('is not done', async () => {
    const { store, registry } = registryUnderTest();
    const { productKey } = await registry.addProduct({ productName: 'p' });
    await registry.addDevices(productKey, [{ deviceName: 'there' }]);
    const [device] = registry.devices(productKey);
    const further = await registry.addProduct({ productName: 'z' });
    await store.close();
    const changes = [
      registry.addProduct({ productName: 'q' }),
      registry.changeProduct(productKey, { mode: 'none' }),
      registry.changeProduct(productKey, { mode: 'strong', productName: 'r' }),
      registry.addDevices(productKey, [{ deviceName: 'more' }]),
      registry.changeDevice(device!, { isEnabled: false }),
      registry.changeDevice(device!, { isEnabled: false, nickname: 'other' }),
      registry.removeDevice(device!.triple),
      registry.removeProduct(productKey),
    ];
    for (const { status } of await Promise.allSettled(changes)) expect(status).toBe('rejected');
    expect(device).toMatchObject({ isEnabled: true, nickname: '' });
    expect(registry.deviceById(device!.iotId)).toBe(device);
    expect([...registry.products()].at(-1)).toBe(further);
    expect([...registry.products()].map(({ productName, mode }) => [productName, mode])).toEqual([
      ['p', 'weak'],
      ['z', 'weak'],
    ]);
    expect(deviceNames(registry, productKey)).toEqual(['there']);
    expect(registry.countAllDevices()).toBe(1);
  });
});

test('whoever watches is told of each change once it is kept, and of none that is not', async () => {
  const told: number[] = [];
  const { store, registry } = registryUnderTest(() => told.push(registry.countAllDevices()));
  const { productKey } = await registry.addProduct({ productName: 'p' });
  await registry.changeProduct(productKey, { mode: 'none' });
  const [device] = await registry.addDevices(productKey, [{ deviceName: 'there' }, {}]);
  await registry.changeDevice(device!, { nickname: 'nick' });
  await registry.removeDevice(device!.triple);
  await registry.removeProduct(productKey);
  expect(told).toEqual([0, 0, 2, 2, 1, 0]);
  await store.close();
  await expect(registry.addProduct({ productName: 'p' })).rejects.toThrow();
  expect(told).toHaveLength(6);
});
