import { describe, expect, test } from 'vitest';
import { constantPace, DEFAULT_DRAIN_PER_SECOND } from '../../src/engine/pace.ts';
import { SimError } from '../../src/errors.ts';
import { createMemoryOutbox } from '../../src/outbox/memory.ts';
import type { Outbox } from '../../src/outbox/outbox.ts';
import type { Transport } from '../../src/protocol/http.ts';
import { START_MS } from '../helpers/fake-clock.ts';
import { emulator, type RunUnderTest, startRun } from '../helpers/runs.ts';

/** No post gets through from one moment to the other. */
function downBetween(
  inner: Transport,
  clock: { elapsed(): number },
  [fromMs, untilMs]: readonly [number, number],
): Transport {
  return async (request, signal) => {
    const isDown = clock.elapsed() >= fromMs && clock.elapsed() < untilMs;
    if (request.path !== '/auth' && isDown)
      throw new SimError('CONNECTION_LOST', 'The connection broke off.');
    return inner(request, signal);
  };
}

/** An outbox that says that it outlives the process, with what an earlier run left: one reading a minute. */
async function keptOutbox(count = 0): Promise<Outbox> {
  const outbox = { ...createMemoryOutbox(), isKept: true };
  for (let index = 0; index < count; index++) {
    const takenAtMs = START_MS - (count - index) * 60_000;
    await outbox.put({
      id: String(index),
      takenAtMs,
      params: new Map([['temperature', String(index % 50)]]),
    });
  }
  return outbox;
}

/** The times of all posts that were answered, since the start. */
const sentAt = (run: RunUnderTest): number[] => run.of('sent').map(({ at }) => at - START_MS);

/** Of the times, the greatest number within a second. */
function mostInASecond(times: readonly number[]): number {
  return Math.max(
    ...times.map((time) => times.filter((other) => other >= time && other < time + 1_000).length),
  );
}

describe('after an outage', () => {
  test('the backlog flows at its pace while new readings go on', async () => {
    const { handle, clock, received } = emulator();
    const run = startRun({
      send: downBetween(handle, clock, [500, 60_000]),
      clock,
      pace: constantPace({ intervalMs: 1_000, count: 120 }),
      drainPerSecond: 5,
    });
    expect(await run.done).toMatchObject({ taken: 120, sent: 120, dropped: 0, pending: 0 });
    expect(run.of('reading').map(({ at }) => at - START_MS)).toEqual(
      Array.from({ length: 120 }, (_, index) => index * 1_000),
    );
    expect(mostInASecond(sentAt(run))).toBeLessThanOrEqual(5 + 1); // one that is no backlog any more
    expect((await received()).map(({ id }) => id)).toEqual(run.of('reading').map(({ id }) => id));
  });

  test('late values carry the time they were taken, the others none', async () => {
    const { handle, clock, received } = emulator();
    const run = startRun({ send: downBetween(handle, clock, [4_000, 30_000]), clock, count: 20 });
    await run.done;
    const messages = await received();
    const late = messages.filter(({ body }) => body.includes('"time"'));
    expect(late.length).toBeGreaterThanOrEqual(5);
    expect(late.length).toBeLessThan(15);
    expect(late).toEqual(messages.slice(1, 1 + late.length));
    for (const [index, { properties, body }] of messages.entries()) {
      const offMs = (properties.get('temperature')?.timeMs ?? 0) - START_MS - index * 5_000;
      expect(offMs).toBeLessThanOrEqual(body.includes('"time"') ? 0 : 1_000);
      expect(offMs).toBeGreaterThanOrEqual(0);
    }
  });

  test('a reading goes out when it is taken once the backlog is made up for', async () => {
    const { handle, clock } = emulator();
    const run = startRun({
      send: downBetween(handle, clock, [0, 10_000]),
      clock,
      count: 60,
      drainPerSecond: 1,
    });
    await run.done;
    const delays = run.of('sent').map(({ at }, index) => at - START_MS - index * 5_000);
    expect(delays[0]).toBeGreaterThanOrEqual(10_000);
    expect(delays.slice(20).every((delay) => delay < 5)).toBe(true);
  });
});

describe('a run that finds readings of an earlier one', () => {
  test('tells of them first, sends them first, in order and with their own times', async () => {
    const { handle, clock, received } = emulator();
    const run = startRun({ send: handle, clock, count: 2, outbox: await keptOutbox(50) });
    expect(await run.done).toMatchObject({ taken: 2, sent: 52, pending: 0 });
    expect(run.events[0]).toMatchObject({ type: 'backlog', pending: 50, since: START_MS - 50 * 60_000 });
    const messages = await received();
    expect(messages.slice(0, 50).map(({ id }) => id)).toEqual(
      Array.from({ length: 50 }, (_, i) => String(i)),
    );
    expect(messages.slice(0, 50).map(({ properties }) => properties.get('temperature')?.timeMs)).toEqual(
      Array.from({ length: 50 }, (_, index) => START_MS - (50 - index) * 60_000),
    );
    expect(messages.slice(50).map(({ id }) => id)).toEqual(run.of('reading').map(({ id }) => id));
  });

  test('sends them at the pace of a backlog from the start', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: handle, clock, count: 1, outbox: await keptOutbox(200) });
    await run.done;
    expect(mostInASecond(sentAt(run))).toBeLessThanOrEqual(DEFAULT_DRAIN_PER_SECOND);
    expect(run.of('reading')[0]?.at, 'and takes its own meanwhile').toBe(START_MS);
  });

  test('that is stopped keeps to the pace, and keeps what is left', async () => {
    const { handle, clock } = emulator();
    const outbox = await keptOutbox(500);
    const run = startRun({ send: handle, clock, outbox, drainPerSecond: 10, graceMs: 3_000 });
    await clock.advance(0);
    run.stop();
    const summary = await run.done;
    expect(summary.sent).toBeGreaterThanOrEqual(25);
    expect(summary.sent).toBeLessThanOrEqual(35);
    expect(summary).toMatchObject({ dropped: 0, pending: 500 + summary.taken - summary.sent });
    expect(outbox.size()).toBe(summary.pending);
  });

  test('goes on taking readings where the platform is down, and delivers all when it is back', async () => {
    const { handle, clock, received } = emulator();
    const send: Transport = async (request, signal) => {
      if (clock.elapsed() < 20_000) throw new SimError('CONNECTION_REFUSED', 'Nobody listens.');
      return handle(request, signal);
    };
    const run = startRun({ send, clock, count: 10, outbox: await keptOutbox(5) });
    expect(await run.done).toMatchObject({ taken: 10, sent: 15, pending: 0 });
    expect(await received()).toHaveLength(15);
  });

  test.each(['stop', 'drop-newest'] as const)(
    'older than may wait has as long again, where %s is the policy',
    async (whenFull) => {
      const { handle, clock } = emulator();
      const outbox = await keptOutbox(50);
      const run = startRun({
        send: handle,
        clock,
        count: 20,
        outbox,
        whenFull,
        outboxLimit: { ageMs: 30_000 },
      });
      expect(await run.done).toMatchObject({ taken: 20, sent: 70, dropped: 0 });
    },
  );

  test('older than may wait goes first, where the oldest are to go', async () => {
    const { handle, clock } = emulator();
    const outbox = await keptOutbox(50);
    const run = startRun({ send: handle, clock, count: 1, outbox, outboxLimit: { ageMs: 30_000 } });
    expect((await run.done).dropped).toBeGreaterThan(40);
  });

  test('has said enough of how many wait', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: handle, clock, count: 3, outbox: await keptOutbox(150) });
    await run.done;
    expect(run.of('warning')).toEqual([]);
  });

  test('says nothing of a backlog where there is none', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: handle, clock, count: 1, outbox: await keptOutbox() });
    await run.done;
    expect(run.of('backlog')).toEqual([]);
  });
});

describe('a run that ends while nothing gets through', () => {
  test('gives up after a minute what would end with the process, and tells of each', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: downBetween(handle, clock, [0, 1e9]), clock, count: 3 });
    expect(await run.done).toMatchObject({ taken: 3, sent: 0, dropped: 3, pending: 0 });
    expect(run.of('dropped').map(({ id }) => id)).toEqual(run.of('reading').map(({ id }) => id));
    expect(run.of('dropped')[0]).toMatchObject({ error: 'CONNECTION_LOST' });
  });

  test('leaves on disk what is there, and drops nothing', async () => {
    const { handle, clock } = emulator();
    const outbox = await keptOutbox(2);
    const run = startRun({ send: downBetween(handle, clock, [0, 1e9]), clock, count: 3, outbox });
    const summary = await run.done;
    expect(summary).toMatchObject({ taken: 3, sent: 0, dropped: 0, pending: 5 });
    expect(summary.durationMs).toBeGreaterThanOrEqual(10_000 + 60_000);
    expect(outbox.size()).toBe(5);
  });

  test('goes on as long as readings are taken', async () => {
    const { handle, clock } = emulator();
    const run = startRun({ send: downBetween(handle, clock, [0, 3_000_000]), clock, count: 700 });
    expect(await run.done).toMatchObject({ taken: 700, sent: 700, dropped: 0 });
  });
});
