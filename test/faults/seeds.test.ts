import { describe, expect, test } from 'vitest';
import type { SimEvent } from '../../src/engine/events.ts';
import { constantPace, type Schedule } from '../../src/engine/pace.ts';
import { DRAINS } from '../../src/engine/parcel.ts';
import { runDevice } from '../../src/engine/run-device.ts';
import { drawn, type Source } from '../../src/engine/source.ts';
import { SimError } from '../../src/errors.ts';
import { WHEN_FULL } from '../../src/outbox/limit.ts';
import { createMemoryOutbox } from '../../src/outbox/memory.ts';
import { openOutbox } from '../../src/outbox/open.ts';
import type { Outbox } from '../../src/outbox/outbox.ts';
import { createRandom } from '../../src/random.ts';
import { createGenerators } from '../../src/readings/create-generators.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { type FakeClock, fakeClock } from '../helpers/fake-clock.ts';
import { DEVICE } from '../helpers/stand-in.ts';
import { createChaos } from './chaos.ts';
import { createDice, type Dice } from './dice.ts';
import { judge } from './ledger.ts';
import { makeFolder } from './program.ts';

/** How many mixtures of faults: `npm run soak` goes on with others. */
const SEEDS = Number(process.env['IOT_SIM_TEST_SEEDS'] ?? 100);
/** The first seed, so that one that failed can be run alone. */
const FIRST = Number(process.env['IOT_SIM_TEST_FIRST_SEED'] ?? 1);
/** One in so many keeps its outbox on the disk. */
const DISK_EVERY = 10;

type Options = Parameters<typeof runDevice>[0];

/** Moves a clock while no outbox is at work: the disk's work does not take the clock's time. */
function pump(clock: FakeClock, isBusy: () => boolean): { stop: () => Promise<void> } {
  let isStopped = false;
  const turn = async (): Promise<void> => {
    while (!isStopped) {
      if (isBusy()) await new Promise((resolve) => setImmediate(resolve));
      else await clock.advance(20);
    }
  };
  const turning = turn();
  return {
    stop() {
      isStopped = true;
      return turning;
    },
  };
}

/** An outbox that tells whether it is at work. */
function watched(outbox: Outbox, work: { count: number }): Outbox {
  const busy = async <T>(action: Promise<T>): Promise<T> => {
    work.count += 1;
    try {
      return await action;
    } finally {
      work.count -= 1;
    }
  };
  return {
    ...outbox,
    put: (message) => busy(outbox.put(message)),
    settle: (id, outcome) => busy(outbox.settle(id, outcome)),
    drop: (beforeMs) => busy(outbox.drop(beforeMs)),
  };
}

/** An outbox for some runs, one after the other. */
async function makeOutbox(isOnDisk: boolean, work: { count: number }) {
  if (!isOnDisk) {
    const outbox = { ...createMemoryOutbox(), isKept: true }; // by this test: the next run gets it
    return { open: async () => outbox, remove: () => {} };
  }
  const folder = makeFolder();
  const { productKey, deviceName } = DEVICE;
  const fail = (): never => {
    throw new Error('the outbox is damaged');
  };
  return {
    open: async () =>
      watched(
        await openOutbox({
          folder: `${folder.path}/outbox`,
          owner: { endpoint: 'https://localhost', productKey, deviceName },
          nowMs: 0,
          onMovedAside: fail,
          onLoss: fail,
        }),
        work,
      ),
    remove: folder.remove,
  };
}

/** Runs of one device on one outbox, each stopped at some moment, and a last one when all is well again. */
async function live(seed: string, isOnDisk: boolean) {
  const dice = createDice(seed);
  const clock = fakeClock({ byHand: isOnDisk });
  const work = { count: 0 };
  const pumping = isOnDisk ? pump(clock, () => work.count > 0) : undefined;
  const chaos = createChaos(dice, clock);
  const events: SimEvent[] = [];
  const place = await makeOutbox(isOnDisk, work);
  const authPaces: number[][] = [];
  const settings = limits(dice);

  const readings = (index: number, schedule: Schedule): Source => {
    const generators = createGenerators(PRESETS.environment, { seed, device: String(index) });
    return drawn({ generators, pace: constantPace(schedule) });
  };
  const run = async (index: number, options: Partial<Options>): Promise<void> => {
    const outbox = await place.open();
    const isOver = new AbortController();
    const stop = new AbortController();
    const before = chaos.authsAt.length;
    clock.sleep(dice.between(1_000, 400_000), isOver.signal).then(
      () => stop.abort(),
      () => {},
    );
    try {
      await runDevice({
        client: { device: DEVICE, send: chaos.send, clock, random: createRandom(seed, String(index)) },
        model: PRESETS.environment,
        source: readings(index, { intervalMs: dice.oneOf([200, 1_000, 5_000]), count: dice.between(5, 100) }),
        outbox,
        emit: (event) => events.push(event),
        stop: stop.signal,
        graceMs: dice.oneOf([0, 1_000, 5_000]),
        drain: dice.oneOf(DRAINS),
        ...settings,
        ...options,
      });
    } catch (error) {
      if (chaos.isHealed()) throw error;
      if (!(error instanceof SimError) && error !== stop.signal.reason) throw error;
    } finally {
      isOver.abort();
      await outbox.close();
      authPaces.push(chaos.authsAt.slice(before));
    }
  };

  try {
    for (let index = 0; index < 3; index++) await run(index, {});
    chaos.heal();
    // Without the limit, as `outbox flush` sends what is left.
    const last = readings(3, { intervalMs: 1_000, count: 1 });
    await run(3, { stop: new AbortController().signal, source: last, outboxLimit: undefined });
    const rest = await place.open();
    const left = rest.size();
    await rest.close();
    return { events, desk: chaos.desk, authPaces, left, mayDrop: settings.outboxLimit !== undefined };
  } finally {
    await pumping?.stop();
    place.remove();
  }
}

/** One in four has an outbox that becomes full. */
function limits(dice: Dice): Partial<Options> {
  if (!dice.chance(0.25)) return {};
  return {
    outboxLimit: dice.oneOf([{ count: 10 }, { bytes: 2_000 }, { ageMs: 60_000 }]),
    whenFull: dice.oneOf(WHEN_FULL),
  };
}

/** The most that were within a minute. */
function mostInAMinute(times: readonly number[]): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + 60_000).length));
}

describe('any mixture of faults', () => {
  const seeds = [...Array(SEEDS).keys()].map((index) => FIRST + index);
  const totals = { taken: 0, copies: 0, duplicated: 0, dropped: 0 };

  test.each(seeds)('of seed %i loses nothing', async (seed) => {
    const { events, desk, authPaces, left, mayDrop } = await live(String(seed), seed % DISK_EVERY === 0);
    const taken = events.filter((event) => event.type === 'reading');
    const dropped = new Set(events.filter((event) => event.type === 'dropped').map(({ id }) => id));
    const { missing, ...verdict } = judge(taken, desk.accepted);
    expect(desk.problems).toEqual([]);
    expect(
      missing.filter((id) => !dropped.has(id)),
      'missing, and not told to be given up',
    ).toEqual([]);
    expect(verdict).toMatchObject({ needless: [], disordered: [], altered: [] });
    if (!mayDrop) expect([...dropped]).toEqual([]);
    expect(events.filter(({ type }) => type === 'refused')).toEqual([]);
    expect(left).toBe(0);
    expect(Math.max(...authPaces.map(mostInAMinute))).toBeLessThanOrEqual(5);
    totals.taken += taken.length;
    totals.copies += desk.accepted.length;
    totals.duplicated += verdict.duplicated;
    totals.dropped += missing.length;
  });

  test('is sum up', () => {
    const { taken, copies, duplicated, dropped } = totals;
    console.log(
      `${SEEDS} seeds: ${taken} taken, ${copies} arrived, ${duplicated} of them twice or more, ${dropped} given up by a limit, 0 missing`,
    );
  });
});
