import { expect, test } from 'vitest';
import { constantPace, drainPerSecondFor, type Schedule } from '../../src/engine/pace.ts';

const every5s: Schedule = { intervalMs: 5_000 };

test.each<{ what: string; schedule: Schedule; elapsedMs: number; taken: number; wait: number | 'stop' }>([
  { what: 'the first is due at once', schedule: every5s, elapsedMs: 0, taken: 0, wait: 0 },
  { what: 'the second after one interval', schedule: every5s, elapsedMs: 0, taken: 1, wait: 5_000 },
  { what: 'time that went by counts', schedule: every5s, elapsedMs: 4_200, taken: 1, wait: 800 },
  { what: 'lateness shortens the next wait', schedule: every5s, elapsedMs: 5_900, taken: 2, wait: 4_100 },
  { what: 'what is late is below zero', schedule: every5s, elapsedMs: 12_000, taken: 2, wait: -2_000 },
  { what: 'fractions are kept', schedule: { intervalMs: 0.5 }, elapsedMs: 1, taken: 3, wait: 0.5 },
  { what: 'a year is no matter', schedule: every5s, elapsedMs: 0, taken: 6_307_200, wait: 31_536_000_000 },
  { what: 'no interval: always due', schedule: { intervalMs: 0 }, elapsedMs: 7, taken: 3, wait: -7 },
])('$what', ({ schedule, elapsedMs, taken, wait }) => {
  expect(constantPace(schedule)(elapsedMs, taken)).toBe(wait);
});

test.each<{ what: string; schedule: Schedule; total: number }>([
  { what: 'a count of three', schedule: { intervalMs: 5_000, count: 3 }, total: 3 },
  { what: 'a count of none', schedule: { intervalMs: 5_000, count: 0 }, total: 0 },
  {
    what: 'ten seconds, their end not included',
    schedule: { intervalMs: 5_000, durationMs: 10_000 },
    total: 2,
  },
  { what: 'a moment more than ten seconds', schedule: { intervalMs: 5_000, durationMs: 10_001 }, total: 3 },
  { what: 'less than an interval', schedule: { intervalMs: 5_000, durationMs: 1 }, total: 1 },
  { what: 'no time at all', schedule: { intervalMs: 5_000, durationMs: 0 }, total: 0 },
  { what: 'the count first', schedule: { intervalMs: 1_000, count: 2, durationMs: 60_000 }, total: 2 },
  { what: 'the duration first', schedule: { intervalMs: 1_000, count: 99, durationMs: 3_000 }, total: 3 },
  { what: 'a count without intervals', schedule: { intervalMs: 0, count: 4 }, total: 4 },
])('ends after $total readings: $what', ({ schedule, total }) => {
  const pace = constantPace(schedule);
  let taken = 0;
  while (taken < 1_000 && pace(taken * schedule.intervalMs, taken) !== 'stop') taken++;
  expect(taken).toBe(total);
});

test('ends however late it is asked', () => {
  expect(constantPace({ intervalMs: 5_000, count: 3 })(3_600_000, 3)).toBe('stop');
});

test.each([
  [0, 25],
  [0.2, 25],
  [12, 25],
  [14, 28],
  [15, 30],
  [29, 30],
  [30, 60],
  [1_000, 2_000],
])('a backlog of %d readings a second is sent at %d a second where nobody says', (taken, perSecond) => {
  expect(drainPerSecondFor(taken)).toBe(perSecond);
});
