import fc from 'fast-check';
import { expect, test } from 'vitest';
import { putSample } from '../../src/emulator/sample.ts';
import { findValue, identifiersIn } from '../../src/emulator/sample-text.ts';
import { parseJson, writeJson } from '../../src/json.ts';

const identifier = fc.constantFrom('a', 'b', 'ab', 'a:b', '__proto__', 'constructor', 'message', 'code');
// Values that hold what looks like members, in structs and in texts.
const value = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc.constantFrom('{"a":1,"b":{"ab":[2]}}', '"\\"a\\":5,"', '"\\\\"', '["}","{",{"a":[]}]', '22.0', '1e400'),
);
const sample = fc.dictionary(identifier, fc.record({ json: value, isRefused: fc.boolean() }));

function written(given: Record<string, { json: string; isRefused: boolean }>): string {
  const refusal = { code: 1, message: '"a":"b"\n{' };
  const values = new Map(
    Object.entries(given).map(([name, { json, isRefused }]) => [
      name,
      { value: parseJson(json), refusal: isRefused ? refusal : undefined },
    ]),
  );
  return putSample({ device: 'p/d', timeMs: 1, seq: '000100000001', values }).value;
}

test('each value of a sample is found as it was written, and nothing that only looks like one', () => {
  fc.assert(
    fc.property(sample, (given) => {
      const text = written(given);
      for (const name of ['a', 'b', 'ab', 'a:b', '__proto__', 'constructor', 'message', 'code']) {
        const own = Object.hasOwn(given, name) ? given[name] : undefined;
        expect(findValue(text, name)).toBe(own && writeJson(parseJson(own.json)));
      }
    }),
    { numRuns: 500 },
  );
});

test('the identifiers of a sample are those of its values', () => {
  fc.assert(
    fc.property(sample, (given) => {
      expect([...identifiersIn(written(given))]).toEqual(Object.keys(given));
    }),
  );
});

test('a text that is damaged is read to its end, and no further', () => {
  for (const text of ['', '{', '{}', '{"a"', '{"a":', '{"a":"', '{"a":[', '{"a":1,', 'x', '{"a":1}{"b":2']) {
    expect([...identifiersIn(text)].length).toBeLessThan(3);
    findValue(text, 'a');
    findValue(text, 'b');
  }
});
