import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAnswer, encodeAnswer } from '../../src/protocol/answer.ts';

/** Recorded from the platform; it stands in the vendor's own SDK tests. */
const recorded = '{"code":20001,"info":{"messageId":1207967842654323713},"message":"token is expired"}';

describe('reading an answer', () => {
  it('keeps every digit of the recorded messageId', () => {
    expect(decodeAnswer(recorded)).toEqual({
      code: 20001,
      message: 'token is expired',
      messageId: '1207967842654323713',
    });
  });

  it('reads the documented answer to /auth, blanks and all', () => {
    const text =
      '{ "code": 0, "message": "success", "info": { "token": "6944e5bfb92e4d4ea3918d1eda3942f6" } }';
    expect(decodeAnswer(text)).toEqual({
      code: 0,
      message: 'success',
      token: '6944e5bfb92e4d4ea3918d1eda3942f6',
    });
  });

  it.each([
    ['a number', '892687627916247040', '892687627916247040'],
    ['a small number', '42', '42'],
    ['text', '"892687627916247040"', '892687627916247040'],
    ['no whole number', '1.5', undefined],
    ['null', 'null', undefined],
  ])('takes a messageId that is %s', (_, written, messageId) => {
    expect(decodeAnswer(`{"code":0,"info":{"messageId":${written}}}`)?.messageId).toBe(messageId);
  });

  it.each(['""', 'null', '5', '[]'])('has no token where it is %s', (token) => {
    expect(decodeAnswer(`{"code":0,"info":{"token":${token}}}`)).not.toHaveProperty('token');
  });

  it.each(['null', '[]', '"text"', '5'])('takes an info that is %s for none', (info) => {
    expect(decodeAnswer(`{"code":20000,"message":"no","info":${info}}`)).toEqual({
      code: 20000,
      message: 'no',
    });
  });

  it('fills in the platform’s words where the message is missing', () => {
    expect(decodeAnswer('{"code":40000}')).toEqual({ code: 40000, message: 'request too many' });
  });

  it.each([
    '',
    '<html><body>502 Bad Gateway</body></html>',
    '{"code":0,"info":{"tok',
    '[]',
    'null',
    '0',
    '{}',
    '{"code":"0"}',
    '{"code":null}',
    '{"code":0}{"code":0}',
  ])('finds none in %j', (text) => {
    expect(decodeAnswer(text)).toBeUndefined();
  });
});

describe('writing an answer', () => {
  it('gives the recorded answer, byte for byte', () => {
    expect(encodeAnswer({ code: 20001, messageId: '1207967842654323713' })).toBe(recorded);
  });

  it('has compact JSON with its keys in alphabetical order for a token', () => {
    expect(encodeAnswer({ code: 0, token: '6944e5bfb92e4d4ea3918d1eda3942f6' })).toBe(
      '{"code":0,"info":{"token":"6944e5bfb92e4d4ea3918d1eda3942f6"},"message":"success"}',
    );
  });

  it('has a message always, since the vendor’s C SDK 3 needs one', () => {
    expect(encodeAnswer({ code: 20000 })).toBe('{"code":20000,"message":"auth check error"}');
  });

  it('fits the 256 bytes that the vendor’s C SDK 3 has for it, with its longest token', () => {
    expect(Buffer.byteLength(encodeAnswer({ code: 0, token: 'x'.repeat(192) }))).toBeLessThan(256);
  });

  it('is read back the same', () => {
    const answer = fc.record({
      code: fc.nat(),
      message: fc.string(),
      messageId: fc.bigInt({ min: 0n, max: 2n ** 64n }).map(String),
    });
    fc.assert(
      fc.property(answer, (given) => {
        expect(decodeAnswer(encodeAnswer(given))).toEqual(given);
      }),
    );
  });
});
