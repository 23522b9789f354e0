import { describe, expect, test } from 'vitest';
import { prettyJson } from '../../../src/console/pages/device/log/pretty-json.ts';

describe('a body on lines', () => {
  test('keeps every digit and text as the device wrote them', () => {
    const body = '{"id":"1","params":{"t":21.0,"big":12345678901234567890,"text":"a, {b}: \\"c\\""}}';
    expect(prettyJson(body)).toBe(
      [
        '{',
        '  "id": "1",',
        '  "params": {',
        '    "t": 21.0,',
        '    "big": 12345678901234567890,',
        '    "text": "a, {b}: \\"c\\""',
        '  }',
        '}',
      ].join('\n'),
    );
  });

  test.each(['', 'hello', '{"a":', '\u0000'])('leaves %j as it came', (body) => {
    expect(prettyJson(body)).toBeUndefined();
  });

  test('leaves as it came what is nested so deeply that it would fill the memory with blanks', () => {
    const levels = 30_000;
    expect(prettyJson('['.repeat(levels) + ']'.repeat(levels))).toBeUndefined();
  });
});
