import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REGISTER_CODES } from '../../src/protocol/codes.ts';
import {
  decodeRegisterRequest,
  encodeRegisterAnswer,
  type RegisterRequest,
  registerSignContent,
} from '../../src/protocol/register.ts';
import { isSameSignature, sign } from '../../src/protocol/sign.ts';

const vector = { productKey: '1234556554', deviceName: 'deviceName1234', random: '123' };
const content = 'deviceNamedeviceName1234productKey1234556554random123';
const signature = 'A348BFC5BF43D7A1FAE217FFB31D08B4F2362CF9';
const fields = { ...vector, sign: signature, signMethod: 'hmacsha1' };

const form = (given: Record<string, string>) => String(new URLSearchParams(given));

function requestOf(body: string): RegisterRequest {
  const result = decodeRegisterRequest(body);
  if ('problem' in result) throw new Error(JSON.stringify(result.problem));
  return result.request;
}

function problemOf(body: string) {
  const result = decodeRegisterRequest(body);
  if ('request' in result) return undefined;
  return { code: result.problem.code, paths: result.problem.issues.map(({ path }) => path) };
}

describe('a registration', () => {
  it('signs device, product and the random text', () => {
    expect(registerSignContent(vector)).toBe(content);
    expect(sign('hmacsha1', 'productSecret', content).toUpperCase()).toBe(signature);
  });

  it('is read with the text that its signature covers', () => {
    expect(requestOf(form(fields))).toEqual({
      ...vector,
      signMethod: 'hmacsha1',
      signMethodAsSent: 'hmacsha1',
      sign: signature,
      signContent: content,
    });
  });

  it.each([
    ['hmacmd5', 'hmacmd5'],
    ['HmacMD5', 'hmacmd5'],
    ['HMACSHA1', 'hmacsha1'],
    ['hmacSha256', 'hmacsha256'],
  ])('may spell its method %s', (signMethodAsSent, signMethod) => {
    const request = requestOf(form({ ...fields, signMethod: signMethodAsSent }));
    expect(request).toMatchObject({ signMethod, signMethodAsSent });
  });

  it('may have fields that no document names, which are not signed', () => {
    expect(requestOf(`${form(fields)}&version=1&&x`).signContent).toBe(content);
  });

  it('may end with the NUL of a C string', () => {
    expect(requestOf(`${form(fields)}\u0000`).signMethod).toBe('hmacsha1');
  });

  it('is refused with all that is missing or empty, at once', () => {
    const names = ['productKey', 'deviceName', 'random', 'sign', 'signMethod'];
    expect(problemOf('')).toEqual({ code: 460, paths: names });
    expect(problemOf(form(Object.fromEntries(names.map((name) => [name, '']))))).toEqual({
      code: 460,
      paths: names,
    });
    expect(problemOf(JSON.stringify(fields))).toEqual({ code: 460, paths: names });
  });

  it('is refused with a code of its own where the method alone is unknown', () => {
    expect(problemOf(form({ ...fields, signMethod: 'hmacsha512' }))).toEqual({
      code: 6292,
      paths: ['signMethod'],
    });
    expect(problemOf(form({ ...fields, signMethod: 'hmacsha512', random: '' }))).toEqual({
      code: 460,
      paths: ['random'],
    });
  });

  it('is read back with a signature that fits, whatever the names', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    const given = fc.record({ productKey: text, deviceName: text, random: text, secret: text });
    fc.assert(
      fc.property(given, ({ secret, ...names }) => {
        const own = sign('hmacsha256', secret, registerSignContent(names)).toUpperCase();
        const read = requestOf(form({ ...names, sign: own, signMethod: 'hmacsha256' }));
        expect(read).toMatchObject(names);
        expect(isSameSignature(read.sign, sign(read.signMethod, secret, read.signContent))).toBe(true);
      }),
    );
  });

  it('is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (body) => {
        expect(() => decodeRegisterRequest(body)).not.toThrow();
      }),
    );
  });
});

describe('the answer', () => {
  const data = { productKey: 'pk', deviceName: 'dn', deviceSecret: 'secret' };

  it('has code 200, compact, in alphabetical order', () => {
    expect(encodeRegisterAnswer({ code: 200, data })).toBe(
      '{"code":200,"data":{"deviceName":"dn","deviceSecret":"secret","productKey":"pk"},"message":"success"}',
    );
  });

  it.each(Object.entries(REGISTER_CODES))('of a refusal has %s and its words', (code, { message }) => {
    expect(encodeRegisterAnswer({ code: Number(code) })).toBe(`{"code":${code},"message":"${message}"}`);
  });

  it('fits into the 256 bytes of the C SDK 3, with the longest names', () => {
    const longest = { productKey: 'a'.repeat(11), deviceName: 'b'.repeat(32), deviceSecret: 'c'.repeat(64) };
    expect(Buffer.byteLength(encodeRegisterAnswer({ code: 200, data: longest }))).toBeLessThan(256);
  });
});
