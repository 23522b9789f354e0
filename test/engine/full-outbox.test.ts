import { describe, expect, test } from 'vitest';
import { constantPace } from '../../src/engine/pace.ts';
import { SimError } from '../../src/errors.ts';
import { DEFAULT_LIMIT, type OutboxLimit, type WhenFull } from '../../src/outbox/limit.ts';
import { createMemoryOutbox } from '../../src/outbox/memory.ts';
import { sizeOf } from '../../src/outbox/outbox.ts';
import type { Transport } from '../../src/protocol/http.ts';
import { emulator, startRun } from '../helpers/runs.ts';

/** A run of twenty readings, five seconds apart, of which none gets through. */
function runWithoutWay(limit: OutboxLimit, whenFull: WhenFull) {
  const { handle, clock } = emulator();
  const send: Transport = async (request, signal) => {
    if (request.path !== '/auth') throw new SimError('CONNECTION_LOST', 'The connection broke off.');
    return handle(request, signal);
  };
  const outbox = { ...createMemoryOutbox(), isKept: true };
  const run = startRun({ send, clock, count: 20, outbox, outboxLimit: limit, whenFull });
  const taken = (index: number): string | undefined => run.of('reading')[index]?.id;
  /** The numbers of the readings that still wait. */
  const left = (): number[] =>
    outbox.oldest(99).map(({ id }) => run.of('reading').findIndex((reading) => reading.id === id));
  /** The numbers of those that were given up. */
  const dropped = (): number[] =>
    run.of('dropped').map(({ id }) => run.of('reading').findIndex((reading) => reading.id === id));
  return { run, outbox, taken, left, dropped };
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe('an outbox that is full', () => {
  test('gives up the oldest but the one that may be on its way, and says so of each', async () => {
    const { run, left, dropped } = runWithoutWay({ count: 5 }, 'drop-oldest');
    expect(await run.done).toMatchObject({ taken: 20, dropped: 15, pending: 5 });
    expect(left()).toEqual([0, ...range(16, 19)]);
    expect(dropped()).toEqual(range(1, 15));
    expect(run.of('dropped')[0]).toMatchObject({
      error: 'OUTBOX_FULL',
      reason: '5 readings wait to be delivered, as many as may; the oldest was given up.',
      hint: expect.stringContaining('--outbox-limit'),
    });
  });

  test('gives up what is new where that is wanted, and says so of each', async () => {
    const { run, left, dropped } = runWithoutWay({ count: 5 }, 'drop-newest');
    expect(await run.done).toMatchObject({ taken: 20, dropped: 15, pending: 5 });
    expect(left()).toEqual(range(0, 4));
    expect(dropped()).toEqual(range(5, 19));
    expect(run.of('dropped')[0]?.reason).toContain('this one was not kept');
  });

  test('ends the run where that is wanted, and keeps what waits', async () => {
    const { run, left } = runWithoutWay({ count: 5 }, 'stop');
    await expect(run.done).rejects.toMatchObject({
      code: 'OUTBOX_FULL',
      message: '5 readings wait to be delivered, as many as may.',
    });
    expect(run.of('stopped')).toEqual([expect.objectContaining({ reason: 'full' })]);
    expect(run.of('summary')[0]).toMatchObject({ taken: 5, dropped: 0, pending: 5 });
    expect(left()).toEqual(range(0, 4));
    expect(run.clock.sleepers()).toBe(0);
  });

  test('that ends the run delivers what it can within the grace', async () => {
    const { handle, clock } = emulator();
    let isDown = true;
    const send: Transport = async (request, signal) => {
      if (isDown && request.path !== '/auth')
        throw new SimError('CONNECTION_LOST', 'The connection broke off.');
      return handle(request, signal);
    };
    const run = startRun({
      send,
      clock,
      count: 20,
      outboxLimit: { count: 5 },
      whenFull: 'stop',
      graceMs: 60_000,
      onEvent: ({ type }) => {
        if (type === 'stopped') isDown = false;
      },
    });
    await expect(run.done).rejects.toMatchObject({ code: 'OUTBOX_FULL' });
    expect(run.of('summary')[0]).toMatchObject({ taken: 5, sent: 5, pending: 0 });
  });

  test('may be full of bytes', async () => {
    const one = sizeOf({ id: '4294967295', takenAtMs: 0, params: new Map([['temperature', '10']]) });
    const { run, outbox } = runWithoutWay({ bytes: 6 * one }, 'drop-oldest');
    const { dropped, pending } = await run.done;
    expect([5, 6, 7]).toContain(pending);
    expect(dropped).toBe(20 - pending);
    expect(outbox.bytes()).toBeLessThanOrEqual(7 * one);
  });

  test('may be full of age: only those go that are too old', async () => {
    const { run, left, dropped } = runWithoutWay({ ageMs: 30_000 }, 'drop-oldest');
    expect(await run.done).toMatchObject({ taken: 20, dropped: 12, pending: 8 });
    // At 95 s, with the last reading: those of 65 s and later, and the very oldest.
    expect(left()).toEqual([0, ...range(13, 19)]);
    expect(dropped()).toEqual(range(1, 12));
    expect(run.of('dropped')[0]?.reason).toMatch(
      /, the oldest for longer than it may; the oldest was given up\.$/,
    );
  });

  test('of age takes nothing new while the oldest is too old where what is new goes', async () => {
    const { run, left } = runWithoutWay({ ageMs: 30_000 }, 'drop-newest');
    await run.done;
    expect(left()).toEqual(range(0, 6));
  });

  test('of one reading keeps the one that may be on its way, and the newest', async () => {
    const { run, left } = runWithoutWay({ count: 1 }, 'drop-oldest');
    await run.done;
    expect(left()).toEqual([0, 19]);
  });

  test('holds nearly two months of the tutorial’s sensor where nobody says how much', () => {
    const params = new Map([
      ['temperature', '22'],
      ['humidity', '60'],
    ]);
    const readings =
      ('bytes' in DEFAULT_LIMIT ? DEFAULT_LIMIT.bytes : 0) /
      sizeOf({ id: '4294967295', takenAtMs: 0, params });
    const days = (readings * 5) / 86_400;
    expect(days).toBeGreaterThan(50);
    expect(days).toBeLessThan(65);
  });
});

describe('an outbox that fails', () => {
  const broken = new SimError('OUTBOX_UNUSABLE', 'The outbox cannot be written: the disk is full.');

  test('ends the run at once, however long it is to the next reading', async () => {
    const { handle, clock } = emulator({ byHand: true });
    const outbox = { ...createMemoryOutbox(), put: () => Promise.reject(broken) };
    const run = startRun({ send: handle, clock, outbox, pace: constantPace({ intervalMs: 3_600_000 }) });
    await clock.advance(1);
    await expect(run.done).rejects.toBe(broken);
    expect(run.of('reading'), 'what was not kept is not told of as taken').toEqual([]);
    expect(run.types().at(-1)).toBe('summary');
    expect(clock.sleepers()).toBe(0);
  });

  test('ends the run where it cannot mark what was sent, and nothing is tried again', async () => {
    const { handle, clock, received } = emulator();
    const outbox = { ...createMemoryOutbox(), settle: () => Promise.reject(broken) };
    const run = startRun({ send: handle, clock, outbox, count: 5 });
    await expect(run.done).rejects.toBe(broken);
    expect(await received()).toHaveLength(1);
    expect(run.of('waiting')).toEqual([]);
  });
});
