import { describe, expect, test } from 'vitest';
import type { UnstampedEvent } from '../../src/engine/events.ts';
import { createTally } from '../../src/engine/summary.ts';

const reading: UnstampedEvent = { type: 'reading', id: '1', values: {} };
const sent = (ms: number): UnstampedEvent => ({ type: 'sent', message: 'success', id: '1', ms, attempts: 1 });
const refused: UnstampedEvent = { type: 'refused', id: '1', code: 30001, message: '', hint: '' };
const dropped: UnstampedEvent = {
  type: 'dropped',
  id: '1',
  error: 'TIMED_OUT',
  reason: '',
  cause: '',
  hint: '',
};
const auth: UnstampedEvent = { type: 'auth', ok: true, code: 0, message: 'success' };
const others: UnstampedEvent[] = [
  { type: 'waiting', reason: '', ms: 1, pending: 1 },
  { type: 'recovered', ms: 1, pending: 0 },
  { type: 'warning', message: '' },
  { type: 'stopped', reason: 'done' },
];

function summaryOf(events: readonly UnstampedEvent[], durationMs = 0) {
  const tally = createTally();
  for (const event of events) tally.add(event);
  return tally.summary(durationMs);
}

describe('a summary', () => {
  test('of nothing has no latency', () => {
    expect(summaryOf([], 12.6)).toEqual({
      taken: 0,
      clamped: 0,
      snapped: 0,
      skipped: 0,
      faults: {},
      sent: 0,
      refused: 0,
      dropped: 0,
      pending: 0,
      auths: 0,
      latency: null,
      durationMs: 13,
    });
  });

  test('counts every kind of event by itself', () => {
    const events = [
      auth,
      auth,
      ...Array(7).fill(reading),
      sent(1),
      sent(2),
      sent(3),
      refused,
      refused,
      dropped,
    ];
    expect(summaryOf(events)).toMatchObject({ auths: 2, taken: 7, sent: 3, refused: 2, dropped: 1 });
  });

  test('counts values that were made to fit, and what was done on purpose', () => {
    const changed = (clamped: boolean) => ({ from: 0, range: '', clamped });
    const fitted = { temperature: changed(true), humidity: changed(false) };
    const events: UnstampedEvent[] = [
      { type: 'reading', id: '1', values: {}, fitted, faults: ['spike temperature', 'late'] },
      { type: 'reading', id: '2', values: {}, fitted: { humidity: changed(false) } },
      { type: 'reading', id: '3', values: {}, faults: ['spike humidity'] },
      { type: 'skipped', faults: ['gap'] },
    ];
    expect(summaryOf(events)).toMatchObject({
      taken: 3,
      clamped: 1,
      snapped: 2,
      skipped: 1,
      faults: { spike: 2, late: 1, gap: 1 },
    });
  });

  test('counts as pending what an earlier run left, until it has an end', () => {
    const backlog: UnstampedEvent = { type: 'backlog', pending: 5, since: 1 };
    expect(summaryOf([backlog, reading, sent(1), sent(2)])).toMatchObject({ taken: 1, pending: 4 });
  });

  test('counts as pending what was taken and has no end', () => {
    expect(summaryOf([reading, reading, reading, reading, sent(1), refused, dropped]).pending).toBe(1);
  });

  test('does not count waits, recoveries, warnings and stops', () => {
    expect(summaryOf(others)).toEqual(summaryOf([]));
  });

  test('counts authentications that were refused', () => {
    expect(summaryOf([{ type: 'auth', ok: false, code: 20000, message: '' }]).auths).toBe(1);
  });

  test('can be asked for in between', () => {
    const tally = createTally();
    tally.add(reading);
    expect(tally.summary(1).pending).toBe(1);
    tally.add(sent(1));
    expect(tally.summary(2)).toMatchObject({ pending: 0, durationMs: 2 });
  });
});

describe('the latency', () => {
  test('has the percentiles of the readings sent', () => {
    const latency = summaryOf(Array.from({ length: 100 }, (_, index) => sent(index + 1))).latency;
    expect(latency?.min).toBeCloseTo(1, 1);
    expect(latency?.mean).toBeCloseTo(50.5, 0);
    expect(latency?.p50).toBeCloseTo(50, 0);
    expect(latency?.p90).toBeCloseTo(90, 0);
    expect(latency?.p99).toBeCloseTo(99, 0);
    expect(latency?.max).toBeCloseTo(100, 0);
  });

  test('does not count refused readings', () => {
    expect(summaryOf([reading, refused]).latency).toBeNull();
  });

  test.each([0, 0.0004, 7 * 24 * 60 * 60_000])('takes %d ms', (ms) => {
    expect(Number.isFinite(summaryOf([sent(ms)]).latency?.max)).toBe(true);
  });
});
