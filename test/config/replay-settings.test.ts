import { describe, expect, test } from 'vitest';
import { parseSpeed } from '../../src/config/replay-settings.ts';

describe('the speed of a replay', () => {
  test.each([
    ['60x', 60],
    ['60', 60],
    ['0.5x', 0.5],
    ['max', Number.POSITIVE_INFINITY],
  ])('%s is one', (text, value) => {
    expect(parseSpeed(text)).toEqual({ value });
  });

  test.each(['', '0x', '-1x', 'x', 'fast', '1e3x', 'Infinity', '60 x'])('%j is none', (text) => {
    expect(parseSpeed(text)).toEqual({
      problem: `${JSON.stringify(text)} is no speed: write 60x, 0.5x or max`,
    });
  });
});
