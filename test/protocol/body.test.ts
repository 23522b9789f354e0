import { describe, expect, it } from 'vitest';
import { isContentType, withoutTrailingNul } from '../../src/protocol/body.ts';

describe('withoutTrailingNul', () => {
  it.each([
    ['{}\u0000', '{}'],
    ['{}\u0000\u0000', '{}'],
    ['{}', '{}'],
    ['a\u0000b', 'a\u0000b'],
    ['\u0000', ''],
  ])('makes %j %j', (body, result) => {
    expect(withoutTrailingNul(body)).toBe(result);
  });
});

describe('isContentType', () => {
  it.each([
    ['application/json', true],
    ['Application/JSON', true],
    ['application/json; charset=utf-8', true],
    ['application/json;charset=utf-8', true],
    [' application/json ', true],
    ['application/jsonp', false],
    ['text/plain, application/json', false],
    ['', false],
    [undefined, false],
  ])('answers for the header %j: %s', (header, isJson) => {
    expect(isContentType(header, 'application/json')).toBe(isJson);
  });
});
