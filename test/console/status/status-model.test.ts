import { describe, expect, test } from 'vitest';
import {
  NO_STATUS,
  type ShownProperty,
  type StatusState,
  shownProperties,
  withBase,
  withExchange,
  withLog,
} from '../../../src/console/pages/device/status/status-model.ts';
import type {
  ExchangeJson,
  JudgedJson,
  PropertyStatusJson,
  StatusJson,
  ValueJson,
} from '../../../src/emulator/api/shapes.ts';

const NOW = 100_000;

const known = (identifier: string, latest?: ValueJson): PropertyStatusJson => ({
  identifier,
  property: { identifier, dataType: { type: 'int' } },
  ...(latest === undefined ? {} : { latest }),
});

const base = (...properties: readonly PropertyStatusJson[]): StatusJson => ({ now: NOW, properties });

const reported = (identifier: string, value: unknown, timeMs: number): JudgedJson => ({
  identifier,
  outcome: 'kept',
  value,
  timeMs,
});

const filtered = (identifier: string): JudgedJson => ({
  ...reported(identifier, 'hot', NOW),
  outcome: 'filtered',
  refusal: { code: 6306, message: 'data type is not int' },
});

let given = 0;
const exchange = (at: number, ...properties: readonly JudgedJson[]): ExchangeJson => {
  given += 1;
  return {
    seq: String(given).padStart(12, '0'),
    at,
    path: '/topic/sys/pk/dn/thing/event/property/post',
    code: 0,
    notes: [],
    message: { topic: '/sys/pk/dn/thing/event/property/post', body: '', properties, events: [] },
  };
};

const shown = (state: StatusState, identifier: string): ShownProperty => {
  const found = shownProperties(state).find((property) => property.identifier === identifier);
  if (found === undefined) throw new Error(`${identifier} is not shown`);
  return found;
};

const HEARD = 5000;

/** Follows exchanges that were heard at that time. */
const hear = (state: StatusState, ...exchanges: readonly ExchangeJson[]): StatusState =>
  exchanges.reduce((last, one) => withExchange(last, one, HEARD), state);

describe('the status of a device', () => {
  const begin = withBase(NO_STATUS, base(known('t', { value: 20, timeMs: 90_000 }), known('h')), 0);

  test('has the properties in their order, reported or not', () => {
    expect(shownProperties(begin).map(({ identifier, latest }) => [identifier, latest?.value])).toEqual([
      ['t', 20],
      ['h', undefined],
    ]);
  });

  test('follows what the device reports, and says when a value became another', () => {
    const state = hear(begin, exchange(NOW + 1, reported('t', 21, NOW), reported('h', 40, NOW)));
    expect(shown(state, 't')).toMatchObject({ latest: { value: 21, timeMs: NOW }, changedAt: NOW + 1 });
    expect(shown(state, 'h')).toMatchObject({ latest: { value: 40 } });
    const same = hear(state, exchange(NOW + 5000, reported('t', 21, NOW + 5000)));
    expect(shown(same, 't')).toMatchObject({ latest: { timeMs: NOW + 5000 }, changedAt: NOW + 1 });
  });

  test('is not put back by a value that was taken earlier', () => {
    const state = hear(begin, exchange(NOW, reported('t', 5, 89_999)));
    expect(shown(state, 't').latest).toEqual({ value: 20, timeMs: 90_000 });
    expect(shown(hear(begin, exchange(NOW, reported('t', 5, 90_000))), 't').latest?.value).toBe(5);
  });

  test('says why a value is outside the model', () => {
    const refusal = { code: 6306, message: 'data type is not int -> t' };
    const judged: JudgedJson = { ...reported('t', 99, NOW), outcome: 'outside-model', refusal };
    expect(shown(hear(begin, exchange(NOW, judged)), 't').latest).toEqual({
      value: 99,
      timeMs: NOW,
      refusal,
    });
  });

  test('takes no value of a property that the model lacks: it has no history', () => {
    const stray = withBase(NO_STATUS, base({ identifier: 'old', latest: { value: 1, timeMs: 5 } }), 0);
    const refusal = { code: 6304, message: 'params not exist' };
    const state = hear(
      stray,
      exchange(NOW, { ...reported('old', 2, NOW), outcome: 'outside-model', refusal }),
    );
    expect(shown(state, 'old').latest?.value).toBe(1);
  });

  test('remembers no more than it shows, whatever a device sends', () => {
    let state = begin;
    for (let index = 0; index < 100; index++) {
      state = hear(state, exchange(NOW, filtered(`f${index}`), reported(`k${index}`, 1, NOW)));
    }
    expect(state.filtered.size + state.live.size).toBe(0);
  });
});

describe('a status that is read anew', () => {
  const heard = hear(NO_STATUS, exchange(NOW, reported('t', 21, NOW)));

  test('keeps what was heard since it was asked for', () => {
    const state = withBase(heard, base(known('t', { value: 20, timeMs: 90_000 })), HEARD);
    expect(shown(state, 't').latest?.value).toBe(21);
    const newer = withBase(heard, base(known('t', { value: 22, timeMs: NOW + 1 })), HEARD);
    expect(shown(newer, 't').latest?.value).toBe(22);
  });

  test('takes the place of what was heard before, as where all was removed', () => {
    expect(shown(withBase(heard, base(known('t')), HEARD + 1), 't').latest).toBeUndefined();
  });
});

describe('filtered values', () => {
  const begin = withBase(NO_STATUS, base(known('t')), 0);
  const bad = exchange(NOW, filtered('t'));
  const good = exchange(NOW + 1, reported('t', 1, NOW + 1));
  const all = { hasOlder: false, askedAt: HEARD + 1 };

  test('are noted until something is kept, and then as past', () => {
    const state = hear(begin, bad);
    expect(shown(state, 't').filtered).toMatchObject({ at: NOW, code: 6306, isLatest: true });
    expect(shown(hear(state, good), 't').filtered).toMatchObject({ at: NOW, isLatest: false });
  });

  test('are found in the log, which tells less than what was heard since', () => {
    const state = withLog(begin, { ...all, exchanges: [good, bad] });
    expect(shown(state, 't').filtered).toMatchObject({ at: NOW, isLatest: false });
    const later = hear(begin, exchange(NOW + 2, filtered('t')));
    const crossed = withLog(later, { ...all, exchanges: [good, bad], askedAt: HEARD });
    expect(shown(crossed, 't').filtered).toMatchObject({ at: NOW + 2, isLatest: true });
  });

  test('are forgotten where the log has them no more, and not where it was not read so far back', () => {
    const state = hear(begin, bad);
    expect(shown(withLog(state, { ...all, exchanges: [] }), 't').filtered).toBeUndefined();
    const newest = withLog(state, { ...all, exchanges: [good], hasOlder: true });
    expect(shown(newest, 't').filtered).toMatchObject({ at: NOW, isLatest: false });
  });
});
