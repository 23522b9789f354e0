import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  describeExchange,
  type Exchange,
  type JudgedEvent,
  type JudgedProperty,
  readExchange,
  writeExchange,
} from '../../src/emulator/exchange.ts';
import { type Json, JsonNumber, parseJson } from '../../src/json.ts';
import { START_MS } from '../helpers/fake-clock.ts';

const text = fc.string({ unit: 'binary' });
const timeMs = fc.nat({ max: 10 ** 13 });
const code = fc.nat({ max: 50_000 });
const refusal = fc.record({ code, message: text });

/** Any value that a device can write. */
const value: fc.Arbitrary<Json> = fc.letrec<{ value: Json; leaf: Json; list: Json; object: Json }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom<Json>(null, true, false),
    fc.maxSafeInteger().filter((number) => !Object.is(number, -0)),
    text,
    fc
      .constantFrom('22.0', '-0', '1e5', '1E-07', '892687627916247040', '-0.50', '1e400')
      .map((digits) => new JsonNumber(digits)),
  ),
  list: fc.array(tie('value'), { maxLength: 4 }),
  object: fc
    .array(fc.tuple(fc.oneof(text, fc.constantFrom('__proto__', 'value')), tie('value')), { maxLength: 4 })
    .map((entries) => new Map(entries)),
  value: fc.oneof({ maxDepth: 3 }, tie('leaf'), tie('list'), tie('object')),
})).value;

const verdict = fc.oneof(
  fc.record({ outcome: fc.constant('kept' as const), value, timeMs }),
  fc.record({
    outcome: fc.constantFrom('outside-model' as const, 'filtered' as const),
    value,
    timeMs,
    refusal,
  }),
);
const property: fc.Arbitrary<JudgedProperty> = fc
  .tuple(verdict, text)
  .map(([judged, identifier]) => ({ ...judged, identifier }) as JudgedProperty);
const event: fc.Arbitrary<JudgedEvent> = fc
  .tuple(verdict, text, text, fc.constantFrom('info', 'alert', 'error'))
  .map(
    ([judged, identifier, name, eventType]) => ({ ...judged, identifier, name, eventType }) as JudgedEvent,
  );

const message = fc.record(
  {
    topic: text,
    id: text,
    body: text,
    properties: fc.array(property, { maxLength: 4 }),
    events: fc.array(event, { maxLength: 3 }),
    problem: fc.record({ code, detail: text }),
  },
  { requiredKeys: ['topic', 'body', 'properties', 'events'] },
);
const exchange = fc.record(
  {
    seq: fc.constant('000100000001'),
    at: timeMs,
    path: text,
    device: fc.constant('product/device'),
    code,
    messageId: fc.bigInt({ min: 1n, max: 10n ** 19n }).map(String),
    notes: fc.array(text, { maxLength: 3 }),
    fault: text,
    message,
  },
  { requiredKeys: ['seq', 'at', 'path', 'notes'] },
);

describe('an exchange', () => {
  test('is read as it was written, every digit of it', () => {
    fc.assert(
      fc.property(exchange, (given) => {
        const line = writeExchange(given as Exchange);
        expect(line).not.toContain('\n');
        expect(readExchange(line)).toEqual(given);
        expect(writeExchange(readExchange(line))).toBe(line);
      }),
      { numRuns: 300 },
    );
  });

  test('without what it has not is written without it', () => {
    const bare: Exchange = {
      seq: '000100000001',
      at: START_MS,
      path: '/',
      device: undefined,
      code: undefined,
      notes: [],
    };
    expect(writeExchange(bare)).toBe(`{"seq":"000100000001","at":${START_MS},"path":"/","notes":[]}`);
  });

  test('says what was kept and what was not, and why', () => {
    const refused = { code: 6310, message: 'tsl parse: text' };
    const properties: JudgedProperty[] = [
      { identifier: 'a', outcome: 'kept', value: parseJson('22.0'), timeMs: 1 },
      { identifier: 'b', outcome: 'outside-model', value: 99, timeMs: 1, refusal: refused },
      { identifier: 'c', outcome: 'filtered', value: 'x', timeMs: 1, refusal: refused },
    ];
    const exchangeOf = (more: Partial<Exchange>): Exchange => ({
      seq: '000100000001',
      at: START_MS,
      path: '/topic/t',
      device: 'p/d',
      code: 0,
      notes: ['a note'],
      ...more,
    });
    const described = exchangeOf({
      fault: 'latency 300ms',
      message: { topic: '/t', id: '1', body: '{}', properties, events: [] },
    });
    expect(describeExchange(described)).toEqual([
      'fault injected: latency 300ms',
      'kept a 22.0, b 99',
      'b kept outside the model: 6310 tsl parse: text',
      'c filtered: 6310 tsl parse: text',
      'a note',
    ]);
    const problem = { code: 460, detail: 'no params' };
    expect(
      describeExchange(
        exchangeOf({
          notes: [],
          message: { topic: '/t', id: undefined, body: '', properties: [], events: [], problem },
        }),
      ),
    ).toEqual(['filtered: 460 no params']);
  });
});
