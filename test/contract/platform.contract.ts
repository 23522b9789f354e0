import { beforeAll, describe, expect, test } from 'vitest';
import type { HttpRequest, HttpResponse } from '../../src/protocol/http.ts';
import { authRequest, signedFields, topicRequest } from '../helpers/signed.ts';

/** A platform to be held against the documents, and a device that it knows. */
export interface PlatformUnderContract {
  readonly device: {
    readonly productKey: string;
    readonly deviceName: string;
    readonly deviceSecret: string;
  };
  send(request: HttpRequest): Promise<HttpResponse>;
}

/**
 * What the documents and recorded answers say of the platform; nothing that is only the emulator's choice.
 * Requests are signed and answers read without the program's own code, which client and emulator share.
 * @param open gives the platform; called once, within the suite
 */
export function platformContract(name: string, open: () => Promise<PlatformUnderContract>): void {
  describe(`platform: ${name}`, () => {
    let platform: PlatformUnderContract;
    beforeAll(async () => {
      platform = await open();
    });

    /** The answer's parts; `text` is the body as it came. */
    const ask = async (request: HttpRequest) => {
      const { status, body } = await platform.send(request);
      const { code, message, info } = JSON.parse(body);
      return { status, code, message, token: info?.token as string | undefined, text: body };
    };
    const fields = (saying: Parameters<typeof signedFields>[1] = {}) => signedFields(platform.device, saying);
    const token = async (): Promise<string> => {
      const answer = await ask(authRequest(fields({ timestamp: Date.now() })));
      if (answer.token === undefined) throw new Error(`no token: ${answer.text}`);
      return answer.token;
    };
    const postTopic = () =>
      `/sys/${platform.device.productKey}/${platform.device.deviceName}/thing/event/property/post`;
    const report = (params: string) =>
      `{"id":"${Date.now() % 4_294_967_296}","version":"1.0","params":${params},"method":"thing.event.property.post"}`;

    describe('/auth', () => {
      test('gives a good request a token', async () => {
        const { status, code, message, token } = await ask(authRequest(fields({ timestamp: Date.now() })));
        expect({ status, code, message }).toEqual({ status: 200, code: 0, message: 'success' });
        expect(token).toMatch(/^[\x21-\x7e]{1,192}$/);
      });

      test('answers in compact JSON', async () => {
        expect((await ask(authRequest(fields()))).text).toMatch(/"code":0[,}]/);
      });

      test.each(['hmacmd5', 'hmacsha1', 'hmacsha256'])('takes a signature of %s', async (signmethod) => {
        expect((await ask(authRequest(fields({ signmethod, timestamp: Date.now() })))).code).toBe(0);
      });

      test('takes a signature of MD5 where no method is named', async () => {
        expect((await ask(authRequest(fields({ timestamp: Date.now() })))).code).toBe(0);
      });

      test.each(['text', 'a number'])('takes the time as %s', async (kind) => {
        const timestamp = kind === 'text' ? String(Date.now()) : Date.now();
        expect((await ask(authRequest(fields({ signmethod: 'hmacsha1', timestamp })))).code).toBe(0);
      });

      test('takes a request without a time', async () => {
        expect((await ask(authRequest(fields({ signmethod: 'hmacsha1' })))).code).toBe(0);
      });

      test('takes a version, which is not signed', async () => {
        const all = { ...fields({ signmethod: 'hmacsha1', timestamp: Date.now() }), version: 'default' };
        expect((await ask(authRequest(all))).code).toBe(0);
      });

      test('takes a signature in capitals', async () => {
        const signed = fields({ signmethod: 'hmacsha1', timestamp: Date.now() });
        const capitals = { ...signed, sign: String(signed['sign']).toUpperCase() };
        expect((await ask(authRequest(capitals))).code).toBe(0);
      });

      test('does not mind the query of the vendor’s C SDK 4', async () => {
        const request = authRequest(fields({ signmethod: 'hmacsha256' }));
        expect((await ask({ ...request, path: '/auth?_v=sdk-c-4.1.0&' })).code).toBe(0);
      });

      test('gives another token each time', async () => {
        expect(await token()).not.toBe(await token());
      });

      test('refuses a wrong secret with HTTP 200, a code and no token', async () => {
        const wrong = { ...platform.device, deviceSecret: 'f'.repeat(32) };
        const answer = await ask(authRequest(signedFields(wrong, { timestamp: Date.now() })));
        expect(answer.status).toBe(200);
        expect(answer.code).toBeGreaterThan(0);
        expect(answer.token).toBeUndefined();
        expect(answer.message).toEqual(expect.any(String));
      });

      test('refuses another content type with 10001', async () => {
        const request = authRequest(fields({ timestamp: Date.now() }));
        const { code } = await ask({ ...request, headers: { 'Content-Type': 'text/plain' } });
        expect(code).toBe(10001);
      });
    });

    describe('/topic', () => {
      test('takes a property report and gives it a message id of 18 or 19 bare digits', async () => {
        const request = topicRequest(postTopic(), await token(), report('{"temperature":22,"humidity":55}'));
        const { status, code, message, text } = await ask(request);
        expect({ status, code, message }).toEqual({ status: 200, code: 0, message: 'success' });
        expect(text).toMatch(/"info":\{[^}]*"messageId":\d{18,19}[,}]/);
      });

      test('says success to a value outside the model, too', async () => {
        const request = topicRequest(postTopic(), await token(), report('{"temperature":5000}'));
        expect((await ask(request)).code).toBe(0);
      });

      test('takes a value with its own time', async () => {
        const params = `{"temperature":{"value":22,"time":${Date.now() - 60_000}}}`;
        expect((await ask(topicRequest(postTopic(), await token(), report(params)))).code).toBe(0);
      });

      test('takes the tutorial’s report: an id that is a number, no version', async () => {
        const body = `{"id":${Date.now()},"params":{"temperature":22},"method":"thing.event.property.post"}`;
        expect((await ask(topicRequest(postTopic(), await token(), body))).code).toBe(0);
      });

      test('takes several reports with one token', async () => {
        const password = await token();
        for (let temperature = 20; temperature < 23; temperature++) {
          const request = topicRequest(postTopic(), password, report(`{"temperature":${temperature}}`));
          expect((await ask(request)).code).toBe(0);
        }
      });

      test('does not mind the case of the token header’s name', async () => {
        const { headers, ...request } = topicRequest(
          postTopic(),
          await token(),
          report('{"temperature":22}'),
        );
        const { password = '', ...others } = headers;
        expect((await ask({ ...request, headers: { ...others, Password: password } })).code).toBe(0);
      });

      test('refuses a request without a token with 20002', async () => {
        const { headers, ...request } = topicRequest(postTopic(), '', report('{"temperature":22}'));
        const { password: _, ...others } = headers;
        const answer = await ask({ ...request, headers: others });
        expect([answer.status, answer.code]).toEqual([200, 20002]);
      });

      test('refuses a token that was never issued with a code that asks for a new one', async () => {
        const answer = await ask(topicRequest(postTopic(), 'f'.repeat(32), report('{"temperature":22}')));
        expect(answer.status).toBe(200);
        expect([20001, 20003]).toContain(answer.code);
      });
    });
  });
}
