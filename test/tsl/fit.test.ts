import { describe, expect, it } from 'vitest';
import { fitValue } from '../../src/tsl/fit.ts';
import type { NumberType } from '../../src/tsl/model.ts';
import { numberType, propertyOf } from '../helpers/model.ts';

const celsius = numberType('int', { min: '-10', max: '50', step: '1' });
const fitted = (type: NumberType, value: number) => fitValue(propertyOf('temperature', type), value);

describe('fitting a value to its property', () => {
  it.each([-10, 0, 22, 50])('leaves %d as it is, and says nothing of the range', (value) => {
    expect(fitted(celsius, value)).toEqual({ value });
  });

  it.each([
    [80, 50],
    [-40, -10],
    [50.4, 50],
    [-10.001, -10],
  ])('clamps %d to %d and says so', (value, result) => {
    expect(fitted(celsius, value)).toEqual({ value: result, range: '-10..50, step 1', isClamped: true });
  });

  it.each([
    [22.4, 22],
    [22.5, 23],
    [-0.5, 0],
  ])('brings %d to the step at %d, which is no clamping', (value, result) => {
    expect(fitted(celsius, value)).toEqual({ value: result, range: '-10..50, step 1', isClamped: false });
  });

  it('does not call it clamping where the end is between two steps', () => {
    expect(fitted(numberType('int', { min: '1', max: '10', step: '4' }), 10)).toMatchObject({
      value: 9,
      isClamped: false,
    });
  });

  it('clamps an int without bounds to what 32 bits hold', () => {
    expect(fitted(numberType('int'), 3_000_000_000).value).toBe(2147483647);
  });

  it.each([
    ['without bounds', numberType('double'), 5_000_000_000],
    ['without an upper bound', numberType('double', { min: '0', step: '1' }), 5_000_000_000],
    ['without a lower bound', numberType('float', { max: '0', step: '1' }), -5_000_000_000],
    ['without a step', numberType('double', { min: '0', max: '10' }), 1.2345],
  ])('leaves a number %s as it is, where the model allows it', (_, type, value) => {
    expect(fitted(type, value)).toEqual({ value });
  });

  it.each([
    ['a text', 'hot'],
    ['an array', [80]],
  ])('leaves %s on a number as it is, so that wrong values can be sent', (_, value) => {
    expect(fitValue(propertyOf('temperature', celsius), value)).toEqual({ value });
  });

  it('leaves a number on another type as it is', () => {
    expect(fitValue(propertyOf('label', { type: 'text', length: 5 }), 123456.789)).toEqual({
      value: 123456.789,
    });
  });
});
