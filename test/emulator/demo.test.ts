import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE, DEMO_PRODUCT_SECRET, demoDevices } from '../../src/emulator/demo.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { writeThingModel } from '../../src/tsl/write-model.ts';
import { authenticate, exported, PARAMS, report, tokenOf, useKeptPlatform } from './kept-platform.ts';

const KEY = DEMO_DEVICE.productKey;

describe('the demo product', () => {
  test('is in every emulator, with its device', async () => {
    const platform = await useKeptPlatform().open();
    expect(platform.registry.product(KEY)).toMatchObject({
      productSecret: DEMO_PRODUCT_SECRET,
      mode: 'weak',
      isDynamicRegistration: true,
      release: { version: 'v1' },
    });
    expect([...platform.registry.devices(KEY)].map(({ triple }) => triple)).toEqual([DEMO_DEVICE]);
    expect((await authenticate(platform)).code).toBe(0);
  });

  test('keeps what was chosen for it, until something else is chosen', async () => {
    const place = useKeptPlatform();
    const tsl = writeThingModel(PRESETS['environment-float'], KEY);
    const first = await place.open({ tsl, mode: 'strong' });
    const chosen = first.registry.product(KEY);
    expect(chosen).toMatchObject({ mode: 'strong', draft: tsl, release: { tsl } });
    const second = await place.open();
    expect(second.registry.product(KEY)).toEqual(chosen);
    const third = await place.open({ mode: 'none' });
    expect(third.registry.product(KEY)).toEqual({ ...chosen, mode: 'none' });
    expect((await place.open()).registry.product(KEY)?.mode).toBe('none');
  });

  test('is not written anew by a restart that asks for nothing new', async () => {
    const place = useKeptPlatform();
    const tsl = writeThingModel(PRESETS.environment, KEY);
    const before = await exported(await place.open({ tsl, devices: 20 }));
    await place.clock.advance(60_000);
    expect(await exported(await place.open({ tsl, devices: 20 }))).toBe(before);
  });

  test('comes back with a restart where it was removed', async () => {
    const place = useKeptPlatform();
    const first = await place.open();
    const token = await tokenOf(first);
    await first.registry.removeProduct(KEY);
    const second = await place.open();
    expect(await report(second, { token, params: PARAMS })).toBe(20003);
    expect((await authenticate(second)).code).toBe(0);
  });
});

describe('further devices', () => {
  test('are the same in every emulator', () => {
    expect(demoDevices(2)).toEqual(demoDevices(100).slice(0, 2));
    expect(demoDevices(2).map(({ deviceName }) => deviceName)).toEqual([
      'demo-sensor-00001',
      'demo-sensor-00002',
    ]);
    const secrets = new Set(demoDevices(1000).map(({ deviceSecret }) => deviceSecret));
    expect(secrets.size).toBe(1000);
    for (const secret of secrets) expect(secret).toMatch(/^[\da-f]{32}$/);
  });

  test('can authenticate, and are still there when fewer are asked for', async () => {
    const place = useKeptPlatform();
    await place.open({ devices: 3 });
    const again = await place.open({ devices: 1 });
    for (const device of demoDevices(3)) expect((await authenticate(again, device)).code).toBe(0);
  });
});
