import { describe, expect, it } from 'vitest';
import { isSameSignature, sign, signContent } from '../../src/protocol/sign.ts';

describe('sign', () => {
  const content = 'clientId12345deviceNamedeviceproductKeypktimestamp789';

  // The platform's own published vector (its page on MQTT connections, with the same content as /auth).
  it('agrees with the vector the platform publishes', () => {
    expect(sign('hmacsha1', 'secret', content)).toBe(
      'FAFD82A3D602B37FB0FA8B7892F24A477F851A14'.toLowerCase(),
    );
  });

  // Reckoned with Python's hmac.
  it.each([
    ['hmacmd5', '14B198324FE55E1D3C88F2E705E201EE'],
    ['hmacsha256', '6074A46A91B1EBB2CC4EA42790AD0E80202C9843859FC292E57C4EB19FAD9E57'],
  ] as const)('signs with %s', (method, signature) => {
    expect(sign(method, 'secret', content)).toBe(signature.toLowerCase());
  });

  it.each([
    ['hmacmd5', '2CE7304EC0DDD548EB1492D65AC0B334'],
    ['hmacsha1', '3504E4DF7CE4766D30F796EE973C9CE7FC5425CB'],
    ['hmacsha256', 'C8CB3DCB7159682438E5FD9A9C34F398E41BB8EDB6F222795E307BAFEE151090'],
  ] as const)('signs with %s where no timestamp is sent', (method, signature) => {
    const withoutTime = 'clientId12345deviceNamedeviceproductKeypk';
    expect(sign(method, 'secret', withoutTime)).toBe(signature.toLowerCase());
  });

  // RFC 2202 and RFC 4231, test case 2.
  it.each([
    ['hmacmd5', '750c783e6ab0b503eaa86e310a5db738'],
    ['hmacsha1', 'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79'],
    ['hmacsha256', '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'],
  ] as const)('agrees with the standard’s vector for %s', (method, signature) => {
    expect(sign(method, 'Jefe', 'what do ya want for nothing?')).toBe(signature);
  });

  it('signs secret and content as UTF-8', () => {
    const utf8 = 'clientId温度deviceNamedéviceproductKeypk';
    expect(sign('hmacsha1', 'geheim-é', utf8)).toBe('caf5152591cb8252add78cc4a07adab7bf4b3b84');
  });
});

describe('signContent', () => {
  it('sorts by name and puts nothing between names and values', () => {
    const fields = { productKey: 'pk', timestamp: '789', clientId: '12345', deviceName: 'device' };
    expect(signContent(fields)).toBe('clientId12345deviceNamedeviceproductKeypktimestamp789');
  });

  it('sorts by code unit, so capitals come before small letters', () => {
    expect(signContent({ b: '3', a10: '2', B: '1', a: '0' })).toBe('B1a0a102b3');
  });
});

describe('isSameSignature', () => {
  it.each([
    ['fafd82', 'FAFD82', true],
    ['FAFD82', 'fafd82', true],
    ['fafd82', 'fafd82', true],
    ['fafd82', 'fafd83', false],
    ['fafd82', 'fafd8', false],
    ['fafd82', '', false],
    ['fafd82', 'fafd82é', false],
  ])('compares %j with %j: %s', (left, right, isSame) => {
    expect(isSameSignature(left, right)).toBe(isSame);
  });
});
