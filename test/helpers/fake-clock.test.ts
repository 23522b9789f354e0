import { getEventListeners } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { fakeClock, START_MS } from './fake-clock.ts';

describe('a fake clock that runs by itself', () => {
  test('wakes sleepers in the order of their times, each at its time', async () => {
    const clock = fakeClock();
    const woken: [string, number][] = [];
    const sleep = async (name: string, ms: number) => {
      await clock.sleep(ms);
      woken.push([name, clock.elapsed()]);
    };
    await Promise.all([sleep('c', 3_000), sleep('a', 1_000), sleep('b', 1_000)]);
    expect(woken).toEqual([
      ['a', 1_000],
      ['b', 1_000],
      ['c', 3_000],
    ]);
    expect(clock.now()).toBe(START_MS + 3_000);
  });

  test('goes on when a sleeper sleeps again', async () => {
    const clock = fakeClock();
    for (let i = 0; i < 100; i++) await clock.sleep(60_000);
    expect(clock.elapsed()).toBe(100 * 60_000);
  });
});

describe('work that takes turns of the event loop', () => {
  const work = async (turns: number): Promise<void> => {
    for (let i = 0; i < turns; i++) await setImmediate();
  };

  test('takes no time of a clock that runs by itself', async () => {
    const clock = fakeClock();
    const sleeping = clock.sleep(1_000);
    await work(50);
    expect(clock.elapsed()).toBe(0);
    await sleeping;
    expect(clock.elapsed()).toBe(1_000);
  });

  test('is done, when a clock is moved by hand, before and after anybody wakes', async () => {
    const clock = fakeClock({ byHand: true });
    const done: [string, number][] = [];
    const before = work(50).then(() => done.push(['before', clock.elapsed()]));
    const after = clock
      .sleep(1_000)
      .then(() => work(50))
      .then(() => done.push(['after', clock.elapsed()]));
    await clock.advance(5_000);
    expect(done).toEqual([
      ['before', 0],
      ['after', 1_000],
    ]);
    await Promise.all([before, after]);
  });

  test('may be that of several clocks', async () => {
    const clocks = [fakeClock(), fakeClock(), fakeClock({ byHand: true })];
    const sleeping = Promise.all(clocks.map((clock) => clock.sleep(1_000)));
    await Promise.all([work(50), ...clocks.map((clock) => clock.advance(1_000))]);
    await sleeping;
    expect(clocks.map((clock) => clock.elapsed())).toEqual([1_000, 1_000, 1_000]);
  });
});

describe('a fake clock moved by hand', () => {
  test('stands still until it is moved', async () => {
    const clock = fakeClock({ byHand: true });
    let awake = false;
    const sleeping = clock.sleep(10).then(() => {
      awake = true;
    });
    await clock.advance(9);
    expect(awake).toBe(false);
    await clock.advance(1);
    expect(awake).toBe(true);
    await sleeping;
  });

  test('keeps durations when the time of day is set', async () => {
    const clock = fakeClock({ byHand: true });
    await clock.advance(1_000);
    clock.setTimeOfDay(5);
    expect(clock.now()).toBe(5);
    expect(clock.elapsed()).toBe(1_000);
  });
});

describe('a sleep with a signal', () => {
  test('ends with the signal’s reason as soon as it aborts', async () => {
    const clock = fakeClock({ byHand: true });
    const controller = new AbortController();
    const sleeping = clock.sleep(1_000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    expect(clock.sleepers()).toBe(0);
  });

  test('does not begin when the signal has aborted', async () => {
    const clock = fakeClock();
    await expect(clock.sleep(0, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });

  test('leaves no listener behind', async () => {
    const clock = fakeClock();
    const { signal } = new AbortController();
    await clock.sleep(1_000, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
