import { describe, expect, test } from 'vitest';
import { en } from '../../../src/console/i18n/en.ts';
import { codeText, isMatch, isProblem, kindOf } from '../../../src/console/pages/device/log/log-model.ts';
import { describeOutcome } from '../../../src/console/pages/device/log/log-words.ts';
import type { ExchangeJson, JudgedJson } from '../../../src/emulator/api/shapes.ts';
import { ANSWER_CODES, messageFor, REGISTER_CODES, registerMessageFor } from '../../../src/protocol/codes.ts';

const POST = '/topic/sys/pk/dn/thing/event/property/post';
const formats = { number: (value: number) => String(value) };

const judged = (outcome: JudgedJson['outcome'], change: Partial<JudgedJson> = {}): JudgedJson => ({
  identifier: 'temperature',
  outcome,
  value: 21,
  timeMs: 1000,
  ...(outcome === 'kept' ? {} : { refusal: { code: 6306, message: 'data type is not int -> temperature' } }),
  ...change,
});

const exchange = (change: Partial<ExchangeJson> = {}): ExchangeJson => ({
  seq: '000100000001',
  at: 1000,
  path: POST,
  device: 'pk/dn',
  code: 0,
  notes: [],
  ...change,
});

const unanswered = ({ code: _, ...rest }: ExchangeJson): ExchangeJson => rest;

const post = (...properties: readonly JudgedJson[]): ExchangeJson =>
  exchange({ message: { topic: POST.slice(6), body: '{}', properties, events: [] } });

const words = (one: ExchangeJson): string[] =>
  describeOutcome(one, en.log, formats).map(({ tone, text }) => `${tone}: ${text}`);

describe('what a request was for', () => {
  test.each([
    ['/auth', 'auth'],
    ['/auth?_v=sdk-c-4.1.0&', 'auth'],
    ['/auth/register/device', 'register'],
    [POST, 'property'],
    ['/topic/sys/pk/dn/thing/event/property/batch/post', 'batch'],
    ['/topic/sys/pk/dn/thing/event/property/history/post', 'history'],
    ['/topic/sys/pk/dn/thing/event/tooHot/post', 'event'],
    ['/topic/sys/pk/dn/thing/deviceinfo/update', 'system'],
    ['/topic/ota/device/inform/pk/dn', 'system'],
    ['/topic/pk/dn/user/update', 'custom'],
    ['/topic/sys', 'custom'],
    ['/favicon.ico', 'other'],
  ])('%s: %s', (path, kind) => {
    expect(kindOf(path)).toBe(kind);
  });
});

describe('the codes of answers', () => {
  test('have the platform’s words', () => {
    expect(codeText(0)).toBe(`0 ${messageFor(0)}`);
    expect(codeText(200)).toBe(`200 ${registerMessageFor(200)}`);
    for (const [code, { message }] of [...Object.entries(ANSWER_CODES), ...Object.entries(REGISTER_CODES)]) {
      expect(codeText(Number(code))).toBe(`${code} ${message}`);
    }
    expect(codeText(12345)).toBe('12345');
  });
});

describe('problems', () => {
  test.each<[string, ExchangeJson, boolean]>([
    ['a kept value', post(judged('kept')), false],
    ['a value outside the model', post(judged('kept'), judged('outside-model')), true],
    ['a filtered value', post(judged('filtered')), true],
    ['a refusal', exchange({ code: 20001 }), true],
    ['no answer', unanswered(exchange({ fault: 'reset' })), true],
    ['a fault that did not hinder it', exchange({ fault: 'latency' }), true],
    ['a registration', exchange({ path: '/auth/register/device', code: 200 }), false],
    ['a note', exchange({ notes: ['hmacsha256 is undocumented for HTTPS'] }), false],
  ])('%s', (_, one, expected) => {
    expect(isProblem(one)).toBe(expected);
  });
});

describe('what became of a request', () => {
  test('names what was filtered first, with code and words, then what is outside the model and what was kept', () => {
    const one = post(judged('kept', { identifier: 'humidity' }), judged('outside-model'), judged('filtered'));
    expect(words(one)).toEqual([
      'is-bad: filtered 1',
      'is-bad: 6306 data type is not int -> temperature',
      'is-odd: outside the model 1',
      'is-odd: 6306 data type is not int -> temperature',
      'plain: kept 1',
      'dim: humidity 21',
    ]);
  });

  test('names the identifier where the platform’s words do not', () => {
    const refusal = { code: 6304, message: 'tsl parse: params not exist' };
    expect(words(post(judged('filtered', { refusal })))).toContain(
      'is-bad: temperature: 6304 tsl parse: params not exist',
    );
  });

  test('is that it was taken, where the thing model says nothing of it', () => {
    const message = { topic: '/pk/dn/user/update', body: 'hello', properties: [], events: [] };
    expect(words(exchange({ path: '/topic/pk/dn/user/update', message }))).toEqual([
      'plain: taken, 5 characters',
    ]);
  });

  test('is the reason, where it was refused, and the fault that was injected', () => {
    const one = exchange({ code: 20003, fault: 'code 20003', notes: ['this token was never issued'] });
    expect(words(one)).toEqual(['plain: fault injected: code 20003', 'dim: this token was never issued']);
  });

  test('does not spell out more values than a row has room for', () => {
    const many = Array.from({ length: 200 }, (_, index) => judged('kept', { identifier: `p${index}` }));
    const long = judged('kept', { value: 'x'.repeat(10_000) });
    expect(words(post(long, ...many)).join(' ').length).toBeLessThan(200);
  });
});

describe('the search', () => {
  test.each([
    ['', true],
    ['TEMPERATURE', true],
    ['6306', true],
    ['humidity', false],
    ['"Params":{}', true],
    ['data type is not int', true],
  ])('%j', (search, expected) => {
    const { message } = post(judged('filtered'));
    const one = exchange(message === undefined ? {} : { message: { ...message, body: '{"params":{}}' } });
    expect(isMatch(one, search)).toBe(expected);
  });
});
