import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import type { Platform } from '../../src/emulator/platform.ts';
import { authenticate, exported, PARAMS, report, tokenOf, useKeptPlatform } from './kept-platform.ts';

const MINUTE_MS = 60_000;

const codeOf = (platform: Platform, token: string): Promise<number> =>
  report(platform, { token, params: PARAMS });

async function tokensOf(platform: Platform, count: number): Promise<string[]> {
  const tokens: string[] = [];
  for (let index = 0; index < count; index++) tokens.push(await tokenOf(platform));
  return tokens;
}

/** How many tokens are kept. */
async function countKept(platform: Platform): Promise<number> {
  return JSON.parse(await exported(platform)).tokens.length;
}

describe('tokens', () => {
  test('survive a restart, and still expire when they were to', async () => {
    const place = useKeptPlatform();
    const first = await place.open({ tokenTtlMs: 10 * MINUTE_MS });
    const early = await tokenOf(first);
    await place.clock.advance(5 * MINUTE_MS);
    const late = await tokenOf(first);
    expect(early).toMatch(/^[\da-f]{32}$/);

    const second = await place.open({ tokenTtlMs: 1 });
    await place.clock.advance(5 * MINUTE_MS - 1);
    expect([await codeOf(second, early), await codeOf(second, late)]).toEqual([0, 0]);
    await place.clock.advance(1);
    expect([await codeOf(second, early), await codeOf(second, late)]).toEqual([20001, 0]);
    const third = await place.open();
    expect([await codeOf(third, early), await codeOf(third, late)]).toEqual([20001, 0]);
  });

  test('are 64 a device, also over restarts: the oldest go', async () => {
    const place = useKeptPlatform();
    const first = await place.open();
    const tokens = await tokensOf(first, 60);
    await place.clock.advance(1);
    const second = await place.open();
    tokens.push(...(await tokensOf(second, 6)));
    for (const open of [() => second, () => place.open()]) {
      const platform = await open();
      const codes = await Promise.all(tokens.map((token) => codeOf(platform, token)));
      // Of those of one millisecond any may be the oldest after a restart.
      expect(codes.slice(60)).toEqual([0, 0, 0, 0, 0, 0]);
      expect(codes.filter((code) => code === 20003)).toHaveLength(2);
      expect(await countKept(platform)).toBe(64);
    }
  });

  test('of one device that are revoked stay so, and others’ stay good', async () => {
    const place = useKeptPlatform();
    const first = await place.open({ devices: 1 });
    const [, other] = [...first.registry.devices('iot-sim-demo')].map(({ triple }) => triple);
    const mine = await tokensOf(first, 3);
    const others = await tokenOf(first, other);
    const device = first.findDevice(`${DEMO_DEVICE.productKey}/${DEMO_DEVICE.deviceName}`);
    expect(await first.revokeTokens(device)).toBe(3);
    expect(await first.revokeTokens(device)).toBe(0);
    for (const open of [() => first, () => place.open()]) {
      const platform = await open();
      for (const token of mine) expect(await codeOf(platform, token)).toBe(20003);
      expect(await report(platform, { token: others, params: PARAMS, device: other! })).toBe(0);
      expect(await countKept(platform)).toBe(1);
    }
  });

  test('of all devices can be revoked, those of an earlier process too', async () => {
    const place = useKeptPlatform();
    const first = await place.open({ devices: 2 });
    const devices = [...first.registry.devices('iot-sim-demo')].map(({ triple }) => triple);
    for (const device of devices) await tokenOf(first, device);
    const token = await tokenOf(first);
    const second = await place.open({ devices: 2 });
    expect(await second.revokeTokens()).toBe(4);
    expect(await codeOf(second, token)).toBe(20003);
    const third = await place.open();
    expect(await codeOf(third, token)).toBe(20003);
    expect(await countKept(third)).toBe(0);
    expect(await codeOf(third, await tokenOf(third))).toBe(0);
  });

  test('make earlier ones unknown where the settings say so, also after a restart', async () => {
    const place = useKeptPlatform();
    const first = await place.open();
    const early = await tokensOf(first, 2);
    first.settings.revokesEarlierTokens = true;
    const late = await tokenOf(first);
    for (const open of [() => first, () => place.open()]) {
      const platform = await open();
      for (const token of early) expect(await codeOf(platform, token)).toBe(20003);
      expect(await codeOf(platform, late)).toBe(0);
    }
  });

  test('of a device that was removed are not those of one that is made under its name', async () => {
    const place = useKeptPlatform();
    const first = await place.open();
    const token = await tokenOf(first);
    await first.registry.removeDevice(DEMO_DEVICE);
    expect(await codeOf(first, token)).toBe(20003);
    await first.registry.addDevices(DEMO_DEVICE.productKey, [DEMO_DEVICE]);
    expect(await codeOf(first, token)).toBe(20003);
    const second = await place.open();
    expect(await codeOf(second, token)).toBe(20003);
    expect(await codeOf(second, await tokenOf(second))).toBe(0);
  });

  test('of a device that is disabled are good again once it is enabled', async () => {
    const place = useKeptPlatform();
    const first = await place.open();
    const token = await tokenOf(first);
    const [device] = [...first.registry.devices('iot-sim-demo')];
    await first.changeDevice(device!, { isEnabled: false });
    expect(await codeOf(first, token)).toBe(20003);
    expect((await authenticate(first)).code).toBe(20000);
    const second = await place.open();
    expect(await codeOf(second, token)).toBe(20003);
    await second.changeDevice([...second.registry.devices('iot-sim-demo')][0]!, { isEnabled: true });
    expect(await codeOf(second, token)).toBe(0);
  });
});
