import { cpSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { createPlatform } from '../../src/emulator/platform.ts';
import { openStore } from '../../src/emulator/store/store.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { useFolder } from '../helpers/memory-io.ts';
import { all, authenticate, exported, PARAMS, report, tokenOf, useKeptPlatform } from './kept-platform.ts';
import { keysOf, put } from './store/stores.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Copies a folder in use again and again until something is done: each copy is what a kill at that moment would leave. */
async function killedAtAnyTime(data: string, done: Promise<unknown>): Promise<string[]> {
  const copies: string[] = [];
  let isDone = false;
  void done.then(() => {
    isDone = true;
  });
  while (!isDone) {
    const copy = useFolder();
    cpSync(data, copy, { recursive: true });
    copies.push(copy);
    await turn();
  }
  expect(copies.length).toBeGreaterThan(1);
  return copies;
}

/** A platform of four devices that have all reported. */
async function usedPlatform() {
  const place = useKeptPlatform();
  const platform = await place.open({ devices: 3 });
  const { productKey } = await platform.registry.addProduct({ productName: 'other' });
  await platform.registry.addDevices(productKey, [{}, {}, {}]);
  for (const { productKey: key } of platform.registry.products()) {
    for (const { triple } of platform.registry.devices(key)) {
      await report(platform, { token: await tokenOf(platform, triple), params: PARAMS, device: triple });
    }
  }
  return { place, platform, productKey };
}

describe('a reset', () => {
  test('that is cut short at any time leaves a folder that opens, with all or with a new beginning', async () => {
    const { place, platform, productKey } = await usedPlatform();
    for (const copy of await killedAtAnyTime(place.data, platform.reset())) {
      const { registry, log, history } = await place.open({ data: copy });
      const isReset = registry.product(productKey) === undefined;
      expect(registry.countAllDevices()).toBe(isReset ? 4 : 7);
      if (!isReset) continue;
      expect(await log.exchanges()).toEqual([]);
      expect(await history.latest(DEMO_DEVICE)).toEqual(new Map());
    }
  });

  test('in which the emulator closes leaves a folder that opens', async () => {
    const { place, platform } = await usedPlatform();
    await Promise.allSettled([platform.reset(), platform.close()]);
    await authenticate(await place.open());
  });

  test('and another at the same time both end well', async () => {
    const { place, platform } = await usedPlatform();
    await Promise.all([platform.reset(), platform.reset(), platform.reset()]);
    expect(platform.registry.countAllDevices()).toBe(4);
    expect((await place.open()).registry.countAllDevices()).toBe(4);
  });

  test('that fails leaves everything, and says so', async () => {
    const platform = createPlatform({ clock: fakeClock() });
    const before = await tokenOf(platform);
    const { productKey } = await platform.registry.addProduct({ productName: 'other' });
    await platform.registry.addDevices(productKey, [{ deviceName: 'there' }]);
    platform.settings.rateLimit = 5;
    await platform.close();
    await expect(platform.reset()).rejects.toThrow();
    expect(platform.findDevice('iot-sim-demo/demo-sensor')).toMatchObject({ triple: DEMO_DEVICE });
    expect(platform.findDevice(`${productKey}/there`)).toBeDefined();
    expect(platform.settings.rateLimit).toBe(5);
    await expect(platform.revokeTokens()).rejects.toThrow();
    expect(before).toMatch(/^[\da-f]{32}$/);
  });
});

describe('the removal of a product', () => {
  test('that is cut short at any time leaves nothing to the next devices of its names', async () => {
    const { place, platform } = await usedPlatform();
    const names = [...platform.registry.devices('iot-sim-demo')].map(({ triple }) => triple);
    const removal = platform.registry.removeProduct('iot-sim-demo');
    for (const copy of await killedAtAnyTime(place.data, removal)) {
      const again = await place.open({ data: copy });
      const isRemoved = again.registry.countDevices('iot-sim-demo') === 1;
      for (const device of isRemoved ? names : []) {
        expect(await all(again.history.values({ device, identifier: 'temperature' }))).toEqual([]);
        expect(await again.log.exchanges({ device })).toEqual([]);
      }
      expect(await exported(again)).not.toContain('removal');
    }
  });

  test('that an earlier process began is finished, and what came since stays', async () => {
    const { place, platform } = await usedPlatform();
    const [, second] = await platform.log.exchanges({ device: DEMO_DEVICE });
    await platform.close();
    const store = await openStore(place.data);
    await put(store, { 'removal/iot-sim-demo/demo-sensor': second!.seq });
    await store.close();
    const again = await place.open();
    const left = await again.log.exchanges({ device: DEMO_DEVICE });
    expect(left.map(({ seq }) => seq)).toEqual([second!.seq]);
    await again.close();
    const after = await openStore(place.data);
    expect(await keysOf(after, { from: 'removal/', to: 'removal0' })).toEqual([]);
    await after.close();
  });
});

describe('a folder of data', () => {
  test('with devices without their product, and tokens without their device, loses them and opens', async () => {
    const { place, platform, productKey } = await usedPlatform();
    const [stray] = [...platform.registry.devices(productKey)].map(({ triple }) => triple);
    await platform.close();
    const store = await openStore(place.data);
    await store.write([{ type: 'del', key: `product/${productKey}` }]);
    await store.close();
    for (let starts = 0; starts < 2; starts++) {
      const again = await place.open();
      expect(again.registry.countAllDevices()).toBe(4);
      await tokenOf(again);
    }
    const again = await place.open();
    expect(await exported(again)).not.toContain(productKey);
    expect(await again.log.exchanges({ device: stray! })).toEqual([]);
    await again.registry.addProduct({ productName: 'new', productKey });
    expect(again.registry.countDevices(productKey)).toBe(0);
  });

  test('on which no platform can be built says so, and is not left open', async () => {
    const { place } = await usedPlatform();
    const broken = {
      ...place.clock,
      now: () => {
        throw new Error('no time');
      },
    };
    await expect(place.open({ clock: broken })).rejects.toMatchObject({
      code: 'DATA_UNUSABLE',
      message: `The data folder ${place.data} cannot be used: no time.`,
    });
    await tokenOf(await place.open());
  });
});

describe('the look for silent devices', () => {
  const MINUTES = 60_000;

  test('tells of all of them, also where that cannot be kept', async () => {
    const { place, platform } = await usedPlatform();
    await place.clock.advance(6 * MINUTES);
    place.statuses.length = 0;
    await platform.close();
    await expect(platform.sweep()).rejects.toThrow();
    expect(place.statuses.map(({ isOnline }) => isOnline)).toEqual(Array(7).fill(false));
    await expect(platform.sweep(), 'and it is tried again').rejects.toThrow();
    expect(place.statuses).toHaveLength(7);
  });

  test('does not bring back a device that is removed meanwhile', async () => {
    const { place, platform } = await usedPlatform();
    await place.clock.advance(6 * MINUTES);
    await Promise.all([platform.sweep(), platform.registry.removeDevice(DEMO_DEVICE), platform.sweep()]);
    await Promise.all([platform.registry.removeProduct('iot-sim-demo'), platform.sweep()]);
    await platform.close();
    const store = await openStore(place.data);
    expect(await keysOf(store, { from: 'device/iot-sim-demo/', to: 'device/iot-sim-demo0' })).toEqual([]);
    await store.close();
  });
});

describe('a value that is nested as deep as a message may be', () => {
  test('is in the log and in an export, which can be imported', async () => {
    const { place, platform } = await usedPlatform();
    const levels = 62;
    const params = `{"temperature":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    expect(await report(platform, { token: await tokenOf(platform), params })).toBe(0);
    const [last] = await platform.log.exchanges({ isNewestFirst: true, limit: 1 });
    expect(JSON.stringify(last!.message!.properties[0]!.value)).toBe('['.repeat(levels) + ']'.repeat(levels));
    const state = await exported(platform);
    const other = await place.open({ data: useFolder(), state });
    expect(await exported(other)).toBe(state);
  });
});
