import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { LocalRequest } from '../../../src/emulator/api/local.ts';
import { createManagement } from '../../../src/emulator/management/management.ts';
import { createNonces } from '../../../src/emulator/management/nonces.ts';
import { checkSignature } from '../../../src/emulator/management/signature.ts';
import { createPlatform } from '../../../src/emulator/platform.ts';
import { clientFor, errorOf, managementUnderTest, models } from './management-under-test.ts';

const MINUTE_MS = 60_000;
const LIST = new models.QueryProductListRequest({ currentPage: 1, pageSize: 10 });

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A request signed by hand, its query as it is already encoded and sorted. */
function signed({
  method = 'POST',
  query = '',
  body = '',
  headers = {},
}: {
  method?: string;
  query?: string;
  body?: string;
  headers?: Record<string, string>;
}): LocalRequest {
  const all: Record<string, string> = {
    host: 'localhost',
    'x-acs-version': '2018-01-20',
    'x-acs-action': 'QueryProductList',
    'x-acs-date': `${new Date().toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': 'nonce-1',
    'x-acs-content-sha256': sha256(body),
    ...headers,
  };
  const names = Object.keys(all).sort();
  const lines = names.map((name) => `${name}:${all[name]}\n`).join('');
  const canonical = [method, '/', query, lines, names.join(';'), sha256(body)].join('\n');
  const signature = createHmac('sha256', 'iot-sim')
    .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
    .digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=iot-sim,SignedHeaders=${names.join(';')},Signature=${signature}`;
  return { method, path: query === '' ? '/' : `/?${query}`, headers: { ...all, authorization }, body };
}

/** Sends requests to one management API and gives what each answer says. */
function sender(): (request: LocalRequest) => Promise<{ status: number; Code?: string; Success?: boolean }> {
  const manage = createManagement(createPlatform(), {
    accessKey: { id: 'iot-sim', secret: 'iot-sim' },
    now: Date.now,
  });
  return async (request) => {
    const { status, body } = await manage(request);
    return { status, ...JSON.parse(body) };
  };
}

test('the published example of the signature method is accepted', () => {
  const headers = {
    host: 'ecs.cn-shanghai.aliyuncs.com',
    'x-acs-action': 'RunInstances',
    'x-acs-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    'x-acs-date': '2023-10-26T10:22:32Z',
    'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
    'x-acs-version': '2014-05-26',
    authorization:
      'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;' +
      'x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  };
  const path = '/?RegionId=cn-shanghai&ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd';
  const error = checkSignature(
    { method: 'POST', path, headers, body: '' },
    {
      accessKey: { id: 'YourAccessKeyId', secret: 'YourAccessKeySecret' },
      nowMs: Date.parse('2023-10-26T10:30:00Z'),
      nonces: createNonces(),
    },
  );
  expect(error).toBeUndefined();
});

describe('a request that the gateway refuses', () => {
  test('has the cloud’s shape: a code, words, an id and the host', async () => {
    const { port } = await managementUnderTest();
    const error = await errorOf(clientFor(port, { accessKeySecret: 'wrong' }).queryProductList(LIST));
    expect(error).toMatchObject({
      code: 'SignatureDoesNotMatch',
      data: {
        statusCode: 400,
        Code: 'SignatureDoesNotMatch',
        HostId: `127.0.0.1:${port}`,
        RequestId: expect.stringMatching(/^[\dA-F]{8}(-[\dA-F]{4}){3}-[\dA-F]{12}$/),
        Recommend: expect.stringContaining('q=SignatureDoesNotMatch'),
      },
    });
  });

  test('has a key id that is not known', async () => {
    const { port } = await managementUnderTest();
    const error = await errorOf(clientFor(port, { accessKeyId: 'other' }).queryProductList(LIST));
    expect(error).toMatchObject({ code: 'InvalidAccessKeyId.NotFound', data: { statusCode: 404 } });
  });

  test.each([16, -16])('has a date that is %d minutes off', async (minutes) => {
    const { client, platform } = await managementUnderTest();
    platform.settings.clockOffsetMs = minutes * MINUTE_MS;
    const error = await errorOf(client.queryProductList(LIST));
    expect(error).toMatchObject({ code: 'InvalidTimeStamp.Expired', data: { statusCode: 400 } });
  });

  const changed = { path: '/?CurrentPage=1&PageSize=11', body: 'PageSize=11', method: 'GET' };
  test.each(Object.entries(changed))('was changed on its way: %s', async (part, value) => {
    const { client } = await managementUnderTest({ onTheWay: (request) => ({ ...request, [part]: value }) });
    expect(await errorOf(client.queryProductList(LIST))).toMatchObject({ code: 'SignatureDoesNotMatch' });
  });

  const headers: [name: string, value: string, code: string][] = [
    ['x-acs-action', 'DeleteProduct', 'SignatureDoesNotMatch'],
    ['x-acs-action', 'RunInstances', 'InvalidAction.NotFound'],
    ['x-acs-action', '', 'MissingAction'],
    ['x-acs-version', '2014-05-26', 'InvalidVersion'],
    ['x-acs-version', '', 'MissingVersion'],
    ['x-acs-date', '', 'MissingTimestamp'],
    ['x-acs-date', 'Sat, 21 Nov 2026 23:00:00 GMT', 'InvalidTimeStamp.Format'],
    ['x-acs-date', '2026-99-99T99:99:99Z', 'InvalidTimeStamp.Format'],
    ['x-acs-signature-nonce', '', 'MissingSignatureNonce'],
    ['x-acs-content-sha256', '', 'MissingContentSha256'],
    ['x-acs-content-sha256', sha256('other'), 'SignatureDoesNotMatch'],
    ['x-acs-extra', 'not signed', 'IncompleteSignature'],
    ['authorization', '', 'MissingAuthorization'],
    ['authorization', 'Bearer token', 'IncompleteSignature'],
    ['authorization', 'ACS3-HMAC-SM3 Credential=a,SignedHeaders=b,Signature=c', 'InvalidSignatureMethod'],
  ];
  test.each(headers)('has the header %s: %s', async (name, value, code) => {
    const { client } = await managementUnderTest({
      onTheWay: (request) => ({ ...request, headers: { ...request.headers, [name]: value } }),
    });
    expect((await errorOf(client.queryProductList(LIST))).code).toBe(code);
  });

  test('goes to another path, or has another method', async () => {
    const send = sender();
    const request = signed({ query: 'CurrentPage=1&PageSize=10' });
    for (const wrong of [{ path: '/other' }, { method: 'PUT' }]) {
      expect(await send({ ...request, ...wrong })).toMatchObject({
        status: 404,
        Code: 'InvalidAction.NotFound',
      });
    }
  });

  test('was sent before', async () => {
    const send = sender();
    const request = signed({ query: 'CurrentPage=1&PageSize=10' });
    expect(await send(request)).toMatchObject({ status: 200, Success: true });
    expect(await send(request)).toMatchObject({ status: 400, Code: 'SignatureNonceUsed' });
  });

  test('lacks a parameter, or has one that is none', async () => {
    const { client } = await managementUnderTest();
    const missing = await errorOf(
      client.queryProductList(new models.QueryProductListRequest({ currentPage: 1 })),
    );
    expect(missing).toMatchObject({ code: 'MissingPageSize', data: { statusCode: 400 } });
    const wrong = { currentPage: 1, pageSize: 'ten' as unknown as number };
    const invalid = await errorOf(client.queryProductList(new models.QueryProductListRequest(wrong)));
    expect(invalid).toMatchObject({ code: 'InvalidPageSize', data: { statusCode: 400 } });
  });
});

test('parameters may come in a form body, and the method may be GET', async () => {
  const send = sender();
  const form = {
    'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
    'x-acs-signature-nonce': 'form',
  };
  expect(await send(signed({ body: 'CurrentPage=1&PageSize=10', headers: form }))).toMatchObject({
    Success: true,
  });
  expect(await send(signed({ method: 'GET', query: 'CurrentPage=1&PageSize=10' }))).toMatchObject({
    Success: true,
  });
});

test('a nonce may be used again when no request with it is valid any more', () => {
  const nonces = createNonces();
  expect(nonces.use('a', 0)).toBe(true);
  expect(nonces.use('b', 29 * MINUTE_MS)).toBe(true);
  expect(nonces.use('a', 29 * MINUTE_MS)).toBe(false);
  expect(nonces.use('c', 31 * MINUTE_MS)).toBe(true);
  expect(nonces.use('a', 31 * MINUTE_MS)).toBe(true);
  expect(nonces.use('b', 31 * MINUTE_MS)).toBe(false);
});
