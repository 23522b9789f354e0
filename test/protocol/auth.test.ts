import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AuthRequest,
  authSignContent,
  decodeAuthRequest,
  encodeAuthRequest,
} from '../../src/protocol/auth.ts';
import { isSameSignature, sign } from '../../src/protocol/sign.ts';
import { SIGN_METHODS } from '../../src/protocol/sign-method.ts';

/** The device of the HTTPS document's sample request. */
const sample = {
  clientId: 'mylight1000002',
  productKey: 'ZG1EvTEa7NN',
  deviceName: 'NlwaSPXsCpTQuh8FxBGH',
  deviceSecret: 'secret',
  signMethod: 'hmacsha1',
} as const;

const vector = { clientId: '12345', deviceName: 'device', productKey: 'pk' };

function decoded(body: unknown): AuthRequest {
  const result = decodeAuthRequest(typeof body === 'string' ? body : JSON.stringify(body));
  if ('issues' in result) throw new Error(JSON.stringify(result.issues));
  return result.request;
}

function problems(body: unknown): string[] {
  const result = decodeAuthRequest(typeof body === 'string' ? body : JSON.stringify(body));
  return 'issues' in result ? result.issues.map(({ path }) => path) : [];
}

describe('the request a device sends', () => {
  const { path, headers, body } = encodeAuthRequest({ ...sample, timestampMs: 1501668289957 });

  it('goes to /auth as JSON', () => {
    expect({ path, headers }).toEqual({ path: '/auth', headers: { 'Content-Type': 'application/json' } });
  });

  it('has the fields of the documented sample, in its order', () => {
    expect(Object.entries(JSON.parse(body) as object)).toEqual([
      ['version', 'default'],
      ['clientId', 'mylight1000002'],
      ['signmethod', 'hmacsha1'],
      ['sign', expect.stringMatching(/^[\da-f]{40}$/)],
      ['productKey', 'ZG1EvTEa7NN'],
      ['deviceName', 'NlwaSPXsCpTQuh8FxBGH'],
      ['timestamp', '1501668289957'],
    ]);
  });

  it('is as long as the documented sample says: 214 bytes', () => {
    expect(Buffer.byteLength(body)).toBe(214);
  });

  it('is signed as the published vector is', () => {
    const request = encodeAuthRequest({
      ...vector,
      deviceSecret: 'secret',
      signMethod: 'hmacsha1',
      timestampMs: 789,
    });
    expect((JSON.parse(request.body) as { sign: string }).sign.toUpperCase()).toBe(
      'FAFD82A3D602B37FB0FA8B7892F24A477F851A14',
    );
  });

  it('leaves the time out of body and signature where there is none', () => {
    const request = encodeAuthRequest({ ...vector, deviceSecret: 'secret', signMethod: 'hmacsha1' });
    const fields = JSON.parse(request.body) as Record<string, string>;
    expect(fields).not.toHaveProperty('timestamp');
    expect(fields['sign']?.toUpperCase()).toBe('3504E4DF7CE4766D30F796EE973C9CE7FC5425CB');
  });

  it('never holds the secret', () => {
    expect(body).not.toContain(sample.deviceSecret);
  });

  it('is read back with a signature that fits, whatever the names', () => {
    const text = fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme' });
    const name = text.filter((candidate) => [...candidate].length <= 64);
    const parameters = fc.record({
      clientId: name,
      productKey: name,
      deviceName: name,
      deviceSecret: name,
      signMethod: fc.constantFrom(...SIGN_METHODS),
      timestampMs: fc.option(fc.nat({ max: 2 ** 52 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(parameters, (given) => {
        const { sign: signature, signMethod, signContent, ...read } = decoded(encodeAuthRequest(given).body);
        expect(isSameSignature(signature, sign(signMethod, given.deviceSecret, signContent))).toBe(true);
        expect(read).toMatchObject({ clientId: given.clientId, deviceName: given.deviceName });
      }),
    );
  });
});

describe('the content that is signed', () => {
  it('covers four names and nothing else', () => {
    const fields = { ...vector, timestamp: '789', version: 'default', signmethod: 'hmacsha1' };
    expect(authSignContent(fields)).toBe('clientId12345deviceNamedeviceproductKeypktimestamp789');
  });
});

describe('the request the platform reads', () => {
  const request = { ...vector, sign: 'ABCD' };

  it.each([
    [
      'the tutorial',
      { ...request, timestamp: 789, signmethod: 'hmacSha1', version: 'default' },
      'hmacsha1',
      '789',
    ],
    ['the documents', { ...request, timestamp: '789', signmethod: 'hmacmd5' }, 'hmacmd5', '789'],
    ['the C SDK 4', { ...request, signmethod: 'hmacsha256' }, 'hmacsha256', undefined],
    ['a client that names no method', request, 'hmacmd5', undefined],
    ['a client that sends null for the time', { ...request, timestamp: null }, 'hmacmd5', undefined],
  ])('may have the form of %s', (_, body, signMethod, timestamp) => {
    const signContent = `clientId12345deviceNamedeviceproductKeypk${timestamp ? `timestamp${timestamp}` : ''}`;
    expect(decoded(body)).toMatchObject({ signMethod, timestamp, signContent, sign: 'ABCD' });
  });

  it('keeps the method as it was spelt', () => {
    expect(decoded({ ...request, signmethod: 'hmacSha1' }).signMethodAsSent).toBe('hmacSha1');
    expect(decoded(request).signMethodAsSent).toBeUndefined();
  });

  it('may end with the NUL of a C string', () => {
    expect(decoded(`${JSON.stringify(request)}\u0000`).deviceName).toBe('device');
  });

  it('may have fields that no document names, which are not signed', () => {
    expect(decoded({ ...request, resources: '', ext: { a: 1 } }).signContent).toBe(
      'clientId12345deviceNamedeviceproductKeypk',
    );
  });

  it('may have a client id of 64 characters, not of 65', () => {
    expect(decoded({ ...request, clientId: '😀'.repeat(64) }).clientId).toHaveLength(128);
    expect(problems({ ...request, clientId: 'x'.repeat(65) })).toEqual(['clientId']);
  });

  it('is refused with all that is missing, at once', () => {
    expect(problems({})).toEqual(['productKey', 'deviceName', 'clientId', 'sign']);
  });

  it.each([
    ['empty', { ...request, deviceName: '' }, 'deviceName'],
    ['a number', { ...request, productKey: 5 }, 'productKey'],
    ['null', { ...request, sign: null }, 'sign'],
    ['an unknown method', { ...request, signmethod: 'hmacsha512' }, 'signmethod'],
    ['a method that is no text', { ...request, signmethod: null }, 'signmethod'],
  ])('is refused once for a field that is %s', (_, body, path) => {
    expect(problems(body)).toEqual([path]);
  });

  it.each([
    { timestamp: '' },
    { timestamp: 'now' },
    { timestamp: '12345678901234567890' },
    { timestamp: '-1' },
    { timestamp: ' 789' },
    { timestamp: '7.89' },
    { timestamp: 7.89 },
    { timestamp: -1 },
    { timestamp: 1e21 },
    { timestamp: true },
    { timestamp: ['789'] },
    { timestamp: {} },
  ])('is refused with %j', (wrong) => {
    expect(problems({ ...request, ...wrong })).toEqual(['timestamp']);
  });

  it.each(['', 'clientId=12345', '{"clientId":', '[]', '"text"', 'null'])('is refused as %j', (body) => {
    expect(problems(body)).toEqual(['']);
  });

  it('never throws, whatever JSON it holds', () => {
    const field = fc.oneof(fc.jsonValue(), fc.constant('12345'));
    const fields = { requiredKeys: [] };
    const body = fc.record({ ...mapAll(field), version: field }, fields);
    fc.assert(
      fc.property(body, (value) => {
        expect(() => problems(value)).not.toThrow();
      }),
    );
  });
});

function mapAll<T>(
  value: T,
): Record<'clientId' | 'deviceName' | 'productKey' | 'timestamp' | 'sign' | 'signmethod', T> {
  return {
    clientId: value,
    deviceName: value,
    productKey: value,
    timestamp: value,
    sign: value,
    signmethod: value,
  };
}
