import { describe, expect, test } from 'vitest';
import { clockTime, colors, dateTime, formatMs, printable, wrap } from '../../src/cli/text.ts';

describe('wrap', () => {
  const width = 20;

  test('breaks between words and indents what follows', () => {
    expect(wrap('error: one two three four five', { width, indent: 7 })).toBe(
      'error: one two three\n       four five',
    );
  });

  test('a line that fits stays as it is', () => {
    expect(wrap('short', { width, indent: 7 })).toBe('short');
  });

  test('a word that is too long stays whole', () => {
    const word = 'x'.repeat(30);
    expect(wrap(`a ${word} b`, { width, indent: 2 })).toBe(`a\n  ${word}\n  b`);
  });

  test('lines of their own stay such, with their own indent', () => {
    expect(wrap('one\n  two', { width, indent: 7 })).toBe('one\n  two');
  });

  test('without a width nothing is broken', () => {
    const text = 'word '.repeat(100).trim();
    expect(wrap(text, { width: Number.POSITIVE_INFINITY, indent: 7 })).toBe(text);
  });
});

describe('printable', () => {
  test('shows control characters, which could move the cursor or colour the screen', () => {
    expect(printable('a\u001b[31mb\u0007\r\n\u009b')).toBe('a\\x1b[31mb\\x07\\x0d\\x0a\\x9b');
  });

  test('leaves letters of every script alone', () => {
    expect(printable('°C 温度 😀')).toBe('°C 温度 😀');
  });
});

describe('times', () => {
  test('clockTime is the time of day here', () => {
    expect(clockTime(new Date(2026, 0, 15, 9, 5, 3).getTime())).toBe('09:05:03');
  });

  test('dateTime is day and minute here', () => {
    expect(dateTime(new Date(2026, 0, 5, 9, 5, 3).getTime())).toBe('2026-01-05 09:05');
  });

  test.each([
    [0.84, '0.8 ms'],
    [9.94, '9.9 ms'],
    [12.4, '12 ms'],
    [9_999.4, '9999 ms'],
    [10_000, '10s'],
    [90_000, '1m30s'],
  ])('%d ms is shown as %s', (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });
});

describe('colors', () => {
  const output = { write: () => {}, isTerminal: true, columns: 80, colorLevel: 1 } as const;

  test('are those of the output', () => {
    expect(colors(output).red('x')).toBe('\u001b[31mx\u001b[39m');
    expect(colors({ ...output, colorLevel: 0 }).red('x')).toBe('x');
  });

  test('are none where the user wants none', () => {
    expect(colors(output, false).red('x')).toBe('x');
  });
});
