import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import { constantPace } from '../../src/engine/pace.ts';
import { ticks } from '../../src/engine/ticks.ts';
import { fakeClock } from '../helpers/fake-clock.ts';

const MINUTE = 60_000;
const never = new AbortController().signal;

/** When each tick came; `work` says how long the consumer is busy with it. */
async function times(
  { intervalMs, count }: { intervalMs: number; count: number },
  work: (index: number) => number = () => 0,
): Promise<number[]> {
  const clock = fakeClock();
  const result: number[] = [];
  for await (const index of ticks(constantPace({ intervalMs, count }), clock, never)) {
    result.push(clock.elapsed());
    await clock.sleep(work(index));
  }
  return result;
}

describe('ticks', () => {
  test('come at the times of the pace', async () => {
    expect(await times({ intervalMs: 5_000, count: 4 })).toEqual([0, 5_000, 10_000, 15_000]);
  });

  test('count from 0', async () => {
    const indexes: number[] = [];
    for await (const index of ticks(constantPace({ intervalMs: 10, count: 3 }), fakeClock(), never)) {
      indexes.push(index);
    }
    expect(indexes).toEqual([0, 1, 2]);
  });

  test('do not drift when the consumer is slow', async () => {
    expect(await times({ intervalMs: 1_000, count: 4 }, () => 900)).toEqual([0, 1_000, 2_000, 3_000]);
  });

  test('are on time again after one that was late', async () => {
    const late = await times({ intervalMs: 1_000, count: 5 }, (index) => (index === 0 ? 2_500 : 0));
    expect(late).toEqual([0, 2_500, 2_500, 3_000, 4_000]);
  });

  test('are caught up when they are a minute late', async () => {
    const late = await times({ intervalMs: 1_000, count: 62 }, (index) => (index === 0 ? MINUTE : 0));
    expect(late.filter((at) => at === MINUTE)).toHaveLength(60);
  });

  test('are not caught up after a gap of hours', async () => {
    const hours = 3 * 60 * MINUTE;
    const gap = await times({ intervalMs: 5_000, count: 4 }, (index) => (index === 1 ? hours : 0));
    expect(gap).toEqual([0, 5_000, hours + 5_000, hours + 10_000]);
  });

  test('of an interval longer than a minute wait for their time', async () => {
    expect(await times({ intervalMs: 60 * MINUTE, count: 3 })).toEqual([0, 60 * MINUTE, 120 * MINUTE]);
  });

  test('follow the time that goes by and not the time of day', async () => {
    const clock = fakeClock();
    const result: number[] = [];
    for await (const _ of ticks(constantPace({ intervalMs: 1_000, count: 3 }), clock, never)) {
      result.push(clock.elapsed());
      clock.setTimeOfDay(clock.now() - 24 * 60 * MINUTE);
    }
    expect(result).toEqual([0, 1_000, 2_000]);
  });

  test('leave no listener on the signal', async () => {
    const { signal } = new AbortController();
    for await (const _ of ticks(constantPace({ intervalMs: 10, count: 50 }), fakeClock(), signal));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('when the signal aborts, ticks', () => {
  test('end at once, in the middle of a wait', async () => {
    const clock = fakeClock({ byHand: true });
    const controller = new AbortController();
    const waiting = ticks(constantPace({ intervalMs: MINUTE }), clock, controller.signal);
    await waiting.next();
    const next = waiting.next();
    await clock.advance(1_000);
    controller.abort(new Error('stopped'));
    expect(await next).toEqual({ done: true, value: undefined });
    expect(clock.elapsed()).toBe(1_000);
    expect(clock.sleepers()).toBe(0);
  });

  test('end after the one that is being used', async () => {
    const controller = new AbortController();
    const indexes: number[] = [];
    for await (const index of ticks(constantPace({ intervalMs: 0 }), fakeClock(), controller.signal)) {
      indexes.push(index);
      if (index === 2) controller.abort();
    }
    expect(indexes).toEqual([0, 1, 2]);
  });

  test('do not even begin where it has aborted before', async () => {
    const none = ticks(constantPace({ intervalMs: 1 }), fakeClock(), AbortSignal.abort());
    expect((await none.next()).done).toBe(true);
  });
});

test('a clock that fails is not taken for a stop', async () => {
  const broken = { ...fakeClock(), sleep: () => Promise.reject(new Error('no timer')) };
  const failing = ticks(constantPace({ intervalMs: 1_000 }), broken, never);
  await failing.next();
  await expect(failing.next()).rejects.toThrow('no timer');
});
