import { describe, expect, test } from 'vitest';
import { overTransport } from '../../../src/client/over-transport.ts';
import type { Clock } from '../../../src/clock.ts';
import { createPlatform } from '../../../src/emulator/platform.ts';
import { createFleetDevice } from '../../../src/engine/fleet/device.ts';
import type { FleetRun } from '../../../src/engine/fleet/fleet-run.ts';
import { summarizeFleet } from '../../../src/engine/fleet/report/report.ts';
import { runFleet } from '../../../src/engine/fleet/run-fleet.ts';
import { SimError } from '../../../src/errors.ts';
import type { HttpResponse, Transport } from '../../../src/protocol/http.ts';
import type { DeviceTriple } from '../../../src/protocol/topic.ts';
import { createRandom } from '../../../src/random.ts';
import { PRESETS } from '../../../src/tsl/presets.ts';
import { fakeClock } from '../../helpers/fake-clock.ts';
import { received } from '../../helpers/platforms.ts';

/** A fleet of `count` devices that an emulator knows; the temperature of a reading is its number. */
async function fleet(
  count: number,
  options: {
    through?: (send: Transport, clock: ReturnType<typeof fakeClock>) => Transport;
    clockOf?: (clock: ReturnType<typeof fakeClock>) => Clock;
    change?: (triples: readonly DeviceTriple[]) => readonly DeviceTriple[];
  } & Partial<FleetRun> = {},
) {
  const clock = fakeClock();
  const { clockOf = (same: Clock) => same } = options;
  const platform = createPlatform({ clock });
  const names = Array.from({ length: count }, (_, index) => ({ deviceName: `sensor-${index}` }));
  const added = await platform.registry.addDevices('iot-sim-demo', names);
  const triples = added.map(({ triple }) => triple);
  const { through = (send: Transport) => send, change = (all) => all, clockOf: _, ...rest } = options;
  const startMs = clock.now();
  const send = through(platform.handle, clock);
  const devices = change(triples).map((triple, index) =>
    createFleetDevice({
      triple,
      model: PRESETS.environment,
      generators: new Map([['temperature', (at) => at.index]]),
      intervalMs: 5_000,
      dueMs: index * 10,
    }),
  );
  const { report } = await runFleet({
    devices,
    open: (handlers) => overTransport(send, handlers),
    signMethod: 'hmacsha1',
    clock: clockOf(clock),
    random: createRandom('fleet'),
    drainPerSecond: 25,
    mostPending: 1_000,
    stop: new AbortController().signal,
    graceMs: 5_000,
    ...rest,
  });
  return { summary: summarizeFleet(report), startMs, received: () => received(platform) };
}

/** A way that does something else with posts, by their number, than to pass them on; `undefined` passes on. */
function withPosts(
  change: (index: number, clock: ReturnType<typeof fakeClock>) => HttpResponse | Error | undefined,
) {
  let posts = 0;
  return (send: Transport, clock: ReturnType<typeof fakeClock>): Transport =>
    async (request, signal) => {
      const changed = request.path === '/auth' ? undefined : change(posts++, clock);
      if (changed instanceof Error) throw changed;
      return changed ?? send(request, signal);
    };
}

const answerOf = (code: number): HttpResponse => ({
  status: 200,
  headers: {},
  body: JSON.stringify({ code, message: 'no' }),
});
const lost = (): SimError => new SimError('CONNECTION_LOST', 'The connection broke off.');

/** The temperatures that arrived, by device. */
async function temperatures({ received: taken }: Pick<Awaited<ReturnType<typeof fleet>>, 'received'>) {
  const byDevice = new Map<string | undefined, unknown[]>();
  for (const { device, properties } of await taken()) {
    const values = byDevice.get(device) ?? [];
    byDevice.set(device, values);
    values.push(properties.get('temperature')?.value);
  }
  return byDevice;
}

describe('a fleet', () => {
  test('reports as every device, each with its own token and in order', async () => {
    const run = await fleet(20, { count: 3 });
    expect(run.summary).toMatchObject({ devices: 20, taken: 60, sent: 60, pending: 0, auths: 20 });
    const arrived = await temperatures(run);
    expect(arrived.size).toBe(20);
    for (const values of arrived.values()) expect(values).toEqual([0, 1, 2]);
    expect(run.summary).toMatchObject({ codes: { 0: 60 }, errors: {}, shutOut: [], shutOutCount: 0 });
  });

  test('takes each reading at its own time, whatever came before', async () => {
    const { summary } = await fleet(10, { durationMs: 60_000 });
    // Each device from its own phase on, every five seconds, and none at or after a minute.
    expect(summary.taken).toBe(120);
    expect(summary.lateness?.max).toBeLessThan(2);
    expect(summary.peakPerSecond).toBeLessThanOrEqual(10);
  });

  test('goes on without the devices that are not let in, and names them', async () => {
    const { summary } = await fleet(5, {
      count: 2,
      change: (triples) =>
        triples.map((triple, index) => (index === 2 ? { ...triple, deviceSecret: 'wrong' } : triple)),
    });
    expect(summary).toMatchObject({ sent: 8, pending: 1, shutOutCount: 1 });
    expect(summary.shutOut).toEqual([
      { device: 'iot-sim-demo/sensor-2', reason: expect.stringContaining('20000') },
    ]);
  });

  test('ends where a device is not let in only after a while, and readings of it were late by then', async () => {
    const { summary } = await fleet(2, {
      count: 10,
      through: (send, clock) => async (request, signal) => {
        if (request.path !== '/auth' || !request.body.includes('sensor-0')) return send(request, signal);
        await clock.sleep(20_000);
        return { status: 200, headers: {}, body: '{"code":20000,"message":"auth check error"}' };
      },
    });
    expect(summary).toMatchObject({
      sent: 10,
      shutOutCount: 1,
      shutOut: [{ device: 'iot-sim-demo/sensor-0' }],
    });
  });

  test('sends again what did not get through, in order and under its id', async () => {
    const run = await fleet(4, {
      count: 5,
      through: withPosts((index) => (index % 3 === 0 ? lost() : undefined)),
    });
    expect(run.summary).toMatchObject({ taken: 20, sent: 20, pending: 0 });
    expect(run.summary.errors['CONNECTION_LOST']).toMatchObject({ example: 'The connection broke off.' });
    for (const values of (await temperatures(run)).values()) expect(values).toEqual([0, 1, 2, 3, 4]);
  });

  test('renews a token that is refused, that of its device alone', async () => {
    const run = await fleet(4, {
      count: 3,
      through: withPosts((index) => (index === 5 ? answerOf(20001) : undefined)),
    });
    expect(run.summary).toMatchObject({ sent: 12, auths: 5, errors: {} });
  });

  test('counts what the platform refuses, by its code', async () => {
    const { summary } = await fleet(2, {
      count: 2,
      through: withPosts((index) => (index === 1 ? answerOf(30001) : undefined)),
    });
    expect(summary).toMatchObject({ taken: 4, sent: 3, refused: 1, codes: { 0: 3, 30001: 1 } });
  });

  test('takes readings on during an outage, and sends them late with their own time', async () => {
    const isDown = (clock: { elapsed(): number }): boolean =>
      clock.elapsed() > 10_000 && clock.elapsed() < 70_000;
    const run = await fleet(3, {
      count: 24,
      through: withPosts((_, clock) => (isDown(clock) ? lost() : undefined)),
    });
    expect(run.summary).toMatchObject({ taken: 72, sent: 72, dropped: 0 });
    for (const values of (await temperatures(run)).values()) {
      expect(values).toEqual(Array.from({ length: 24 }, (_, index) => index));
    }
    for (const { at, properties } of await run.received()) {
      const { timeMs = 0, value } = properties.get('temperature') ?? {};
      const dueMs = run.startMs + Number(value) * 5_000;
      expect(timeMs - dueMs).toBeLessThan(1_100);
      expect(at).toBeGreaterThanOrEqual(timeMs);
    }
  });

  test('does not hammer a platform that answers nobody', async () => {
    let tries = 0;
    const isDown = (clock: { elapsed(): number }): boolean =>
      clock.elapsed() > 5_000 && clock.elapsed() < 125_000;
    const { summary } = await fleet(200, {
      count: 26,
      through: withPosts((_, clock) => {
        if (!isDown(clock)) return undefined;
        tries += 1;
        return lost();
      }),
    });
    expect(summary.sent).toBe(summary.taken);
    // Each of 200 devices alone would try some ten times in two minutes.
    expect(tries).toBeLessThan(250);
  });

  test('takes readings on while the platform hangs, and goes on to its end', async () => {
    const { summary } = await fleet(10, {
      durationMs: 400_000,
      through: (send, clock) => async (request, signal) => {
        const isHanging = clock.elapsed() > 10_000 && clock.elapsed() < 190_000;
        if (!isHanging) return send(request, signal);
        await clock.sleep(10_000);
        throw new SimError('TIMED_OUT', 'There was no answer.');
      },
    });
    expect(summary).toMatchObject({ taken: 800, sent: 800, dropped: 0, pending: 0 });
  });

  test.each([1, 2, 4, 40])(
    'comes back after an outage of everything, /auth as well, with %d devices',
    async (devices) => {
      for (const kind of ['CONNECTION_REFUSED', 'CERTIFICATE_UNTRUSTED'] as const) {
        const { summary } = await fleet(devices, {
          durationMs: 600_000,
          through: (send, clock) => async (request, signal) => {
            if (clock.elapsed() > 20_000 && clock.elapsed() < 320_000) throw new SimError(kind, 'down');
            const answer = await send(request, signal);
            // As a platform that has forgotten all tokens.
            const isFirst = clock.elapsed() >= 320_000 && clock.elapsed() < 325_000;
            return isFirst && request.path !== '/auth' ? answerOf(20001) : answer;
          },
        });
        expect(summary).toMatchObject({ taken: devices * 120, sent: devices * 120, pending: 0 });
      }
    },
  );

  test('has patience for a minute after its last reading', async () => {
    const { summary } = await fleet(1, {
      count: 20,
      through: withPosts((_, clock) =>
        clock.elapsed() > 30_000 && clock.elapsed() < 130_000 ? lost() : undefined,
      ),
    });
    expect(summary).toMatchObject({ taken: 20, sent: 20, pending: 0 });
  });

  test('gives up no reading that goes out while its token is renewed', async () => {
    let isRefused = false;
    const { summary } = await fleet(1, {
      count: 40,
      through: (send, clock) => async (request, signal) => {
        if (request.path !== '/auth' && clock.elapsed() > 60_000 && !isRefused) {
          isRefused = true;
          return answerOf(20001);
        }
        return send(request, signal);
      },
    });
    expect(summary).toMatchObject({ sent: 40, errors: {} });
    // A life of a minute was shown; the new token is renewed once before it ends, and no more often.
    expect(summary.auths).toBeLessThanOrEqual(5);
  });

  test('gives up the oldest of a device that has too many waiting', async () => {
    const { summary } = await fleet(1, {
      count: 30,
      mostPending: 5,
      through: () => () => Promise.reject(lost()),
    });
    expect(summary).toMatchObject({ taken: 30, sent: 0, dropped: 25, pending: 5 });
  });

  test('takes readings late, and loses none, where answers come more slowly than readings are due', async () => {
    const { summary } = await fleet(1, {
      count: 10,
      through: (send, clock) => async (request, signal) => {
        await clock.sleep(12_000);
        return send(request, signal);
      },
    });
    expect(summary).toMatchObject({ taken: 10, sent: 10, dropped: 0 });
    expect(summary.lateness?.max).toBeGreaterThan(40_000);
    expect(summary.latency?.max).toBeGreaterThan(summary.service?.max ?? Number.POSITIVE_INFINITY);
  });

  test('that is stopped takes no more, and ends when what waits has arrived', async () => {
    const controller = new AbortController();
    const { summary } = await fleet(10, {
      stop: controller.signal,
      through: withPosts((index) => {
        if (index === 25) controller.abort();
        return undefined;
      }),
    });
    expect(summary).toMatchObject({ taken: 26, sent: 26, pending: 0 });
  });

  test('that is stopped waits no longer than its grace', async () => {
    const controller = new AbortController();
    const { summary } = await fleet(3, {
      stop: controller.signal,
      graceMs: 2_000,
      through: withPosts((index) => {
        if (index === 2) controller.abort();
        return lost();
      }),
    });
    expect(summary).toMatchObject({ taken: 3, sent: 0, pending: 3 });
    expect(summary.durationMs).toBeLessThan(4_000);
  });
});

describe('a fleet whose machine slept', () => {
  test('does not make up for the readings of that time', async () => {
    let slept = 0;
    const { summary, received: taken } = await fleet(2, {
      count: 10,
      through: (send) => send,
      clockOf: (clock) => ({
        ...clock,
        elapsed: () => clock.elapsed() + slept,
        now: () => clock.now() + slept,
        async sleep(ms, signal) {
          await clock.sleep(ms, signal);
          if (slept === 0 && clock.elapsed() > 12_000) slept = 600_000;
        },
      }),
    });
    expect(summary).toMatchObject({ taken: 20, sent: 20 });
    expect(summary.durationMs).toBeGreaterThan(640_000);
    expect(summary.peakPerSecond).toBeLessThanOrEqual(4);
    expect(await taken()).toHaveLength(20);
  });
});

describe('a fleet with an end', () => {
  test('does not go on long after it, however much is late', async () => {
    const { summary } = await fleet(2, {
      durationMs: 60_000,
      through: (send, clock) => async (request, signal) => {
        if (request.path !== '/auth') await clock.sleep(20_000);
        return send(request, signal);
      },
    });
    expect(summary.taken).toBeLessThan(24);
    expect(summary.durationMs).toBeLessThan(80_000);
  });

  test('ends at once when no device is let in', async () => {
    const { summary } = await fleet(2, {
      durationMs: 3_600_000,
      change: (triples) => triples.map((triple) => ({ ...triple, deviceSecret: 'wrong' })),
    });
    expect(summary).toMatchObject({ shutOutCount: 2, sent: 0 });
    expect(summary.durationMs).toBeLessThan(10_000);
  });
});
