import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alignDecimals,
  compareDecimals,
  type Decimal,
  decimalToNumber,
  formatDecimal,
  fromNumber,
  parseDecimal,
} from '../../src/tsl/decimal.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
const decimal = (text: string): Decimal => parseDecimal(text) as Decimal;

describe('reading decimals', () => {
  it.each([
    ['-10', -10n, 0],
    ['0.1', 1n, 1],
    ['22.10', 2210n, 2],
    ['+5', 5n, 0],
    ['.5', 5n, 1],
    ['5.', 5n, 0],
    ['1e-3', 1n, 3],
    ['1.5E+3', 1500n, 0],
    ['-0', 0n, 0],
    [' 7 ', 7n, 0],
    ['12345678901234567890.5', 123456789012345678905n, 1],
  ])('takes %j for %d / 10^%d', (text, units, places) => {
    expect(parseDecimal(text)).toEqual({ units, places });
  });

  it.each([
    '',
    ' ',
    '.',
    '-',
    '+.',
    'e5',
    '1e',
    '1 2',
    '1,5',
    '--1',
    '0x10',
    'NaN',
    'Infinity',
    '١',
    '1_000',
    '5n',
  ])('takes %j for none', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  it('does not let an exponent of many digits cost time or memory', () => {
    expect(parseDecimal('1e1000000000')).toBeUndefined();
  });
});

describe('decimals of numbers', () => {
  it('read back as the same number', () => {
    fc.assert(
      fc.property(finite, (number) => {
        // -0 and 0 are the same decimal.
        expect(decimalToNumber(fromNumber(number)) + 0).toBe(number + 0);
      }),
    );
  });

  it('never have an exponent in their text', () => {
    fc.assert(
      fc.property(finite, (number) => {
        expect(formatDecimal(fromNumber(number))).toMatch(/^-?(0|[1-9]\d*)(\.\d+)?$/);
      }),
    );
  });

  it.each([
    [1e21, '1000000000000000000000'],
    [1e-7, '0.0000001'],
    [-0.5, '-0.5'],
    [0, '0'],
    [-0, '0'],
    [3.95, '3.95'],
  ])('writes %d as %s', (number, text) => {
    expect(formatDecimal(fromNumber(number))).toBe(text);
  });

  it.each([NaN, Infinity, -Infinity])('has none for %d', (number) => {
    expect(() => fromNumber(number)).toThrow(RangeError);
  });
});

describe('writing decimals', () => {
  it.each([
    [5n, 1, '0.5'],
    [-5n, 2, '-0.05'],
    [2210n, 2, '22.10'],
    [0n, 1, '0.0'],
    [-100n, 0, '-100'],
  ])('writes %d / 10^%d as %s', (units, places, text) => {
    expect(formatDecimal({ units, places })).toBe(text);
  });
});

describe('comparing decimals', () => {
  it.each([
    ['0.1', '0.10', 0],
    ['22', '22.000', 0],
    ['-0', '0', 0],
    ['0.30000000000000001', '0.3', 1],
    ['-10.0000000000000001', '-10', -1],
    ['9007199254740993', '9007199254740992', 1],
    ['1e400', '1e399', 1],
    ['-1', '1', -1],
  ])('%s against %s', (left, right, order) => {
    expect(compareDecimals(decimal(left), decimal(right))).toBe(order);
    expect(compareDecimals(decimal(right), decimal(left)) + 0).toBe(-order + 0);
  });

  it('agrees with numbers', () => {
    fc.assert(
      fc.property(finite, finite, (left, right) => {
        expect(compareDecimals(fromNumber(left), fromNumber(right))).toBe(Math.sign(left - right) + 0);
      }),
    );
  });
});

describe('aligning decimals', () => {
  it('gives all the places of the one that has most', () => {
    expect(alignDecimals(decimal('-10'), decimal('0.25'), decimal('1.5'))).toEqual({
      units: [-1000n, 25n, 150n],
      places: 2,
    });
  });
});
