import { describe, expect, test } from 'vitest';
import { canGetBetter, retryDelay, withRetry } from '../../src/client/retry.ts';
import { ERRORS, type ErrorCode, SimError } from '../../src/errors.ts';
import { fakeClock } from '../helpers/fake-clock.ts';

const error = (code: ErrorCode) => new SimError(code, 'it failed');

function delay({ attempt = 1, code = 'CONNECTION_LOST' as ErrorCode, random = 0.5 }) {
  return retryDelay({ attempt, error: error(code), random: () => random });
}

describe('the wait before the next try', () => {
  test.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [4, 4_000],
    [5, 8_000],
    [6, 16_000],
    [7, 30_000],
    [8, 30_000],
    [5_000, 30_000],
  ])('after try %d is anywhere below %d ms', (attempt, ceiling) => {
    expect(delay({ attempt, random: 0 })).toBe(0);
    expect(delay({ attempt, random: 0.5 })).toBe(ceiling / 2);
    expect(delay({ attempt, random: 0.999 })).toBeLessThan(ceiling);
  });

  test.each([
    [0, 1_000],
    [0.5, 1_250],
  ])('is a second longer for a throttled message (chance %d)', (random, expected) => {
    expect(delay({ code: 'THROTTLED', random })).toBe(expected);
  });
});

describe('trying again', () => {
  const worthIt: ErrorCode[] = [
    'ANSWER_INVALID',
    'CONNECTION_LOST',
    'CONNECTION_REFUSED',
    'HOST_UNKNOWN',
    'THROTTLED',
    'TIMED_OUT',
    'UNDELIVERED',
  ];
  test.each((Object.keys(ERRORS) as ErrorCode[]).map((code) => [code, worthIt.includes(code)] as const))(
    'after %s: %s',
    (code, expected) => {
      expect(canGetBetter(error(code))).toBe(expected);
    },
  );
});

describe('withRetry', () => {
  /** An action that fails so many times before it works. */
  function failing(times: number, code: ErrorCode = 'CONNECTION_LOST') {
    let calls = 0;
    const action = async () => {
      if (++calls <= times) throw error(code);
      return 'done';
    };
    return { action, calls: () => calls };
  }
  const random = () => 0.5;

  test('does it once when it works at once', async () => {
    const clock = fakeClock();
    const { action } = failing(0);
    expect(await withRetry(action, { clock, random })).toBe('done');
    expect(clock.elapsed()).toBe(0);
  });

  test('tries again after each wait until it works', async () => {
    const clock = fakeClock();
    const waits: number[] = [];
    const { action } = failing(2);
    const result = await withRetry(action, {
      clock,
      random,
      onWait: ({ ms }) => waits.push(ms),
    });
    expect(result).toBe('done');
    expect(waits).toEqual([250, 500]);
    expect(clock.elapsed()).toBe(750);
  });

  test('tells the error before each wait', async () => {
    const told: string[] = [];
    const { action } = failing(1, 'TIMED_OUT');
    await withRetry(action, {
      clock: fakeClock(),
      random,
      onWait: (wait) => told.push(wait.error.code),
    });
    expect(told).toEqual(['TIMED_OUT']);
  });

  test('throws the last error when the tries are used up', async () => {
    const { action, calls } = failing(9);
    await expect(withRetry(action, { clock: fakeClock(), random })).rejects.toMatchObject({
      code: 'CONNECTION_LOST',
    });
    expect(calls()).toBe(3);
  });

  test('throws at once what no other try can make better', async () => {
    const { action, calls } = failing(1, 'AUTH_REFUSED');
    await expect(withRetry(action, { clock: fakeClock(), random })).rejects.toThrow();
    expect(calls()).toBe(1);
  });

  test('throws at once what is no error of the program', async () => {
    let calls = 0;
    const action = async () => {
      calls++;
      throw new TypeError('a mistake');
    };
    await expect(withRetry(action, { clock: fakeClock(), random })).rejects.toThrow('a mistake');
    expect(calls).toBe(1);
  });

  test('ends a wait with the signal’s reason', async () => {
    const clock = fakeClock({ byHand: true });
    const controller = new AbortController();
    const { action, calls } = failing(9);
    const trying = withRetry(action, { clock, random, signal: controller.signal });
    await clock.advance(100);
    controller.abort(new Error('stopped'));
    await expect(trying).rejects.toThrow('stopped');
    expect(calls()).toBe(1);
    expect(clock.sleepers()).toBe(0);
  });
});
