import { expect, it } from 'vitest';
import { describeRange } from '../../src/tsl/model.ts';
import { numberType } from '../helpers/model.ts';

it.each([
  [{ min: '-10', max: '50', step: '1' }, '-10..50, step 1'],
  [{ min: '-50', max: '100', step: '0.1' }, '-50..100, step 0.1'],
  [{ min: '0', max: '1' }, '0..1'],
  [{ min: '0' }, '0..'],
  [{ max: '9' }, '..9'],
  [{ step: '2' }, 'any, step 2'],
  [{}, 'any'],
])('describes the range of %j as %s', (specs, words) => {
  expect(describeRange(numberType('double', specs))).toBe(words);
});
