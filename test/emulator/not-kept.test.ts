import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE, ensureDemo } from '../../src/emulator/demo.ts';
import type { Exchange } from '../../src/emulator/exchange.ts';
import { keepInMemory } from '../../src/emulator/kept.ts';
import { createPlatformState } from '../../src/emulator/platform-state.ts';
import type { StatusChange } from '../../src/emulator/presence.ts';
import { createResponder } from '../../src/emulator/respond.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { POST_TOPIC, said } from '../helpers/platforms.ts';
import { authRequest, signedFields, topicRequest } from '../helpers/signed.ts';
import { type Asked, registration } from './emulator-under-test.ts';

/** A platform on a disk that can be full. */
async function platformOnDisk() {
  const kept = keepInMemory();
  const disk = { isFull: false };
  const store = {
    ...kept.store,
    write: (...args: Parameters<typeof kept.store.write>) =>
      disk.isFull ? Promise.reject(new Error('ENOSPC')) : kept.store.write(...args),
  };
  const exchanges: Exchange[] = [];
  const statuses: StatusChange[] = [];
  const onStatus = (change: StatusChange) => void statuses.push(change);
  const settings = {
    tokenTtlMs: 3_600_000,
    rateLimit: undefined,
    clockOffsetMs: 0,
    signsEveryField: false,
    revokesEarlierTokens: false,
  };
  const machineClock = fakeClock({ byHand: true });
  const state = createPlatformState(
    { ...kept, store },
    { machineClock, settings, onStatus, onChange: () => {} },
  );
  await ensureDemo(state.registry, {}, 0);
  const respond = createResponder(state, { onExchange: (exchange) => exchanges.push(exchange), onStatus });
  const ask = async ({ path, headers = {}, body = '' }: Asked) => {
    const lower = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const outcome = await respond({ path, headers: lower, body }, { clientIp: '' });
    if (outcome.type !== 'answer') throw new Error(outcome.type);
    return said(outcome.response);
  };
  const device = state.registry.device(DEMO_DEVICE.productKey, DEMO_DEVICE.deviceName)!;
  const auth = () => ask(authRequest(signedFields(DEMO_DEVICE)));
  const post = (token: string) =>
    ask(topicRequest(POST_TOPIC, token, '{"id":"1","params":{"temperature":1}}'));
  return { disk, settings, exchanges, statuses, device, ask, auth, post };
}

describe('what cannot be kept is not done', () => {
  test('a first authentication leaves the device as it was', async () => {
    const { disk, exchanges, statuses, device, auth } = await platformOnDisk();
    disk.isFull = true;
    expect(await auth()).toMatchObject({ code: 10000, token: undefined });
    expect(exchanges.at(-1)).toMatchObject({ code: 10000, notes: ['nothing was kept: ENOSPC'] });
    expect(device).toMatchObject({ isOnline: false, activatedAtMs: undefined, onlineAtMs: undefined });
    expect(statuses).toEqual([]);

    disk.isFull = false;
    expect((await auth()).code).toBe(0);
    expect(statuses.map(({ isOnline }) => isOnline)).toEqual([true]);
    expect(device).toMatchObject({ isOnline: true, activatedAtMs: expect.any(Number) });
  });

  test('a device that could not authenticate may still register', async () => {
    const { disk, ask, auth } = await platformOnDisk();
    disk.isFull = true;
    await auth();
    disk.isFull = false;
    expect((await ask(registration(DEMO_DEVICE))).code).toBe(200);
  });

  test('earlier tokens that a new one would have ended stay good', async () => {
    const { disk, settings, auth, post } = await platformOnDisk();
    const { token = '' } = await auth();
    settings.revokesEarlierTokens = true;
    disk.isFull = true;
    expect((await auth()).code).toBe(10000);
    disk.isFull = false;
    expect((await post(token)).code).toBe(0);
    expect((await auth()).code).toBe(0);
    expect((await post(token)).code).toBe(20003);
  });

  test('a report has its messageId, and a registration a code of its own', async () => {
    const { disk, ask, auth, post } = await platformOnDisk();
    const { token = '' } = await auth();
    disk.isFull = true;
    expect(await post(token)).toMatchObject({ code: 10000, messageId: expect.stringMatching(/^\d{19}$/) });
    expect((await ask(registration(DEMO_DEVICE))).code).toBe(500);
  });
});
