import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { AuthResult } from '../../src/client/authenticate.ts';
import { completeClientOptions, createClient } from '../../src/client/client.ts';
import { systemClock } from '../../src/clock.ts';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { createPlatform } from '../../src/emulator/platform.ts';
import { type ErrorCode, SimError } from '../../src/errors.ts';
import type { HttpResponse, Transport } from '../../src/protocol/http.ts';
import { propertyPostTopic } from '../../src/protocol/topic.ts';
import { fakeClock, START_MS } from '../helpers/fake-clock.ts';
import { received } from '../helpers/platforms.ts';
import {
  clientOptions,
  type Fate,
  fates,
  recorder,
  reply,
  silence,
  tokenReply,
  topicReply,
} from '../helpers/transports.ts';

const topic = propertyPostTopic(DEMO_DEVICE);
const message = { topic, body: () => '{"id":"1","params":{"temperature":22}}' };
const lost = () => new SimError('CONNECTION_LOST', 'The connection broke off.');

describe('authenticate', () => {
  function authenticating(answer: HttpResponse | Error) {
    const { send, requests } = recorder(async () => {
      if (answer instanceof Error) throw answer;
      return answer;
    });
    const results: AuthResult[] = [];
    const client = createClient(clientOptions({ send, clock: fakeClock() }), {
      onAuth: (result) => results.push(result),
    });
    return { client, requests, results };
  }

  test('signs client id, names and time with the secret', async () => {
    const { client, requests } = authenticating(tokenReply('t1'));
    await client.authenticate();
    const content = `clientIdtest-clientdeviceNamedemo-sensorproductKeyiot-sim-demotimestamp${START_MS}`;
    expect(JSON.parse(requests[0]!.body)).toEqual({
      version: 'default',
      clientId: 'test-client',
      signmethod: 'hmacsha1',
      sign: createHmac('sha1', DEMO_DEVICE.deviceSecret).update(content).digest('hex'),
      productKey: 'iot-sim-demo',
      deviceName: 'demo-sensor',
      timestamp: String(START_MS),
    });
  });

  test('with a wrong secret fails with AUTH_REFUSED and the platform’s code and words', async () => {
    const clock = fakeClock();
    const { handle } = createPlatform({ clock });
    const device = { ...DEMO_DEVICE, deviceSecret: 'not the secret' };
    const results: AuthResult[] = [];
    const client = createClient(clientOptions({ send: handle, clock, device }), {
      onAuth: (result) => results.push(result),
    });
    await expect(client.authenticate()).rejects.toMatchObject({
      code: 'AUTH_REFUSED',
      message: 'The platform refused to authenticate the device: 20000 auth check error.',
    });
    expect(results.map(({ answer }) => answer.code)).toEqual([20000]);
  });

  test.each<[number, ErrorCode, number]>([
    [10000, 'UNDELIVERED', 3],
    [10001, 'AUTH_REFUSED', 1],
    [20000, 'AUTH_REFUSED', 1],
    [20003, 'UNDELIVERED', 3],
    [20004, 'UNDELIVERED', 3],
    [40000, 'THROTTLED', 3],
    [77777, 'UNDELIVERED', 3],
  ])('answered %d fails with %s after %d tries', async (code, expected, tries) => {
    const { client, requests, results } = authenticating(reply(`{"code":${code},"message":"words"}`));
    await expect(client.authenticate()).rejects.toMatchObject({
      code: expected,
      message: expect.stringContaining(`${code} words`),
    });
    expect(requests).toHaveLength(tries);
    expect(results).toHaveLength(tries);
  });

  test('tells no one of an answer where there was none', async () => {
    const { client, requests, results } = authenticating(lost());
    await expect(client.authenticate()).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    expect(requests).toHaveLength(3);
    expect(results).toEqual([]);
  });

  test('answered with success and no token fails with ANSWER_INVALID', async () => {
    const { client } = authenticating(reply('{"code":0,"message":"success"}'));
    await expect(client.authenticate()).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
  });

  test.each([
    ['ahead', 'Thu, 15 Jan 2026 09:59:00 GMT', 60_000],
    ['behind', 'Thu, 15 Jan 2026 10:01:00 GMT', -60_000],
  ])('knows how far the clock is %s of the server’s', async (_name, date, expected) => {
    const { client, results } = authenticating({ ...tokenReply('t1'), headers: { date } });
    await client.authenticate();
    expect(results[0]?.clockAheadMs).toBe(expected);
  });

  test.each([{}, { date: 'yesterday' }])('knows nothing of the server’s clock from %o', async (headers) => {
    const { client, results } = authenticating({ ...tokenReply('t1'), headers });
    await client.authenticate();
    expect(results[0]?.clockAheadMs).toBeUndefined();
  });

  test('ends with the signal’s reason', async () => {
    const client = createClient(clientOptions({ send: silence, clock: fakeClock() }));
    const controller = new AbortController();
    const waiting = client.authenticate(controller.signal);
    controller.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
  });
});

describe('publish', () => {
  function publishing(list: readonly Fate[]) {
    const clock = fakeClock();
    const platform = createPlatform({ clock });
    const recorded = recorder(fates(platform.handle, list));
    const waits: { error: SimError; ms: number }[] = [];
    const client = createClient(clientOptions({ send: recorded.send, clock, random: () => 0.5 }), {
      onWait: (wait) => waits.push(wait),
    });
    return { clock, client, platform, waits, ...recorded };
  }

  test('posts the body to the topic’s path with the token', async () => {
    const { client, posts } = publishing([]);
    await client.publish(message);
    expect(posts()).toEqual([
      {
        path: '/topic/sys/iot-sim-demo/demo-sensor/thing/event/property/post',
        headers: {
          'Content-Type': 'application/octet-stream',
          password: expect.stringMatching(/^[\da-f]{32}$/),
        },
        body: message.body(),
      },
    ]);
  });

  test('says what the platform answered', async () => {
    const { client, platform } = publishing([]);
    const answer = await client.publish(message);
    const [taken] = await received(platform);
    expect(answer).toEqual({ code: 0, message: 'success', messageId: taken?.messageId });
  });

  test('asks for the body anew when the token had to be renewed', async () => {
    const { client, posts } = publishing([topicReply(20001)]);
    let asked = 0;
    await client.publish({ topic, body: () => String(++asked) });
    expect(posts().map(({ body }) => body)).toEqual(['1', '2']);
  });

  test('asks for the body when there is a token to send it with', async () => {
    const clock = fakeClock();
    const { handle } = createPlatform({ clock });
    const slow: Transport = async (request, signal) => {
      if (request.path === '/auth') await clock.sleep(4_000);
      return handle(request, signal);
    };
    let askedAt: number | undefined;
    const client = createClient(clientOptions({ send: slow, clock }));
    await client.publish({
      topic,
      body() {
        askedAt = clock.elapsed();
        return '';
      },
    });
    expect(askedAt).toBe(4_000);
  });

  test.each([10000, 20004, 77777])('answered %d fails, and is worth another try', async (code) => {
    const { client, posts } = publishing([topicReply(code)]);
    await expect(client.publish(message)).rejects.toMatchObject({ code: 'UNDELIVERED' });
    expect(posts()).toHaveLength(1);
  });

  test('answered 40000 fails as throttled', async () => {
    const { client } = publishing([topicReply(40000, 'request too many')]);
    await expect(client.publish(message)).rejects.toMatchObject({
      code: 'THROTTLED',
      message: 'The platform did not take the message: 40000 request too many.',
    });
  });

  test.each([10001, 20000, 30001])('answered %d is refused, and that is the answer', async (code) => {
    const { client } = publishing([topicReply(code)]);
    expect((await client.publish(message)).code).toBe(code);
  });

  test('fails after an answer that is none', async () => {
    const { client } = publishing([reply('<html>502 Bad Gateway</html>', 502)]);
    await expect(client.publish(message)).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
  });

  test('fails when the connection breaks off', async () => {
    const { client } = publishing([lost()]);
    await expect(client.publish(message)).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
  });

  test('fails with AUTH_REFUSED where there is no token to be had', async () => {
    const send: Transport = async () => reply('{"code":20000,"message":"auth check error"}');
    const client = createClient(clientOptions({ send, clock: fakeClock() }));
    await expect(client.publish(message)).rejects.toMatchObject({ code: 'AUTH_REFUSED' });
  });

  test('sends nothing when the signal has aborted', async () => {
    const { client, requests } = publishing([]);
    const stopped = AbortSignal.abort(new Error('stopped'));
    await expect(client.publish(message, stopped)).rejects.toThrow('stopped');
    expect(requests).toEqual([]);
  });
});

describe('the defaults of a client', () => {
  const send: Transport = async () => reply('');

  test('are hmacsha1 and the machine’s clock', () => {
    expect(completeClientOptions({ device: DEMO_DEVICE, send })).toMatchObject({
      signMethod: 'hmacsha1',
      clock: systemClock,
      tokenStore: undefined,
    });
  });

  test.each([
    ['demo-sensor', 'iot-sim-demo.demo-sensor'],
    ['d'.repeat(80), `iot-sim-demo.${'d'.repeat(51)}`],
  ])('name the client after its device %s, in 64 characters at most', (deviceName, expected) => {
    const options = completeClientOptions({ device: { ...DEMO_DEVICE, deviceName }, send });
    expect(options.clientId).toBe(expected);
  });

  test('give way to what is said', () => {
    const said = clientOptions({ send, clock: fakeClock(), signMethod: 'hmacmd5' as const });
    expect(completeClientOptions(said)).toMatchObject(said);
  });
});
