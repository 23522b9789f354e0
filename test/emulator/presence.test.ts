import { describe, expect, test } from 'vitest';
import type { Platform } from '../../src/emulator/platform.ts';
import { OFFLINE_AFTER_MS, type StatusChange } from '../../src/emulator/presence.ts';
import { statusOf } from '../../src/emulator/registry/device-status.ts';
import { START_MS } from '../helpers/fake-clock.ts';
import { authenticate, PARAMS, report, tokenOf, useKeptPlatform } from './kept-platform.ts';

const demoOf = ({ registry }: Platform) => [...registry.devices('iot-sim-demo')][0]!;

/** What was told of each change: whether online, when, and when it was heard of before. */
const told = (statuses: readonly StatusChange[]) =>
  statuses.map(({ isOnline, atMs, lastMs }) => [isOnline, atMs - START_MS, lastMs - START_MS]);

describe('a device', () => {
  test('is online from its first token on, and that is told once', async () => {
    const place = useKeptPlatform();
    const platform = await place.open();
    expect(statusOf(demoOf(platform)).status).toBe('UNACTIVE');
    const token = await tokenOf(platform);
    await place.clock.advance(1000);
    await tokenOf(platform);
    await report(platform, { token, params: PARAMS });
    expect(told(place.statuses)).toEqual([[true, 0, 0]]);
    expect(demoOf(platform)).toMatchObject({ isOnline: true, activatedAtMs: START_MS, onlineAtMs: START_MS });
  });

  test('is not online by what was refused', async () => {
    const place = useKeptPlatform();
    const platform = await place.open();
    await authenticate(platform, { ...demoOf(platform).triple, deviceSecret: 'another' });
    expect(place.statuses).toEqual([]);
    expect(statusOf(demoOf(platform)).status).toBe('UNACTIVE');
  });

  test('goes offline after five minutes without a word, which is told once', async () => {
    const place = useKeptPlatform();
    const platform = await place.open();
    const token = await tokenOf(platform);
    await place.clock.advance(OFFLINE_AFTER_MS - 1);
    await platform.sweep();
    await report(platform, { token, params: PARAMS });
    await place.clock.advance(OFFLINE_AFTER_MS - 1);
    await platform.sweep();
    expect(place.statuses, 'a report is a word too').toHaveLength(1);
    await place.clock.advance(1);
    await platform.sweep();
    await platform.sweep();
    expect(told(place.statuses)).toEqual([
      [true, 0, 0],
      [false, 2 * OFFLINE_AFTER_MS - 1, OFFLINE_AFTER_MS - 1],
    ]);
    expect(statusOf(demoOf(platform)).status).toBe('OFFLINE');
    await place.clock.advance(1000);
    await report(platform, { token, params: PARAMS });
    expect(told(place.statuses).at(-1)).toEqual([true, 2 * OFFLINE_AFTER_MS + 999, OFFLINE_AFTER_MS - 1]);
    expect(demoOf(platform).activatedAtMs, 'the first time stays').toBe(START_MS);
  });

  test('that is disabled is offline, and not online again before it is heard of', async () => {
    const place = useKeptPlatform();
    const platform = await place.open();
    const token = await tokenOf(platform);
    await platform.changeDevice(demoOf(platform), { isEnabled: false });
    await platform.changeDevice(demoOf(platform), { isEnabled: false });
    await report(platform, { token, params: PARAMS });
    expect(place.statuses.map(({ isOnline }) => isOnline)).toEqual([true, false]);
    await platform.changeDevice(demoOf(platform), { isEnabled: true });
    expect(statusOf(demoOf(platform)).status).toBe('OFFLINE');
    await report(platform, { token, params: PARAMS });
    expect(place.statuses.map(({ isOnline }) => isOnline)).toEqual([true, false, true]);
  });

  test('that is removed is offline', async () => {
    const place = useKeptPlatform();
    const platform = await place.open();
    await tokenOf(platform);
    await platform.registry.removeDevice(demoOf(platform).triple);
    expect(place.statuses.map(({ isOnline }) => isOnline)).toEqual([true, false]);
    await place.clock.advance(OFFLINE_AFTER_MS);
    await platform.sweep();
    expect(place.statuses).toHaveLength(2);
  });

  test('is offline after a restart until it is heard of, and keeps the times it had', async () => {
    const place = useKeptPlatform();
    const first = await place.open();
    const token = await tokenOf(first);
    await place.clock.advance(OFFLINE_AFTER_MS);
    await first.sweep();
    await place.clock.advance(1000);
    await report(first, { token, params: PARAMS });

    const second = await place.open();
    expect(demoOf(second)).toMatchObject({
      isOnline: false,
      activatedAtMs: START_MS,
      onlineAtMs: START_MS + OFFLINE_AFTER_MS + 1000,
      offlineAtMs: START_MS + OFFLINE_AFTER_MS,
    });
    expect(statusOf(demoOf(second)).status).toBe('OFFLINE');
    await place.clock.advance(OFFLINE_AFTER_MS);
    await second.sweep();
    expect(
      place.statuses.map(({ isOnline }) => isOnline),
      'nothing new to tell',
    ).toEqual([true, false, true]);
    await report(second, { token, params: PARAMS });
    expect(place.statuses.at(-1)).toMatchObject({
      isOnline: true,
      atMs: START_MS + 2 * OFFLINE_AFTER_MS + 1000,
    });
  });

  test('of many goes offline alone', async () => {
    const place = useKeptPlatform();
    const platform = await place.open({ devices: 3 });
    const devices = [...platform.registry.devices('iot-sim-demo')];
    for (const { triple } of devices) {
      await tokenOf(platform, triple);
      await place.clock.advance(60_000);
    }
    await place.clock.advance(OFFLINE_AFTER_MS - 3 * 60_000);
    await platform.sweep();
    expect(devices.map(({ isOnline }) => isOnline)).toEqual([false, false, true, true]);
    await platform.reset();
    expect([...platform.registry.devices('iot-sim-demo')].map(({ isOnline }) => isOnline)).toEqual(
      Array(4).fill(false),
    );
  });
});
