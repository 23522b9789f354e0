import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonObject, type Json, JsonNumber, parseJson, toNumber, writeJson } from '../src/json.ts';

/** The value as JSON.parse would give it. */
function plain(value: Json): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(plain);
  if (isJsonObject(value)) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  return value;
}

/** What reading gives, as comparable text, or `refused`. */
function outcome(read: () => unknown): string {
  try {
    return JSON.stringify(read());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return 'refused';
  }
}

function expectSameAsBuiltIn(text: string): void {
  expect(outcome(() => plain(parseJson(text)))).toBe(outcome(() => JSON.parse(text)));
}

/** A character as JSON writes it in ASCII. */
const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

const FRAGMENTS = [
  ...['{', '}', '[', ']', ',', ':', '"', '\\', '\\u00e9', '\\ud83d', '\\n', '\\x', 'true', 'false', 'null'],
  ...[
    '0',
    '-',
    '1',
    '12',
    '.',
    '.5',
    'e',
    'E+',
    'e-2',
    '+',
    ' ',
    '\n',
    '\t',
    '\u00a0',
    '\u0000',
    '\ufeff',
    'é',
  ],
];

/** Valid JSON with one character taken away, doubled or replaced. */
const damaged = fc
  .tuple(fc.json({ maxDepth: 3 }), fc.nat(), fc.constantFrom('', ...FRAGMENTS), fc.boolean())
  .map(([text, place, fragment, isReplaced]) => {
    const at = place % (text.length + 1);
    return text.slice(0, at) + fragment + text.slice(isReplaced ? at + 1 : at);
  });

describe('reading, compared with JSON.parse', () => {
  it('accepts and refuses the same texts, whatever the text', () => {
    fc.assert(fc.property(fc.string({ maxLength: 40, unit: 'binary' }), expectSameAsBuiltIn), {
      numRuns: 2000,
    });
  });

  it('accepts and refuses the same texts among those made of JSON’s own signs', () => {
    const text = fc.string({ unit: fc.constantFrom(...FRAGMENTS), maxLength: 20 });
    fc.assert(fc.property(text, expectSameAsBuiltIn), { numRuns: 5000 });
  });

  it('accepts and refuses the same texts among damaged ones', () => {
    fc.assert(fc.property(damaged, expectSameAsBuiltIn), { numRuns: 5000 });
  });

  it('gives the same values for valid JSON, blanks or not', () => {
    const indent = fc.constantFrom('', ' ', '\t', '\r\n');
    fc.assert(
      fc.property(fc.jsonValue(), indent, (value, blank) =>
        expectSameAsBuiltIn(JSON.stringify(value, null, blank)),
      ),
    );
  });

  it('gives the same values for valid JSON with any characters, escaped or not', () => {
    const text = fc.oneof(
      fc.json({ stringUnit: 'binary' }),
      fc.json({ stringUnit: 'grapheme' }).map((json) => json.replace(/[^ -~]/g, escaped)),
    );
    fc.assert(fc.property(text, expectSameAsBuiltIn), { numRuns: 500 });
  });

  it.each([
    '-0',
    '1E2',
    '"\\b\\f\\n\\r\\t\\/\\\\\\"\\u00E9"',
    '"\\ud83d\\ude00"',
    '"\\ud83d"',
    '{"a":1,"b":2,"a":3}',
    '{"2":0,"1":0}',
    '"\u2028"',
    '[1,]',
    '01',
    '1.',
    '.5',
    '+1',
    '0x1',
    'NaN',
    '"\t"',
    '"\u001f"',
    '{"a" 1}',
    '{a:1}',
    '[1] 2',
    'nul',
    '"\\u12G4"',
  ])('agrees on %j', expectSameAsBuiltIn);
});

describe('reading exactly', () => {
  it.each([
    ['22.0', '22.0'],
    ['892687627916247040', '892687627916247040'],
    ['1207967842654323713', '1207967842654323713'],
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['1e2', '1e2'],
    ['-0', '-0'],
    ['1e400', '1e400'],
    ['3.9', '3.9'],
  ])('keeps the text of %s', (text, kept) => {
    expect(parseJson(text)).toEqual(new JsonNumber(kept));
  });

  it.each([22, 0, -10, 1524448722000, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])(
    'reads the safe whole number %d as a plain number',
    (number) => {
      expect(parseJson(String(number))).toBe(number);
    },
  );

  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 20 });
  const around = (middle: bigint) =>
    fc.bigInt({ min: middle - 20n, max: middle + 20n }).map((whole) => String(whole).replace('-', ''));
  const whole = fc.oneof(
    digits.map((text) => text.replace(/^0+(?=.)/, '')),
    around(0n),
    around(2n ** 31n),
    around(2n ** 53n),
    around(10n ** 17n),
  );
  const fraction = fc.oneof(
    fc.constant(''),
    digits.map((text) => `.${text}`),
  );
  const exponent = fc.oneof(
    fc.constant(''),
    fc.tuple(fc.constantFrom('e', 'E'), fc.constantFrom('', '+', '-'), digits).map((parts) => parts.join('')),
  );

  it('takes for a plain number just those that are safe and written back the same', () => {
    const spelling = fc.tuple(fc.constantFrom('', '-'), whole, fraction, exponent);
    fc.assert(
      fc.property(spelling, (parts) => {
        const text = parts.join('');
        const number = Number(text);
        const isPlain = Number.isSafeInteger(number) && String(number) === text;
        expect(parseJson(text)).toEqual(isPlain ? number : new JsonNumber(text));
        expect(parseJson(`[${text},${text} ]`)).toEqual([parseJson(text), parseJson(text)]);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes __proto__ and constructor for keys like any others', () => {
    const value = parseJson('{"__proto__":{"polluted":1},"constructor":2}') as ReadonlyMap<string, Json>;
    expect([...value.keys()]).toEqual(['__proto__', 'constructor']);
    expect(value.get('polluted')).toBeUndefined();
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('keeps the order of keys that look like numbers', () => {
    expect([...(parseJson('{"2":0,"10":0,"1":0}') as ReadonlyMap<string, Json>).keys()]).toEqual([
      '2',
      '10',
      '1',
    ]);
  });
});

/** Why a text is refused. */
function refusal(text: string): string {
  try {
    return `took ${writeJson(parseJson(text))}`;
  } catch (error) {
    return error instanceof SyntaxError ? error.message : `threw ${error}`;
  }
}

describe('refusing', () => {
  it.each([
    ['', 'unexpected the end at offset 0'],
    ['{"a":}', 'unexpected "}" at offset 5'],
    ['[1,]', 'unexpected "]" at offset 3'],
    ['[1 2]', 'unexpected "2" at offset 3'],
    ['"abc', 'unexpected the end at offset 4'],
    ['{"a":1', 'unexpected the end at offset 6'],
    ['{} x', 'unexpected "x" at offset 3'],
  ])('says what is wrong with %j, and where', (text, message) => {
    expect(() => parseJson(text)).toThrow(new SyntaxError(message));
  });

  it('names what stands at the end, or at the sign that lacks its end, where a text breaks off', () => {
    const text = fc.json({ stringUnit: 'binary' }).map((json) => `[${json}]`);
    fc.assert(
      fc.property(text, fc.nat(), (whole, place) => {
        const cut = whole.slice(0, place % whole.length);
        const message = refusal(cut);
        const offset = Number(/\d+$/.exec(message)?.[0]);
        const found = offset === cut.length ? 'the end' : JSON.stringify(cut[offset]);
        expect(message).toBe(`unexpected ${found} at offset ${offset}`);
        expect(cut.length - offset).toBeLessThanOrEqual('\\u00e'.length);
      }),
      { numRuns: 2000 },
    );
  });

  const arrays = (depth: number, inside: string) => '['.repeat(depth) + inside + ']'.repeat(depth);

  it('takes a value 64 levels deep', () => {
    expect(parseJson(arrays(64, '1'))).toHaveLength(1);
  });

  it.each([
    ['arrays', arrays(65, '1')],
    ['empty arrays', arrays(65, '')],
    ['objects', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`],
    ['endless arrays', '['.repeat(100_000)],
    ['endless objects', '{"a":'.repeat(100_000)],
  ])('refuses more than 64 levels of %s with a SyntaxError', (_, text) => {
    expect(() => parseJson(text)).toThrow(/^more than 64 levels deep/);
  });
});

describe('writing', () => {
  it('gives back the compact text that was read, digit for digit', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        expect(writeJson(parseJson(text))).toBe(text);
      }),
    );
  });

  it('writes numbers as they were spelt', () => {
    const text = '{"messageId":1207967842654323713,"values":[22,22.0,1e400,-0]}';
    expect(writeJson(parseJson(text))).toBe(text);
  });

  it('has no number but null for what JSON cannot say', () => {
    expect(writeJson([Number.NaN, Number.POSITIVE_INFINITY])).toBe('[null,null]');
  });

  it('leaves out blanks and needless escapes', () => {
    expect(writeJson(parseJson(' { "\\u0061" : [ 1 , "\\/" ] } '))).toBe('{"a":[1,"/"]}');
  });
});

describe('nesting', () => {
  const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

  it('is read up to 64 levels, and further where more are allowed', () => {
    expect(writeJson(parseJson(nested(64)))).toBe(nested(64));
    expect(() => parseJson(nested(65))).toThrow('more than 64 levels deep at offset 65');
    expect(writeJson(parseJson(nested(80), 80))).toBe(nested(80));
    expect(() => parseJson(nested(81), 80)).toThrow('more than 80 levels deep at offset 81');
  });
});

describe('toNumber', () => {
  it.each([
    [22, 22],
    [new JsonNumber('22.0'), 22],
    [new JsonNumber('1e400'), Infinity],
    ['22', undefined],
    [null, undefined],
    [true, undefined],
  ])('takes %j for %s', (value, number) => {
    expect(toNumber(value)).toBe(number);
  });
});
