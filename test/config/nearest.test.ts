import { describe, expect, test } from 'vitest';
import { didYouMean } from '../../src/config/nearest.ts';

const KNOWN = ['endpoint', 'interval', 'signMethod', 'tsl'];

describe('didYouMean', () => {
  test.each([
    ['endpont', 'endpoint'],
    ['INTERVAL', 'interval'],
    ['intervall', 'interval'],
    ['signmethod', 'signMethod'],
    ['tls', 'tsl'],
  ])('%s suggests %s', (name, nearest) => {
    expect(didYouMean(name, KNOWN)).toBe(` Did you mean ${nearest}?`);
  });

  test.each(['password', 'x', 'completely'])('%s is near to none', (name) => {
    expect(didYouMean(name, KNOWN)).toBe('');
  });

  test('there is nothing to suggest where nothing is known', () => {
    expect(didYouMean('x', [])).toBe('');
  });
});
