import { describe, expect, test } from 'vitest';
import type { AuthResult } from '../../src/client/authenticate.ts';
import { createClient } from '../../src/client/client.ts';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { createPlatform } from '../../src/emulator/platform.ts';
import type { Transport } from '../../src/protocol/http.ts';
import { fakeClock, START_MS } from '../helpers/fake-clock.ts';
import { clientOptions, reply } from '../helpers/transports.ts';

const MINUTE = 60_000;

/** A client whose clock is off, at a platform that sends its time. */
function setUp({
  aheadMs,
  hasDate = true,
  secret = DEMO_DEVICE.deviceSecret,
  refuseAlways = false,
}: {
  aheadMs: number;
  hasDate?: boolean;
  secret?: string;
  refuseAlways?: boolean;
}) {
  const clock = fakeClock({ byHand: true });
  const platformClock = { ...clock };
  const deviceClock = { ...clock, now: () => clock.now() + device.aheadMs };
  const device = { aheadMs };
  const platform = createPlatform({ clock: platformClock });
  const send: Transport = async (request, signal) => {
    const answer = refuseAlways
      ? reply('{"code":20000,"message":"auth check error"}')
      : await platform.handle(request, signal);
    return { ...answer, headers: hasDate ? { date: new Date(platformClock.now()).toUTCString() } : {} };
  };
  const told: number[] = [];
  const auths: AuthResult[] = [];
  const client = createClient(
    clientOptions({ send, clock: deviceClock, device: { ...DEMO_DEVICE, deviceSecret: secret } }),
    { onClockOff: (ms) => told.push(ms), onAuth: (result) => auths.push(result) },
  );
  return { client, told, auths, device, clock };
}

const codes = (auths: readonly AuthResult[]): number[] => auths.map(({ answer }) => answer.code);

describe('a clock that is off', () => {
  test.each([
    ['ahead', 60 * MINUTE],
    ['behind', -60 * MINUTE],
    ['years behind, as without a battery', -20 * 365 * 24 * 60 * MINUTE],
  ])('%s is made up for with the platform’s time, which is said', async (_what, aheadMs) => {
    const { client, told, auths } = setUp({ aheadMs });
    await client.authenticate();
    expect(codes(auths)).toEqual([20000, 0]);
    expect(auths[1]).toMatchObject({ timestampMs: START_MS, correctedByMs: -aheadMs });
    expect(told).toEqual([aheadMs]);
  });

  test('is said once, and made up for at once from then on', async () => {
    const { client, told, auths, clock } = setUp({ aheadMs: 60 * MINUTE });
    for (let day = 0; day < 4; day++) {
      await client.authenticate();
      await clock.advance(24 * 60 * MINUTE);
    }
    expect(codes(auths)).toEqual([20000, 0, 0, 0, 0]);
    expect(told).toHaveLength(1);
  });

  test('and is set right later is followed, without a further word', async () => {
    const { client, told, auths, device, clock } = setUp({ aheadMs: 60 * MINUTE });
    await client.authenticate();
    device.aheadMs = 0;
    await clock.advance(MINUTE);
    await client.authenticate();
    expect(codes(auths)).toEqual([20000, 0, 20000, 0]);
    expect(auths.at(-1)?.correctedByMs).toBeCloseTo(0);
    expect(told).toHaveLength(1);
  });

  test('within the fifteen minutes is nobody’s business', async () => {
    const { client, told, auths } = setUp({ aheadMs: 14 * MINUTE });
    await client.authenticate();
    expect([codes(auths), told]).toEqual([[0], []]);
  });

  test('of which the platform says nothing is a refused device', async () => {
    const { client, told, auths } = setUp({ aheadMs: 60 * MINUTE, hasDate: false });
    await expect(client.authenticate()).rejects.toMatchObject({ code: 'AUTH_REFUSED' });
    expect([codes(auths), told]).toEqual([[20000], []]);
  });

  test('is tried once where that does not help: the secret is wrong, too', async () => {
    const { client, auths } = setUp({ aheadMs: 60 * MINUTE, secret: 'wrong' });
    await expect(client.authenticate()).rejects.toMatchObject({
      code: 'AUTH_REFUSED',
      likely: expect.stringContaining('secret'),
    });
    expect(codes(auths)).toEqual([20000, 20000]);
  });

  test('is not looked for where the clocks agree', async () => {
    const { client, told, auths } = setUp({ aheadMs: 0, refuseAlways: true });
    await expect(client.authenticate()).rejects.toMatchObject({ code: 'AUTH_REFUSED' });
    expect([codes(auths), told]).toEqual([[20000], []]);
  });
});
