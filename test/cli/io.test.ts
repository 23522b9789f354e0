import { describe, expect, test } from 'vitest';
import { colorLevel } from '../../src/cli/io.ts';

const terminal = (depth: number) => ({ isTTY: true, getColorDepth: () => depth });
const pipe = {};

describe('colorLevel', () => {
  test.each([
    [1, 0],
    [4, 1],
    [8, 2],
    [24, 3],
  ])('a terminal of %d bits has level %d', (depth, level) => {
    expect(colorLevel({}, terminal(depth))).toBe(level);
  });

  test('a pipe has none', () => {
    expect(colorLevel({}, pipe)).toBe(0);
  });

  test('a dumb terminal has none', () => {
    expect(colorLevel({ TERM: 'dumb' }, terminal(8))).toBe(0);
  });

  test.each(['', '1', 'true', '3'])('FORCE_COLOR=%s gives colour to a pipe', (value) => {
    expect(colorLevel({ FORCE_COLOR: value }, pipe)).toBeGreaterThan(0);
  });

  test.each(['0', 'false'])('FORCE_COLOR=%s takes it from a terminal', (value) => {
    expect(colorLevel({ FORCE_COLOR: value }, terminal(24))).toBe(0);
  });

  test('NO_COLOR wins over FORCE_COLOR', () => {
    expect(colorLevel({ NO_COLOR: '1', FORCE_COLOR: '1' }, terminal(24))).toBe(0);
  });

  test('an empty NO_COLOR counts as none', () => {
    expect(colorLevel({ NO_COLOR: '' }, terminal(24))).toBe(3);
  });
});
