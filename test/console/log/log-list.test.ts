import { describe, expect, test } from 'vitest';
import {
  type LogList,
  type LogPart,
  MOST_ROWS,
  withHeard,
  withNewest,
  withNewestAgain,
  withNewestWaiting,
  withOlder,
  withRecent,
  withWaitingShown,
} from '../../../src/console/pages/device/log/log-list.ts';
import type { ExchangeJson } from '../../../src/emulator/api/shapes.ts';

const one = (number: number): ExchangeJson => ({
  seq: String(number).padStart(12, '0'),
  at: number,
  path: '/auth',
  notes: [],
});

/** From the newest to the oldest, both included. */
const part = (newest: number, oldest: number, hasOlder = true): LogPart => ({
  wanted: Array.from({ length: newest - oldest + 1 }, (_, index) => one(newest - index)),
  oldestSeq: one(oldest).seq,
  hasOlder,
});

const ends = ({ rows }: LogList): (number | undefined)[] => [rows[0]?.at, rows.at(-1)?.at, rows.length];

describe('the log on the page', () => {
  test('takes what comes on top, and lets the oldest go where there are too many', () => {
    let list = withNewest(part(200, 1, false));
    for (let next = 201; next <= 700; next++) list = withHeard(list, one(next), false);
    expect(ends(list)).toEqual([700, 201, MOST_ROWS]);
    expect(list).toMatchObject({ oldestSeq: one(201).seq, hasOlder: true, isCut: false });
  });

  test('shows nothing twice', () => {
    const list = withHeard(withNewest(part(5, 1)), one(5), false);
    expect(ends(list)).toEqual([5, 1, 5]);
  });

  test('counts what comes while it is not to move, and shows it when asked to', () => {
    let list = withNewest(part(10, 1));
    for (const next of [11, 12]) list = withHeard(list, one(next), true);
    expect(ends(list)).toEqual([10, 1, 10]);
    expect(list.waitingCount).toBe(2);
    expect(ends(withWaitingShown(list))).toEqual([12, 1, 12]);
    expect(ends(withHeard(list, one(13), false))).toEqual([13, 1, 13]);
  });

  test('counts on where more waits than it can hold, and then has no hole', () => {
    let list = withNewest(part(10, 1));
    for (let next = 11; next <= 1000; next++) list = withHeard(list, one(next), true);
    expect(list.waitingCount).toBe(990);
    expect(list.waiting).toHaveLength(MOST_ROWS);
    const shown = withWaitingShown(list);
    expect(ends(shown)).toEqual([1000, 501, MOST_ROWS]);
    expect(shown).toMatchObject({ waitingCount: 0, oldestSeq: one(501).seq, hasOlder: true });
  });

  test('adds older ones at the end, and knows when that pushed out the newest', () => {
    let list = withNewest(part(900, 701));
    list = withOlder(list, part(700, 501));
    expect(ends(list)).toEqual([900, 501, 400]);
    expect(list.isCut).toBe(false);
    list = withOlder(list, part(500, 301, false));
    expect(ends(list)).toEqual([800, 301, MOST_ROWS]);
    expect(list).toMatchObject({ isCut: true, hasOlder: false, oldestSeq: one(301).seq });
  });

  test('reads on from where it looked, wanted or not', () => {
    const list = withOlder(withNewest(part(10, 9)), { wanted: [], oldestSeq: one(3).seq, hasOlder: true });
    expect(list.oldestSeq).toBe(one(3).seq);
  });

  test('keeps the older ones where the newest are read again, unless these are all there is', () => {
    const list = withOlder(withNewest(part(400, 201)), part(200, 101));
    const again = withNewestAgain(list, part(410, 211));
    expect(ends(again)).toEqual([410, 101, 310]);
    expect(again.oldestSeq).toBe(one(101).seq);
    expect(ends(withNewestAgain(list, part(900, 701)))).toEqual([900, 701, 200]);
    expect(ends(withNewestAgain(list, part(403, 401, false)))).toEqual([403, 401, 3]);
    expect(withNewestAgain(list, { wanted: [], oldestSeq: undefined, hasOlder: false }).rows).toEqual([]);
  });

  test('lets what was read anew wait, and knows where that does not reach down to what is shown', () => {
    const list = withNewest(part(10, 1));
    const near = withNewestWaiting(list, part(20, 5));
    expect(near).toMatchObject({ waitingCount: 10, isCut: false });
    expect(ends(withWaitingShown(near))).toEqual([20, 1, 20]);
    expect(withNewestWaiting(list, part(300, 101))).toMatchObject({ isCut: true });
  });

  test('adds to an answer what came while it was on its way', () => {
    expect(ends(withNewest(withRecent(part(5, 1), [one(4), one(5), one(6), one(7)])))).toEqual([7, 1, 7]);
  });
});
