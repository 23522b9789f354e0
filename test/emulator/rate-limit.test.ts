import { describe, expect, test } from 'vitest';
import { createRateLimit } from '../../src/emulator/rate-limit.ts';
import { newDevice } from '../../src/emulator/registry/device.ts';
import { START_MS } from '../helpers/fake-clock.ts';
import { PARAMS, report, tokenOf, useKeptPlatform } from './kept-platform.ts';

const device = (deviceName: string) => newDevice({ productKey: 'p', deviceName, nowMs: START_MS });

describe('a rate limit', () => {
  test('lets so many messages of each device through in a second of the clock', () => {
    const rates = createRateLimit();
    const [one, two] = [device('one'), device('two')];
    const ask = (who: typeof one, atMs: number): boolean => rates.isBeyond(who, 2, START_MS + atMs);
    expect([ask(one, 0), ask(one, 500), ask(one, 999)]).toEqual([false, false, true]);
    expect([ask(two, 999), ask(two, 999), ask(two, 999)]).toEqual([false, false, true]);
    expect([ask(one, 1000), ask(one, 1000), ask(one, 1999)]).toEqual([false, false, true]);
    expect(ask(one, 500), 'a clock that goes back begins another second').toBe(false);
  });

  test('answers what is beyond it with 40000, and keeps nothing of that', async () => {
    const place = useKeptPlatform();
    const platform = await place.open({ rateLimit: 3 });
    const token = await tokenOf(platform);
    const codes: number[] = [];
    for (let index = 0; index < 5; index++) codes.push(await report(platform, { token, params: PARAMS }));
    expect(codes).toEqual([0, 0, 0, 40000, 40000]);
    expect(await platform.messages()).toHaveLength(3);
    await place.clock.advance(1000);
    expect(await report(platform, { token, params: PARAMS })).toBe(0);
    platform.settings.rateLimit = undefined;
    for (let index = 0; index < 50; index++)
      expect(await report(platform, { token, params: PARAMS })).toBe(0);
  });
});
