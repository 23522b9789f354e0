import { describe, expect, it } from 'vitest';
import { parseSignMethod } from '../../src/protocol/sign-method.ts';

describe('parseSignMethod', () => {
  it.each([
    ['hmacmd5', 'hmacmd5'],
    ['hmacSha1', 'hmacsha1'],
    ['HmacMD5', 'hmacmd5'],
    ['HMACSHA256', 'hmacsha256'],
  ])('reads %s as %s', (text, method) => {
    expect(parseSignMethod(text)).toBe(method);
  });

  it.each(['', 'sha1', 'hmac', 'hmacsha512', ' hmacsha1'])('knows no method %j', (text) => {
    expect(parseSignMethod(text)).toBeUndefined();
  });
});
