import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../src/json.ts';
import { checkValue } from '../../src/tsl/check-value.ts';
import { compareDecimals, type Decimal, parseDecimal } from '../../src/tsl/decimal.ts';
import type { DataType } from '../../src/tsl/model.ts';
import { numberType, propertyOf } from '../helpers/model.ts';

const verdict = (type: DataType, json: string) => {
  const mismatch = checkValue(type, parseJson(json));
  return mismatch && `${mismatch.code} ${mismatch.kind}: ${mismatch.message}`;
};

const temperature = numberType('int', { min: '-10', max: '50', step: '1' });
const tenths = numberType('float', { min: '-0.3', max: '0.3', step: '0.1' });

describe('int', () => {
  it.each(['-10', '0', '50'])('takes %s, ends included', (json) => {
    expect(verdict(temperature, json)).toBeUndefined();
  });

  it.each(['22.0', '22.5', '2e1', '"15"', 'null', 'true', '[15]', '{"v":15}', '1e400'])(
    'does not take %s for an int',
    (json) => {
      expect(verdict(temperature, json)).toBe('6306 type: tsl parse: data type is not int');
    },
  );

  it('says which end a value is beyond', () => {
    expect(verdict(temperature, '51')).toBe('6306 specs: tsl parse: int value is bigger than max 50');
    expect(verdict(temperature, '-11')).toBe('6306 specs: tsl parse: int value is smaller than min -10');
  });

  it.each([
    ['-2147483648', undefined],
    ['2147483647', undefined],
    ['-2147483649', '6306 type: tsl parse: data type is not int'],
    ['2147483648', '6306 type: tsl parse: data type is not int'],
    ['892687627916247040', '6306 type: tsl parse: data type is not int'],
  ])('has 32 bits, whatever the model allows: %s', (json, result) => {
    expect(verdict(numberType('int'), json)).toBe(result);
  });

  it('does not mind a value between two steps: the platform has no code for it', () => {
    expect(verdict(numberType('int', { min: '0', max: '10', step: '5' }), '3')).toBeUndefined();
  });
});

describe('float and double', () => {
  it.each(['0.3', '-0.3', '0.30', '0', '0.0', '3e-1', '0.25'])('take %s, ends included', (json) => {
    expect(verdict(tenths, json)).toBeUndefined();
  });

  it('compare exactly at the ends of the range', () => {
    expect(verdict(tenths, '0.30000000000000001')).toBe(
      '6307 specs: tsl parse: float value is bigger than max 0.3',
    );
    expect(verdict(tenths, '-0.30000000000000001')).toBe(
      '6307 specs: tsl parse: float value is smaller than min -0.3',
    );
    const large = numberType('double', { max: '9007199254740992' });
    expect(verdict(large, '9007199254740992')).toBeUndefined();
    expect(verdict(large, '9007199254740993')).toBe(
      '6322 specs: tsl parse: double value is bigger than max 9007199254740992',
    );
  });

  it.each(['"0.1"', 'null', 'true', '[]', '{}'])('do not take %s for a number', (json) => {
    expect(verdict(tenths, json)).toBe('6307 type: tsl parse: data type is not float');
    expect(verdict(numberType('double'), json)).toBe('6322 type: tsl parse: data type is not double');
  });

  it('have as many bits as their names say', () => {
    expect(verdict(numberType('float'), '3.4e38')).toBeUndefined();
    expect(verdict(numberType('float'), '3.5e38')).toBe('6307 type: tsl parse: data type is not float');
    expect(verdict(numberType('double'), '3.5e38')).toBeUndefined();
    expect(verdict(numberType('double'), '1e309')).toBe('6322 type: tsl parse: data type is not double');
  });

  const signed = fc.tuple(fc.constantFrom('', '-'), fc.integer({ min: 0, max: 30 }));
  const spelling = fc.oneof(
    fc
      .tuple(signed, fc.stringMatching(/^(?:\.\d{1,3})?$/))
      .map(([[sign, whole], tail]) => sign + whole + tail),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.constantFrom('9007199254740992', '9007199254740993', '0.1', '1e-1', '0.10', '-0', '1e-400', '5e-324'),
  );
  /** Often the same number, or one so near that both are the same double. */
  const neighbour = (text: string) =>
    fc.oneof(
      fc.constantFrom(text, /[.e]/.test(text) ? text : `${text}.0`),
      fc.constantFrom('', '1', '9').map((tail) => {
        const [digits = '', exponent] = text.split('e');
        const longer = `${digits}${digits.includes('.') ? '' : '.'}00000000000000000000${tail}`;
        return exponent === undefined ? longer : `${longer}e${exponent}`;
      }),
      spelling,
    );

  it('compare as their decimals do, whichever way they and the ends are written', () => {
    const decimal = (text: string) => parseDecimal(text) as Decimal;
    const cases = spelling.chain((value) => fc.tuple(fc.constant(value), neighbour(value), neighbour(value)));
    fc.assert(
      fc.property(cases, ([value, min, max]) => {
        const isAbove = compareDecimals(decimal(value), decimal(max)) > 0;
        const isBelow = compareDecimals(decimal(value), decimal(min)) < 0;
        const end = isAbove ? `bigger than max ${max}` : `smaller than min ${min}`;
        expect(verdict(numberType('double', { min, max }), value)).toBe(
          isAbove || isBelow ? `6322 specs: tsl parse: double value is ${end}` : undefined,
        );
      }),
      { numRuns: 3000 },
    );
  });

  it('have no ends where the model sets none', () => {
    expect(verdict(numberType('double', { min: '0' }), '5000000000.5')).toBeUndefined();
    expect(verdict(numberType('double', { max: '0' }), '-5000000000.5')).toBeUndefined();
  });
});

describe('bool and enum', () => {
  const power: DataType = { type: 'bool', labels: new Map() };
  const mode: DataType = {
    type: 'enum',
    labels: new Map([
      [-1, 'fault'],
      [10, 'cool'],
    ]),
  };

  it.each([
    [power, '0'],
    [power, '1'],
    [mode, '-1'],
    [mode, '10'],
  ])('%j takes %s', (type, json) => {
    expect(verdict(type, json)).toBeUndefined();
  });

  it.each(['true', '"1"', '1.0', 'null', '[1]'])('bool does not take %s', (json) => {
    expect(verdict(power, json)).toBe('6308 type: tsl parse: value of bool type must be int');
  });

  it('bool is 0 or 1', () => {
    expect(verdict(power, '2')).toBe('6308 specs: tsl parse: bool value must be 0 or 1');
  });

  it.each(['"cool"', '"10"', '10.0', 'null'])('enum does not take %s', (json) => {
    expect(verdict(mode, json)).toBe('6309 type: tsl parse: data type is not enum');
  });

  it('enum is one of its keys', () => {
    expect(verdict(mode, '0')).toBe('6309 specs: tsl parse: enum value is not defined');
  });
});

describe('text and date', () => {
  const text: DataType = { type: 'text', length: 3 };
  const date: DataType = { type: 'date' };

  it.each(['""', '"abc"', '"温度计"', '"😀😀😀"'])('text takes %s', (json) => {
    expect(verdict(text, json)).toBeUndefined();
  });

  it.each(['"abcd"', '"温度计。"', '"😀😀😀😀"'])('text is no longer than its length, unlike %s', (json) => {
    expect(verdict(text, json)).toBe('6310 specs: tsl parse: string length is bigger than max 3');
  });

  it.each(['5', 'null', '["a"]', 'true'])('text does not take %s', (json) => {
    expect(verdict(text, json)).toBe('6310 type: tsl parse: data type is not string');
  });

  it.each(['"0"', '"1524448722000"'])('date takes %s', (json) => {
    expect(verdict(date, json)).toBeUndefined();
  });

  it.each(['1524448722000', 'null'])('date does not take %s', (json) => {
    expect(verdict(date, json)).toBe('6311 type: tsl parse: data type is not date');
  });

  it.each(['""', '"2018-04-23"', '"1524448722000.5"', '"-1"', '" 1"', '"12345678901234567"'])(
    'date is text of milliseconds, unlike %s',
    (json) => {
      expect(verdict(date, json)).toBe('6311 type: tsl parse: data type is not date');
    },
  );
});

describe('struct', () => {
  const place: DataType = {
    type: 'struct',
    members: [
      propertyOf('lon', numberType('double', { min: '-180', max: '180' })),
      propertyOf('count', temperature),
    ],
  };

  it.each(['{"lon":1.5,"count":3}', '{"lon":1.5}', '{}'])('takes %s', (json) => {
    expect(verdict(place, json)).toBeUndefined();
  });

  it.each(['5', '"{}"', '[]', 'null'])('does not take %s', (json) => {
    expect(verdict(place, json)).toBe('6312 type: tsl parse: data type is not struct');
  });

  it.each(['lat', '__proto__', 'constructor'])('does not take the unknown member %s', (name) => {
    expect(verdict(place, `{"${name}":1}`)).toBe(
      `6304 type: tsl parse: params not exist in struct -> ${name}`,
    );
  });

  it('does not take a wrong member', () => {
    expect(verdict(place, '{"lon":181}')).toBe('6322 specs: tsl parse: double value is bigger than max 180');
    expect(verdict(place, '{"count":"3"}')).toBe('6306 type: tsl parse: data type is not int');
  });

  it('names a member of a wrong type before one out of range', () => {
    expect(verdict(place, '{"lon":181,"count":"3"}')).toBe('6306 type: tsl parse: data type is not int');
  });
});

describe('array', () => {
  const samples: DataType = { type: 'array', size: 3, item: temperature };

  it.each(['[]', '[1]', '[-10,0,50]'])('takes %s', (json) => {
    expect(verdict(samples, json)).toBeUndefined();
  });

  it.each(['5', '"[]"', '{}', 'null'])('does not take %s', (json) => {
    expect(verdict(samples, json)).toBe('6328 type: tsl parse: data type is not array');
  });

  it('has no more elements than its size', () => {
    expect(verdict(samples, '[1,2,3,4]')).toBe('6324 specs: tsl parse: array size is bigger than max 3');
  });

  it('does not take a wrong element', () => {
    expect(verdict(samples, '[1,"2"]')).toMatch(
      /^6324 type: tsl parse: array element: .*data type is not int/,
    );
    expect(verdict(samples, '[1,51]')).toMatch(/^6324 specs: tsl parse: array element: .*bigger than max 50/);
  });

  it('names an element of a wrong type before one out of range, and before its size', () => {
    expect(verdict(samples, '[51,2,3,"4"]')).toMatch(/^6324 type/);
  });
});
