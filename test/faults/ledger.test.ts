import { describe, expect, test } from 'vitest';
import type { Accepted } from './desk.ts';
import { judge, type Taken } from './ledger.ts';

const taken: Taken[] = [1, 2, 3].map((n) => ({ id: String(n), at: n * 1_000, values: { temperature: n } }));

function copy(n: number, { isAnswered = true, raw = String(n), time = n * 1_000 } = {}): Accepted {
  return { id: String(n), values: { temperature: { raw, time: String(time) } }, isAnswered, token: 't' };
}

describe('holding what was taken against what arrived', () => {
  test('finds nothing where each arrived once and in order', () => {
    const clean = { missing: [], needless: [], disordered: [], altered: [] };
    expect(judge(taken, [copy(1), copy(2), copy(3)])).toEqual({
      taken: 3,
      sent: 3,
      duplicated: 0,
      repeats: 0,
      ...clean,
    });
  });

  test('finds what is missing', () => {
    expect(judge(taken, [copy(1), copy(3)])).toMatchObject({ sent: 2, missing: ['2'] });
  });

  test('finds a copy that came again, and whether there was a reason', () => {
    const lost = copy(1, { isAnswered: false });
    expect(judge(taken, [lost, copy(1), copy(2), copy(3)])).toMatchObject({ duplicated: 1, needless: [] });
    expect(judge(taken, [copy(1), copy(1), copy(2), copy(3)])).toMatchObject({
      duplicated: 1,
      needless: ['1'],
    });
  });

  test('finds what came too late', () => {
    expect(judge(taken, [copy(2), copy(1), copy(3)]).disordered).toEqual(['1']);
  });

  test('finds another value and another time', () => {
    expect(judge(taken, [copy(1, { raw: '7' }), copy(2, { time: 7 }), copy(3)]).altered).toEqual(['1', '2']);
  });

  test('knows the readings of a history report by their time', () => {
    const nameless = { ...copy(1), id: '' };
    expect(judge(taken, [nameless, copy(2), copy(3)])).toMatchObject({ missing: [], altered: [] });
    const unknown = { ...copy(1, { time: 7 }), id: '' };
    expect(judge(taken, [unknown, copy(2), copy(3)])).toMatchObject({
      missing: ['1'],
      altered: ['taken at 7'],
    });
  });

  test('finds one that came late and does not say when it was taken', () => {
    const bare = { values: { temperature: { raw: '1', time: undefined } }, isAnswered: true, token: 't' };
    const late = (ms: number) => judge(taken, [{ ...bare, id: '1', arrivedAtMs: 1_000 + ms }]).altered;
    expect(late(1_000)).toEqual([]);
    expect(late(5_000)).toEqual(['1']);
  });
});
