import { expect, it } from 'vitest';
import { rangeText, stepText, typeText, unitText } from '../../../src/console/pages/product/property-text.ts';

it.each<[type: string, specs: unknown, typeWord: string, range: string]>([
  ['int', { min: '-10', max: '50' }, 'int32', '-10\u00a0…\u00a050'],
  ['float', { min: -0.5 }, 'float', '≥\u00a0-0.5'],
  ['double', { max: '1e3' }, 'double', '≤\u00a01e3'],
  ['int', {}, 'int32', ''],
  ['int', undefined, 'int32', ''],
  ['bool', { 0: 'Off', 1: 'On' }, 'bool', '0: Off, 1: On'],
  ['enum', { 2: 'b', '-1': 'a' }, 'enum', '2: b, -1: a'],
  ['text', { length: '128' }, 'text', '≤\u00a0128'],
  ['date', {}, 'date', ''],
  ['struct', [{ identifier: 'x' }, { identifier: 'y' }, null], 'struct', 'x, y, '],
  ['array', { size: '8', item: { type: 'int' } }, 'array', '≤\u00a08 × int32'],
  ['array', null, 'array', ''],
  ['geo', 'odd', 'geo', ''],
])('says what values of type %s with %o may be', (type, specs, typeWord, range) => {
  const property = { dataType: { type, specs } };
  expect([typeText(property), rangeText(property)]).toEqual([typeWord, range]);
});

it('gives step and unit, and the name of a unit without a symbol', () => {
  const property = { dataType: { type: 'int', specs: { step: 1, unitName: 'degree Celsius' } } };
  expect([stepText(property), unitText(property)]).toEqual(['1', 'degree Celsius']);
  expect(unitText({ dataType: { type: 'int', specs: { unit: '°C', unitName: 'x' } } })).toBe('°C');
});
