import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataType } from '../../src/tsl/model.ts';
import { writeValue } from '../../src/tsl/write.ts';
import { numberType, propertyOf } from '../helpers/model.ts';

const int = numberType('int');
const float = numberType('float');
const double = numberType('double');
const bool: DataType = { type: 'bool', labels: new Map([[0, 'off']]) };
const choice: DataType = { type: 'enum', labels: new Map([[-1, 'fault']]) };
const text: DataType = { type: 'text', length: 10 };
const place: DataType = {
  type: 'struct',
  members: [
    propertyOf('lon', double),
    propertyOf('system', choice),
    propertyOf('marks', { type: 'array', size: 3, item: float }),
  ],
};

describe('writing a value as JSON text', () => {
  it.each([
    ['int', int, 22, '22'],
    ['int', int, -0, '0'],
    ['int', int, 22.5, '22.5'],
    ['float', float, 22, '22.0'],
    ['float', float, -0, '0.0'],
    ['float', float, 22.5, '22.5'],
    ['float', float, 0.1, '0.1'],
    ['double', double, -100, '-100.0'],
    ['double', double, 1e-7, '0.0000001'],
    ['double', double, 1e21, '1000000000000000000000.0'],
    ['int', int, 1e21, '1000000000000000000000'],
    ['bool', bool, 1, '1'],
    ['enum', choice, -1, '-1'],
  ])('writes for %s %s %d: %s', (_, type, value, written) => {
    expect(writeValue(type, value)).toBe(written);
  });

  it('never writes an exponent, and always a point for floats', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, (value) => {
        const written = writeValue(double, value);
        expect(written).toMatch(/^-?(0|[1-9]\d*)\.\d+$/);
        expect(Number(written) + 0).toBe(value + 0);
      }),
    );
  });

  it('escapes text', () => {
    expect(writeValue(text, 'a"\\\n°')).toBe('"a\\"\\\\\\n°"');
  });

  it('writes members and elements each by their own type', () => {
    expect(writeValue(place, { lon: 121, system: 1, marks: [1, 2.5] })).toBe(
      '{"lon":121.0,"system":1,"marks":[1.0,2.5]}',
    );
  });

  it('keeps a member named __proto__', () => {
    const type: DataType = { type: 'struct', members: [propertyOf('__proto__', int)] };
    expect(writeValue(type, Object.fromEntries([['__proto__', 5]]))).toBe('{"__proto__":5}');
  });

  it.each([
    ['text on a number', int, '22', '"22"'],
    ['a number on a text', text, 22, '22'],
    ['an array on a number', float, [1, 2], '[1.0,2.0]'],
    ['an object on a number', int, { a: 1 }, '{"a":1}'],
    ['a number on an array', { type: 'array', size: 1, item: int } satisfies DataType, 5, '5'],
    ['an unknown member', place, { height: 'x' }, '{"height":"x"}'],
    ['nothing in an array', { type: 'array', size: 1, item: int } satisfies DataType, [], '[]'],
    ['nothing in a struct', place, {}, '{}'],
  ])('writes %s as it is', (_, type, value, written) => {
    expect(writeValue(type, value as never)).toBe(written);
  });
});
