import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { overTransport } from '../../../src/client/over-transport.ts';
import { createPlatform } from '../../../src/emulator/platform.ts';
import { createFleetDevice, type FleetDevice } from '../../../src/engine/fleet/device.ts';
import type { FleetRun } from '../../../src/engine/fleet/fleet-run.ts';
import { summarizeFleet } from '../../../src/engine/fleet/report/report.ts';
import { runFleet } from '../../../src/engine/fleet/run-fleet.ts';
import { SimError } from '../../../src/errors.ts';
import { readRecord } from '../../../src/outbox/record.ts';
import type { HttpRequest, Transport } from '../../../src/protocol/http.ts';
import { createRandom } from '../../../src/random.ts';
import { PRESETS } from '../../../src/tsl/presets.ts';
import { fakeClock } from '../../helpers/fake-clock.ts';
import { fleetDisk } from '../../helpers/fleet-outbox.ts';

const INTERVAL_MS = 5_000;
const HOUR_MS = 3_600_000;
const lost = (): SimError => new SimError('CONNECTION_LOST', 'The connection broke off.');
const broken = (): SimError => new SimError('OUTBOX_UNUSABLE', 'The outbox cannot be written: no space.');

/** A report as it arrived. */
interface Arrived {
  readonly device: string;
  readonly id: string;
  /** Of its values; undefined where it says none. */
  readonly timeMs: number | undefined;
}

/** A platform, a disk, and so many devices that run again and again: only these outlive a run. */
async function useWorld(count: number) {
  const clock = fakeClock();
  const platform = createPlatform({ clock });
  const names = Array.from({ length: count }, (_, index) => ({ deviceName: `sensor-${index}` }));
  const triples = (await platform.registry.addDevices('iot-sim-demo', names)).map(({ triple }) => triple);
  const disk = fleetDisk();
  const arrived: Arrived[] = [];
  const deliver: Transport = async (request, signal) => {
    const response = await platform.handle(request, signal);
    if (request.path !== '/auth' && JSON.parse(response.body).code === 0) arrived.push(readPost(request));
    return response;
  };
  const run = async (
    options: {
      through?: (send: Transport) => Transport;
      before?: () => void | Promise<void>;
      without?: string;
      /** A device that does not know its secret. */
      stranger?: string;
      onLoop?: (devices: readonly FleetDevice[]) => void;
    } & Partial<FleetRun> = {},
  ) => {
    const { through = (send) => send, before, without, stranger, onLoop, ...rest } = options;
    const devices = triples
      .filter(({ deviceName }) => deviceName !== without)
      .map((triple, index) =>
        createFleetDevice({
          triple: triple.deviceName === stranger ? { ...triple, deviceSecret: 'wrong' } : triple,
          model: PRESETS.environment,
          generators: new Map([['temperature', () => 20]]),
          intervalMs: INTERVAL_MS,
          dueMs: index * 10,
        }),
      );
    const { report, ending } = await runFleet({
      devices,
      open: (handlers) => overTransport(through(deliver), handlers),
      signMethod: 'hmacsha1',
      clock,
      random: createRandom(`run ${clock.now()}`),
      drainPerSecond: 25,
      outbox: disk.open(before),
      mostPending: 1_000,
      stop: new AbortController().signal,
      graceMs: 5_000,
      onProgress: () => onLoop?.(devices),
      ...rest,
    });
    if (ending !== undefined) throw ending;
    return summarizeFleet(report);
  };
  return { clock, disk, arrived, run };
}

function readPost({ path, body }: HttpRequest): Arrived {
  const { id, params } = JSON.parse(String(body));
  const [, device = ''] = /\/sys\/([^/]+\/[^/]+)\//.exec(path) ?? [];
  return { device, id, timeMs: params.temperature.time };
}

/** The ids of each device in their order, without what comes again. */
function idsOf(readings: readonly { device: string; id: string }[]): Record<string, string[]> {
  const ids = new Map<string, Set<string>>();
  for (const { device, id } of readings) ids.set(device, (ids.get(device) ?? new Set()).add(id));
  return Object.fromEntries([...ids].map(([device, all]) => [device, [...all]]).toSorted());
}

const takenIds = ({ disk }: Awaited<ReturnType<typeof useWorld>>): Record<string, string[]> =>
  idsOf(disk.taken.map(({ device, text }) => ({ device, id: readRecord(text).id })));

function heldBy({ first }: FleetDevice): number {
  let held = 0;
  for (let reading = first; reading !== undefined; reading = reading.next) held += 1;
  return held;
}

/** A way on which nothing gets through. */
const dead = (): Transport => () => Promise.reject(lost());

describe('a fleet with an outbox', () => {
  test('keeps each reading before it is sent, and none that has arrived', async () => {
    const world = await useWorld(10);
    const through =
      (send: Transport): Transport =>
      (request, signal) => {
        const { id } = request.path === '/auth' ? {} : readPost(request);
        if (id !== undefined)
          expect(world.disk.taken.some(({ text }) => readRecord(text).id === id)).toBe(true);
        return send(request, signal);
      };
    const summary = await world.run({ count: 4, through });
    expect(summary).toMatchObject({ restored: 0, taken: 40, sent: 40, pending: 0 });
    expect(world.disk.waiting()).toBe(0);
    expect(idsOf(world.arrived)).toEqual(takenIds(world));
  });

  test('waits at its end for a disk that is slow', async () => {
    const world = await useWorld(2);
    const summary = await world.run({ count: 2, before: () => world.clock.sleep(700) });
    expect(summary).toMatchObject({ taken: 4, sent: 4, pending: 0 });
    expect(world.disk.waiting()).toBe(0);
  });

  test('holds a few readings of a device in memory, however long an outage is', async () => {
    const world = await useWorld(3);
    const { clock } = world;
    const startMs = clock.now();
    let most = 0;
    const summary = await world.run({
      durationMs: HOUR_MS + 300_000,
      through: (send) => (request, signal) =>
        clock.elapsed() > 60_000 && clock.elapsed() < HOUR_MS
          ? Promise.reject(lost())
          : send(request, signal),
      onLoop: (devices) => {
        most = Math.max(most, ...devices.map(heldBy));
      },
    });
    expect(summary).toMatchObject({ taken: 3 * 780, sent: 3 * 780, dropped: 0, pending: 0 });
    expect(most).toBe(8);
    expect(summary.lateness?.max).toBeLessThan(5);
    expect(summary.latency?.max).toBeGreaterThan(HOUR_MS * 0.9);
    expect(world.disk.waiting()).toBe(0);
    expect(idsOf(world.arrived)).toEqual(takenIds(world));
    const late = world.arrived.filter(({ timeMs }) => timeMs !== undefined);
    expect(late.length).toBeGreaterThan(3 * 700);
    for (const { timeMs = 0 } of late) expect((timeMs - startMs) % INTERVAL_MS).toBeLessThan(50);
  });

  test('sends first what an earlier run left, under its ids and with its own time', async () => {
    const world = await useWorld(4);
    const left = await world.run({ count: 12, through: dead });
    expect(left).toMatchObject({ taken: 48, sent: 0, pending: 48 });
    const nameOf = ({ device, id }: { device: string; id: string }): string => `${device} ${id}`;
    const takenAt = new Map(
      world.disk.taken.map(({ device, text }) => {
        const { id, takenAtMs } = readRecord(text);
        return [nameOf({ device, id }), takenAtMs];
      }),
    );
    const summary = await world.run({ count: 2 });
    expect(summary).toMatchObject({ restored: 48, taken: 8, sent: 56, pending: 0 });
    expect(idsOf(world.arrived)).toEqual(takenIds(world));
    const ofEarlier = world.arrived.filter((each) => takenAt.has(nameOf(each)));
    expect(ofEarlier).toHaveLength(48);
    for (const each of ofEarlier) expect(each.timeMs).toBe(takenAt.get(nameOf(each)));
    // What they waited before is not this run's doing, and no reason to be late.
    expect(summary.latency?.max).toBeLessThan(2_000);
    expect(summary.lateness?.max).toBeLessThan(50);
    expect(world.disk.waiting()).toBe(0);
  });

  test('leaves alone what waits of devices that are not in this run', async () => {
    const world = await useWorld(3);
    await world.run({ count: 5, through: dead });
    const summary = await world.run({ count: 1, without: 'sensor-1' });
    expect(summary).toMatchObject({ devices: 2, restored: 10, taken: 2, sent: 12, pending: 0 });
    expect(world.disk.waiting()).toBe(5);
    expect(await world.run({ count: 1 })).toMatchObject({ restored: 5, taken: 3, sent: 8 });
    expect(idsOf(world.arrived)).toEqual(takenIds(world));
  });

  test('keeps what waits of a device that is not let in, until it is', async () => {
    const world = await useWorld(3);
    await world.run({ count: 20, through: dead });
    const summary = await world.run({ count: 2, stranger: 'sensor-1' });
    expect(summary).toMatchObject({ restored: 60, sent: 44, shutOutCount: 1 });
    expect(summary.pending).toBe(world.disk.waiting());
    expect(summary.pending).toBeGreaterThanOrEqual(20);
    expect(await world.run({ count: 1 })).toMatchObject({ restored: summary.pending, pending: 0 });
    expect(idsOf(world.arrived)).toEqual(takenIds(world));
  });

  test('keeps what is on its way when it is stopped and its grace is over', async () => {
    const world = await useWorld(3);
    const controller = new AbortController();
    const summary = await world.run({
      stop: controller.signal,
      through: () => (_, signal) => {
        controller.abort();
        return dead()({} as HttpRequest, signal);
      },
    });
    expect(summary.pending).toBe(summary.taken);
    expect(world.disk.waiting()).toBe(summary.taken);
    expect(await world.run({ count: 1 })).toMatchObject({ restored: summary.taken, pending: 0 });
  });

  test('ends when a reading cannot be kept, and does not send it', async () => {
    const world = await useWorld(5);
    let changes = 0;
    const running = world.run({
      count: 100,
      before: () => {
        changes += 1;
        if (changes > 20) throw broken();
      },
    });
    await expect(running).rejects.toMatchObject({ code: 'OUTBOX_UNUSABLE' });
    expect(world.arrived.length).toBeGreaterThan(5);
    const kept = new Set(world.disk.taken.map(({ text }) => readRecord(text).id));
    expect(world.arrived.filter(({ id }) => !kept.has(id))).toEqual([]);
  });

  test('says so when readings are gone from the disk', async () => {
    const world = await useWorld(1);
    await world.run({ count: 30, through: dead });
    const outbox = world.disk.open();
    const running = world.run({ count: 1, outbox: { ...outbox, read: async () => [] } });
    await expect(running).rejects.toMatchObject({
      code: 'OUTBOX_UNUSABLE',
      message: 'The outbox cannot be read: 8 readings of iot-sim-demo/sensor-0 are gone.',
    });
  });

  test('loses nothing and keeps the order, wherever it is killed', async () => {
    const crash = fc.record({ after: fc.integer({ min: 0, max: 60 }), isPowerCut: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(crash, { minLength: 1, maxLength: 4 }), fc.nat(), async (crashes, seed) => {
        const world = await useWorld(3);
        const random = createRandom(String(seed));
        for (const { after, isPowerCut } of crashes) {
          let steps = 0;
          const isDead = (): boolean => steps++ >= after;
          await world
            .run({
              count: 8,
              before: () => {
                if (isDead()) throw broken();
              },
              // An answer may be what does not come any more.
              through: (send) => async (request, signal) => {
                if (isDead()) return new Promise(() => {});
                if (random() < 0.3) throw lost();
                const response = await send(request, signal);
                return isDead() ? new Promise(() => {}) : response;
              },
            })
            .catch((error: unknown) => expect(error).toMatchObject({ code: 'OUTBOX_UNUSABLE' }));
          if (isPowerCut) world.disk.cutPower();
        }
        const last = await world.run({ count: 2 });
        expect(last).toMatchObject({ taken: 6, sent: 6 + last.restored, dropped: 0, pending: 0 });
        expect(world.disk.waiting()).toBe(0);
        expect(idsOf(world.arrived)).toEqual(takenIds(world));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a full outbox of a fleet', () => {
  const outage = { count: 40, through: dead };

  test('gives up the oldest, those of the device with most', async () => {
    const world = await useWorld(4);
    const summary = await world.run({ ...outage, outboxLimit: { count: 40 } });
    expect(summary).toMatchObject({ taken: 160, dropped: 120, pending: 40, sent: 0 });
    expect(world.disk.waiting()).toBe(40);
    expect(summary.worst.map(({ pending }) => pending)).toEqual([10, 10, 10, 10]);
    const again = await world.run({ count: 1 });
    expect(again).toMatchObject({ restored: 40, sent: 44 });
    // The very oldest of each was on its way all the time.
    for (const [device, ids] of Object.entries(idsOf(world.arrived))) {
      const taken = takenIds(world)[device] ?? [];
      expect(ids).toEqual([...taken.slice(0, 1), ...taken.slice(31)]);
    }
  });

  test('spares the devices whose readings get through', async () => {
    const world = await useWorld(3);
    const isBad = ({ path }: HttpRequest): boolean =>
      path.includes('/sensor-1/') || (world.clock.elapsed() > 200_000 && world.clock.elapsed() < 220_000);
    const summary = await world.run({
      count: 60,
      outboxLimit: { count: 20 },
      through: (send) => (request, signal) =>
        isBad(request) ? Promise.reject(lost()) : send(request, signal),
    });
    expect(summary).toMatchObject({ taken: 180, sent: 120, refused: 0 });
    expect(summary.worst.find(({ device }) => device.endsWith('sensor-1'))).toMatchObject({
      dropped: summary.dropped,
      pending: summary.pending,
    });
  });

  test('counts bytes', async () => {
    const world = await useWorld(2);
    const summary = await world.run({ ...outage, outboxLimit: { bytes: 1_000 } });
    const [{ text } = { text: '' }] = world.disk.taken;
    expect(summary.pending).toBe(Math.ceil(1_000 / text.length));
  });

  test('gives up what is too old of each device', async () => {
    const world = await useWorld(2);
    const summary = await world.run({ ...outage, outboxLimit: { ageMs: 60_000 } });
    // Those of the last minute, and the one that was on its way.
    for (const { pending } of summary.worst) expect(pending).toBeLessThanOrEqual(14);
    for (const { pending } of summary.worst) expect(pending).toBeGreaterThanOrEqual(13);
  });

  test('gives up what comes, where that is the rule', async () => {
    const world = await useWorld(2);
    const summary = await world.run({ ...outage, outboxLimit: { count: 10 }, whenFull: 'drop-newest' });
    expect(summary).toMatchObject({ taken: 80, dropped: 70, pending: 10 });
    for (const { number } of world.disk.taken) expect(number).toBeLessThanOrEqual(5);
  });

  test('ends the run, where that is the rule', async () => {
    const world = await useWorld(2);
    const running = world.run({ ...outage, outboxLimit: { count: 10 }, whenFull: 'stop' });
    await expect(running).rejects.toMatchObject({
      code: 'OUTBOX_FULL',
      message: '10 readings of the fleet wait to be delivered, as many as may.',
    });
    expect(world.disk.waiting()).toBe(10);
  });
});
