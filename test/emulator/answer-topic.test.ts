import { describe, expect, test } from 'vitest';
import { POST_TOPIC, platformUnderTest } from '../helpers/platforms.ts';
import { authRequest, signedFields, topicRequest } from '../helpers/signed.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const REPORT = '{"id":"1","version":"1.0","params":{"temperature":22},"method":"thing.event.property.post"}';
const CUSTOM = '/iot-sim-demo/demo-sensor/user/update';
const KB_128 = 128 * 1024;

describe('/topic takes', () => {
  test('a property report, and answers with a message id of bare digits', async () => {
    const { post } = platformUnderTest();
    const { status, text } = await post(POST_TOPIC, REPORT);
    expect(status).toBe(200);
    expect(text).toMatch(/^\{"code":0,"info":\{"messageId":\d{19}\},"message":"success"\}$/);
  });

  test.each<[string, string]>([
    ['OTA versions', '/ota/device/inform/iot-sim-demo/demo-sensor'],
    ['tags', '/sys/iot-sim-demo/demo-sensor/thing/deviceinfo/update'],
    ['events', '/sys/iot-sim-demo/demo-sensor/thing/event/alarm/post'],
    ['raw data', '/sys/iot-sim-demo/demo-sensor/thing/model/up_raw'],
    ['data on a custom topic', CUSTOM],
    ['data on a custom topic of many levels', '/iot-sim-demo/demo-sensor/a/b/c/d'],
    ['data on a topic of 128 bytes', `${CUSTOM}/`.padEnd(128, 'x')],
  ])('%s', async (_what, topic) => {
    const { post, last } = platformUnderTest();
    expect((await post(topic, '{"anything":true}')).code).toBe(0);
    const taken = await last();
    expect(taken).toMatchObject({ topic, body: '{"anything":true}' });
    expect(taken?.properties.size).toBe(0);
  });

  test('tags whose params are a list, as the vendor’s C SDK 3 sends them', async () => {
    const { post, last } = platformUnderTest();
    const body = '{"id":"1","version":"1.0","params":[{"attrKey":"SYS_ALIOS_ACTIVATION","attrValue":"0"}]}';
    expect((await post('/sys/iot-sim-demo/demo-sensor/thing/deviceinfo/update', body)).code).toBe(0);
    expect((await last())?.problem).toBeUndefined();
  });

  test.each([
    ['text that is no JSON', 'hello'],
    ['an empty body', ''],
    ['exactly 128 KB', 'x'.repeat(KB_128)],
    [
      'exactly 128 KB of letters of several bytes',
      '温'.repeat(KB_128 / 3).padEnd(KB_128 / 3 + (KB_128 % 3), 'x'),
    ],
  ])('%s on a custom topic', async (_what, body) => {
    const { post, last } = platformUnderTest();
    expect((await post(CUSTOM, body)).code).toBe(0);
    expect((await last())?.body).toBe(body);
  });

  test.each(['application/octet-stream;charset=utf-8', 'APPLICATION/OCTET-STREAM'])(
    'a body of type %s',
    async (type) => {
      const { ask, token } = platformUnderTest();
      const headers = { 'content-type': type, Password: await token() };
      expect((await ask({ path: `/topic${CUSTOM}`, headers, body: '' })).code).toBe(0);
    },
  );
});

describe('/topic refuses', () => {
  test.each<[string, { password?: string }]>([
    ['no token', {}],
    ['an empty token', { password: '' }],
  ])('with 20002 %s', async (_what, password) => {
    const { ask } = platformUnderTest();
    const headers = { 'content-type': 'application/octet-stream', ...password };
    const { status, text } = await ask({ path: `/topic${POST_TOPIC}`, headers, body: REPORT });
    expect(status).toBe(200);
    expect(text).toMatch(/^\{"code":20002,"info":\{"messageId":\d{19}\},"message":"token is null"\}$/);
  });

  test('with 20003 a token that was never issued', async () => {
    const { ask } = platformUnderTest();
    const { text } = await ask(topicRequest(POST_TOPIC, 'f'.repeat(32), REPORT));
    expect(text).toMatch(/^\{"code":20003,"info":\{"messageId":\d{19}\},"message":"check token error"\}$/);
  });

  test('with 20001 a token whose life is over, to the millisecond', async () => {
    const { ask, token, clock } = platformUnderTest({ tokenTtlMs: HOUR_MS });
    const request = topicRequest(POST_TOPIC, await token(), REPORT);
    await clock.advance(HOUR_MS - 1);
    expect((await ask(request)).code).toBe(0);
    await clock.advance(1);
    expect((await ask(request)).text).toMatch(
      /^\{"code":20001,"info":\{"messageId":\d{19}\},"message":"token is expired"\}$/,
    );
  });

  test('with 20001 a token after seven days where nothing else is said', async () => {
    const { ask, token, clock } = platformUnderTest();
    const request = topicRequest(POST_TOPIC, await token(), REPORT);
    await clock.advance(7 * DAY_MS - 1);
    expect((await ask(request)).code).toBe(0);
    await clock.advance(1);
    expect((await ask(request)).code).toBe(20001);
  });

  test('with 20003 a device that was disabled after it got its token', async () => {
    const { platform, ask, token, registry } = platformUnderTest();
    const request = topicRequest(POST_TOPIC, await token(), REPORT);
    await platform.changeDevice(registry.device('iot-sim-demo', 'demo-sensor')!, { isEnabled: false });
    expect((await ask(request)).code).toBe(20003);
  });

  test.each([undefined, 'application/json', 'text/plain'])('with 10001 a body of type %s', async (type) => {
    const { ask, token } = platformUnderTest();
    const headers = { password: await token(), ...(type === undefined ? {} : { 'content-type': type }) };
    expect((await ask({ path: `/topic${CUSTOM}`, headers, body: '' })).code).toBe(10001);
  });

  test.each([
    ['one byte more than 128 KB', 'x'.repeat(KB_128 + 1)],
    ['fewer letters than that, but more bytes', '温'.repeat(KB_128 / 2)],
  ])('with 10001 %s', async (_what, body) => {
    const { post, notes } = platformUnderTest();
    expect((await post(CUSTOM, body)).code).toBe(10001);
    expect(notes().join()).toContain('131072');
  });

  test('with 10001 a query', async () => {
    const { ask, token } = platformUnderTest();
    const request = topicRequest(CUSTOM, await token(), '');
    expect((await ask({ ...request, path: `${request.path}?a=b` })).code).toBe(10001);
  });

  test.each([
    ['of another device', '/sys/iot-sim-demo/other/thing/event/property/post'],
    ['of another product', '/sys/a1Other/demo-sensor/thing/event/property/post'],
    ['of a device whose name begins alike', '/sys/iot-sim-demo/demo-sensor-2/thing/event/property/post'],
    ['for the versions of another device', '/ota/device/inform/iot-sim-demo/other'],
    ['of another device’s own', '/iot-sim-demo/other/user/update'],
    ['that is none', '/hello'],
    ['that is empty', '/'],
    ['that ends after the device', '/iot-sim-demo/demo-sensor/'],
    ['of the system that is not for things', '/sys/iot-sim-demo/demo-sensor/rrpc/request/1'],
    ['of 129 bytes', `${CUSTOM}/`.padEnd(129, 'x')],
  ])('with 30001 a topic %s', async (_what, topic) => {
    const { post, received } = platformUnderTest();
    expect((await post(topic, REPORT)).text).toMatch(
      /^\{"code":30001,"info":\{"messageId":\d{19}\},"message":"publish message error"\}$/,
    );
    expect(await received()).toEqual([]);
  });

  test('with 30001 the topic of a second device, whose own token opens it', async () => {
    const { ask, post, registry, clock } = platformUnderTest();
    const second = { productKey: 'a1Second', deviceName: 'second', deviceSecret: 'another secret' };
    await registry.addProduct({ productKey: 'a1Second', productName: 'Second' });
    await registry.addDevices('a1Second', [second]);
    const topic = '/sys/a1Second/second/thing/event/property/post';
    expect((await post(topic, REPORT)).code).toBe(30001);
    const { token } = await ask(authRequest(signedFields(second, { timestamp: clock.now() })));
    expect((await ask(topicRequest(topic, token!, REPORT))).code).toBe(0);
  });
});

describe('of two faults /topic names', () => {
  const foreign = '/topic/sys/iot-sim-demo/other/thing/event/property/post';
  const tooLarge = 'x'.repeat(KB_128 + 1);

  test.each<
    [string, number, { path: string; type: string; body: string; password: 'none' | 'wrong' | 'good' }]
  >([
    [
      'a missing token first',
      20002,
      { path: `${foreign}?a=b`, type: 'text/plain', body: tooLarge, password: 'none' },
    ],
    [
      'a wrong token next',
      20003,
      { path: `${foreign}?a=b`, type: 'text/plain', body: tooLarge, password: 'wrong' },
    ],
    ['the type before the topic', 10001, { path: foreign, type: 'text/plain', body: '', password: 'good' }],
    [
      'the query before the topic',
      10001,
      { path: `${foreign}?a=b`, type: 'application/octet-stream', body: '', password: 'good' },
    ],
    [
      'the size before the topic',
      10001,
      { path: foreign, type: 'application/octet-stream', body: tooLarge, password: 'good' },
    ],
  ])('%s', async (_what, code, { path, type, body, password }) => {
    const { ask, token } = platformUnderTest();
    const passwords = { none: '', wrong: 'wrong', good: await token() };
    const headers = { 'content-type': type, password: passwords[password] };
    expect((await ask({ path, headers, body })).code).toBe(code);
  });
});

test('every answer of /topic has a message id of 19 digits, each greater than the last', async () => {
  const { ask, token, clock } = platformUnderTest();
  const password = await token();
  const ids: bigint[] = [];
  for (const each of [password, '', 'wrong', password, password]) {
    const { messageId } = await ask(topicRequest(CUSTOM, each, ''));
    expect(messageId).toMatch(/^\d{19}$/);
    ids.push(BigInt(messageId!));
    if (ids.length === 3) await clock.advance(1);
  }
  expect(ids).toEqual([...new Set(ids)].sort((a, b) => (a < b ? -1 : 1)));
});

test('what was refused is not among the messages', async () => {
  const { ask, token, received } = platformUnderTest();
  await ask(topicRequest(CUSTOM, 'wrong', ''));
  await ask({ path: `/topic${CUSTOM}`, headers: { password: await token() }, body: '' });
  expect(await received()).toEqual([]);
});
