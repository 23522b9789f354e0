import { getEventListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../src/clock.ts';

describe('systemClock', () => {
  it('tells whole milliseconds since 1970', () => {
    const before = Date.now();
    const now = systemClock.now();
    expect(Number.isInteger(now)).toBe(true);
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('counts elapsed time that never goes backwards', () => {
    const moments = Array.from({ length: 1000 }, () => systemClock.elapsed());
    expect(moments).toEqual(moments.toSorted((left, right) => left - right));
  });

  it('does not wake before the time asked for', async () => {
    const start = systemClock.elapsed();
    await systemClock.sleep(2);
    expect(systemClock.elapsed() - start).toBeGreaterThanOrEqual(2);
  });

  it.each([0, -5])('wakes at once after %d ms', async (ms) => {
    await expect(systemClock.sleep(ms)).resolves.toBeUndefined();
  });

  it('rejects with the signal’s own reason as soon as it aborts', async () => {
    const stop = new AbortController();
    const reason = new Error('stopped by the user');
    const sleeping = systemClock.sleep(60_000, stop.signal);
    stop.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
  });

  it.each([0, 60_000])('does not begin a sleep of %d ms under a signal that has aborted', async (ms) => {
    const reason = new Error('stopped before');
    await expect(systemClock.sleep(ms, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('sleeps longer than a timer of Node can hold', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    const stop = new AbortController();
    let isAwake = false;
    const sleeping = systemClock
      .sleep(2 ** 40, stop.signal)
      .catch(() => {})
      .finally(() => {
        isAwake = true;
      });
    for (let i = 0; i < 10; i++) await turn();
    expect({ isAwake, warnings }).toEqual({ isAwake: false, warnings: [] });
    stop.abort();
    await sleeping;
    process.off('warning', note);
  });

  it('leaves no listener on the signal behind', async () => {
    const { signal } = new AbortController();
    await systemClock.sleep(1, signal);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
