import { expect, it } from 'vitest';
import {
  isDescription,
  isProductName,
  NET_TYPES,
} from '../../../src/console/pages/products/product-rules.ts';
import * as product from '../../../src/emulator/registry/product.ts';
import { problemOfDescription, problemOfProductName } from '../../../src/emulator/registry/rules.ts';

it.each([
  'abc',
  'abcd',
  '温湿',
  '温湿度',
  '温'.repeat(15),
  '温'.repeat(16),
  `${'温'.repeat(14)}ab`,
  'x'.repeat(30),
  'x'.repeat(31),
  'with blank',
  'dash-ed',
  'under_score_9',
  'かなかな',
  '𠮷𠮷',
  '',
])('takes %j for a product’s name as the emulator does', (name) => {
  expect(isProductName(name)).toBe(problemOfProductName(name) === undefined);
});

it('takes the emulator’s ways to the network and lengths of descriptions', () => {
  expect(NET_TYPES).toEqual(product.NET_TYPES);
  for (const length of [0, 100, 101]) {
    const text = 'x'.repeat(length);
    expect(isDescription(text)).toBe(problemOfDescription(text) === undefined);
  }
});
