import { describe, expect, test } from 'vitest';
import { demoDevices } from '../../src/emulator/demo.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { useFolder } from '../helpers/memory-io.ts';
import { topicRequest } from '../helpers/signed.ts';
import {
  DEMO_DEVICE,
  emulatorUnderTest,
  named,
  POST_TOPIC,
  read,
  registration,
} from './emulator-under-test.ts';

const PRODUCT = `products/${DEMO_DEVICE.productKey}`;

describe('the emulator’s own API', () => {
  test('says what there is, where a path is unknown', async () => {
    const { api } = await emulatorUnderTest();
    for (const path of [
      '',
      'helth',
      'health/x',
      'tokens/iot-sim-demo/demo-sensor',
      '../auth',
      'settings/x',
      'products/',
      'products/iot-sim-demo/x',
      'devices/iot-sim-demo',
      'devices//demo-sensor',
    ]) {
      const { status, json } = await api('GET', path);
      expect([path, status]).toEqual([path, 404]);
      expect(json.error).toContain(
        'health, reset, tokens, export, settings, faults, log, products, devices, events',
      );
    }
  });

  test.each([
    ['health', 'GET'],
    ['reset', 'POST'],
    ['settings', 'GET, PATCH'],
    ['faults', 'GET, POST, DELETE'],
    ['faults/:id', 'GET, DELETE'],
    ['tokens', 'DELETE'],
    ['log', 'GET'],
    ['products', 'GET, POST'],
    ['products/:productKey', 'GET, PATCH, DELETE'],
    ['products/:productKey/model', 'GET, PUT'],
    ['products/:productKey/release', 'POST'],
    ['devices', 'GET, POST'],
    ['devices/:productKey/:deviceName', 'GET, PATCH, DELETE'],
    ['events', 'GET'],
    ['export', 'GET'],
  ])('says what %s takes, where the method is another: %s', async (path, allowed) => {
    const { api } = await emulatorUnderTest();
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      if (allowed.split(', ').includes(method)) continue;
      const { status, json } = await api(method, path);
      expect([method, status, json]).toEqual([
        method,
        405,
        { error: `/_emulator/${path} takes ${allowed} alone.` },
      ]);
    }
  });

  test.each([
    ['POST', 'faults'],
    ['PATCH', 'settings'],
    ['PATCH', PRODUCT],
  ])('%s %s of what is no JSON is refused with the reason', async (method, path) => {
    const { api } = await emulatorUnderTest();
    for (const body of ['{', '{"a":1,}', 'tokenTtlMs=1']) {
      const { status, json } = await api(method, path, body);
      expect(status).toBe(400);
      expect(json.error).toMatch(/^The body is no JSON: ./);
    }
    for (const body of ['', '[]', 'null', '"text"', '5']) {
      const { status, json } = await api(method, path, body);
      expect([body, status]).toEqual([body, 400]);
      expect(json.issues).toMatchObject([{ path: '', message: expect.stringContaining('JSON object') }]);
    }
  });

  test('names all that is wrong with a body, and does nothing of it', async () => {
    const { api } = await emulatorUnderTest();
    const before = (await api('GET', 'settings')).json;
    const wrong = {
      clockOffsetMs: '5',
      tokenTtlMs: 0,
      rateLimit: 1.5,
      signsEveryField: 'yes',
      revokesEarlierTokens: null,
      tokenTtl: 5,
    };
    const { status, json } = await api('PATCH', 'settings', wrong);
    expect(status).toBe(400);
    expect(json.issues.map(({ path }: { path: string }) => path)).toEqual(Object.keys(wrong));
    for (const name of Object.keys(wrong)) expect(json.error).toContain(`${name}: `);
    expect((await api('PATCH', 'settings', { tokenTtlMs: 5000, rateLimit: 0 })).status).toBe(400);
    expect({ ...(await api('GET', 'settings')).json, now: before.now }).toEqual(before);
  });

  test('names all that is wrong with a fault, and sets none', async () => {
    const { api } = await emulatorUnderTest();
    const { status, json } = await api('POST', 'faults', { type: 'code', code: 'x', count: 0, delayMs: 5 });
    expect(status).toBe(400);
    expect(json.issues.map(({ path }: { path: string }) => path)).toEqual(['code', 'count', 'delayMs']);
    expect((await api('GET', 'faults')).json).toEqual({ faults: [] });
  });

  test('does not take a misspelt query for none', async () => {
    const { api, token, postCode } = await emulatorUnderTest();
    const password = await token();
    const { status, json } = await api('DELETE', `tokens?devcie=${named('demo-sensor')}`);
    expect([status, json.error]).toEqual([400, expect.stringContaining('there are device')]);
    expect(await postCode(password)).toBe(0);
    expect((await api('GET', 'log?limt=1')).status).toBe(400);
    expect((await api('GET', 'health?x')).status).toBe(400);
  });

  test('answers a body that is too large with 413, and does nothing', async () => {
    const { ask, works } = await emulatorUnderTest();
    const body = ' '.repeat(1024 * 1024 + 1);
    const answer = await ask({ path: '/_emulator/reset', body }).catch(() => undefined); // it hangs up at once
    if (answer)
      expect([answer.status, JSON.parse(answer.body)]).toEqual([413, { error: expect.any(String) }]);
    expect(await works()).toBe(true);
  });
});

describe('health', () => {
  test('is 200, with how much there is', async () => {
    const { api } = await emulatorUnderTest({ devices: 3 });
    expect(await api('GET', 'health')).toEqual({
      status: 200,
      json: { status: 'ok', products: 1, devices: 4 },
    });
  });
});

describe('products', () => {
  test('are listed with their release and without their secret', async () => {
    const { api } = await emulatorUnderTest({ devices: 2 });
    const { json } = await api('GET', 'products');
    expect(json.products).toMatchObject([
      {
        productKey: 'iot-sim-demo',
        mode: 'weak',
        isDynamicRegistration: true,
        devices: 3,
        release: { version: 'v1', atMs: expect.any(Number) },
      },
    ]);
    expect(JSON.stringify(json)).not.toContain('iotsimdemosecret');
    expect((await api('GET', PRODUCT)).json).toEqual(json.products[0]);
  });

  test('that do not exist are 404', async () => {
    const { api } = await emulatorUnderTest();
    expect(await api('GET', 'products/a1')).toEqual({
      status: 404,
      json: { error: 'There is no product a1.' },
    });
    expect((await api('PATCH', 'products/a1', { mode: 'none' })).status).toBe(404);
    expect((await api('PATCH', 'products', { mode: 'none' })).status).toBe(405);
  });

  test('are checked as their mode says, from the next report on', async () => {
    const { api, token, ask, taken } = await emulatorUnderTest();
    const outcomes: unknown[] = [];
    for (const mode of ['strong', 'weak', 'none']) {
      expect((await api('PATCH', PRODUCT, { mode })).json).toMatchObject({ mode });
      await ask(topicRequest(POST_TOPIC, await token(), '{"params":{"temperature":80,"humidity":"wet"}}'));
      const properties = (await taken()).at(-1)?.properties;
      outcomes.push([properties?.get('temperature')?.outcome, properties?.get('humidity')?.outcome]);
    }
    expect(outcomes).toEqual([
      ['filtered', 'filtered'],
      ['outside-model', 'filtered'],
      ['outside-model', 'outside-model'],
    ]);
  });

  test('give secrets by dynamic registration only while that is switched on', async () => {
    const { api, ask } = await emulatorUnderTest({ devices: 1 });
    const [device] = demoDevices(1);
    const register = async () => JSON.parse((await ask(registration(device!))).body);
    await api('PATCH', PRODUCT, { isDynamicRegistration: false });
    expect((await register()).code).toBe(6288);
    await api('PATCH', PRODUCT, { isDynamicRegistration: true });
    expect(await register()).toMatchObject({ code: 200, data: device });
  });

  test.each([
    [{ mode: 'lax' }, 'mode'],
    [{ isDynamicRegistration: 1 }, 'isDynamicRegistration'],
    [{ netType: 'WIFI' }, 'netType'],
    [{}, 'changes nothing'],
  ])('cannot be changed by %j', async (change, words) => {
    const { api } = await emulatorUnderTest();
    const { status, json } = await api('PATCH', PRODUCT, change);
    expect([status, json.error]).toEqual([400, expect.stringContaining(words)]);
  });
});

describe('the log', () => {
  test('is read in pages, the oldest first, each after the last one of the page before', async () => {
    const { api, token, post } = await emulatorUnderTest();
    const password = await token();
    for (let id = 1; id <= 5; id++) await post(password, { id: String(id) });
    const seen: string[] = [];
    let after = '';
    for (let page = 0; page < 4; page++) {
      const { json } = await api('GET', `log?limit=2${after && `&after=${after}`}`);
      for (const { seq, message } of json.exchanges) {
        seen.push(message?.id ?? '/auth');
        after = seq;
      }
    }
    expect(seen).toEqual(['/auth', '1', '2', '3', '4', '5']);
  });

  test('is read backwards with order=newest, and of one device alone', async () => {
    const { api, token, post, ask } = await emulatorUnderTest({ devices: 1 });
    const [other] = demoDevices(1);
    await post(await token(), { id: '1' });
    await post(await token(other), { device: other!, id: '2' });
    await ask({ path: '/topic/hello' });
    const { json } = await api('GET', 'log?order=newest&limit=2');
    expect(json.exchanges).toMatchObject([
      { path: '/topic/hello', code: 20002 },
      { device: named(other!.deviceName), message: { id: '2' } },
    ]);
    const ofOne = (await api('GET', `log?device=${named('demo-sensor')}&order=newest`)).json.exchanges;
    expect(ofOne.map(({ path }: { path: string }) => path)).toEqual([
      expect.stringContaining('/topic/'),
      '/auth',
    ]);
    const rest = (await api('GET', `log?device=${named('demo-sensor')}&after=${ofOne[1].seq}`)).json;
    expect(rest.exchanges).toEqual([ofOne[0]]);
  });

  test('says what was kept and filtered, with every digit', async () => {
    const { token, ask } = await emulatorUnderTest();
    const report = '{"params":{"temperature":10,"humidity":12345678901234567890.10}}';
    await ask(topicRequest(POST_TOPIC, await token(), report));
    const { body } = await ask({ method: 'GET', path: '/_emulator/log?order=newest&limit=1' });
    expect(body).toContain('"identifier":"temperature","outcome":"kept","value":10,');
    expect(body).toContain('"identifier":"humidity","outcome":"filtered","value":12345678901234567890.10,');
  });

  test.each(['limit=0', 'limit=1001', 'limit=many', 'limit=', 'order=random'])(
    'with %s is refused',
    async (query) => {
      const { api } = await emulatorUnderTest();
      expect((await api('GET', `log?${query}`)).status).toBe(400);
    },
  );

  test('is searched for a text that stands in an exchange or in the body of its message', async () => {
    const { api, ask, token, post } = await emulatorUnderTest();
    const password = await token();
    for (const id of ['1', '2', '3']) await post(password, { id });
    await ask(topicRequest(POST_TOPIC, password, '{"id":"4","params":{"temperature":"Wärm"}}'));
    const search = async (text: string, query = '') => {
      const path = `log?device=${named('demo-sensor')}&search=${encodeURIComponent(text)}${query}`;
      const { json } = await api('GET', path);
      expect(json.isComplete).toBe(true);
      return json.exchanges.map(({ message }: { message?: { id: string } }) => message?.id ?? '/auth');
    };
    expect(await search('"id":"2"')).toEqual(['2']);
    expect(await search('wärM')).toEqual(['4']);
    expect(await search('/AUTH')).toEqual(['/auth']);
    expect(await search('property/post')).toEqual(['1', '2', '3', '4']);
    expect(await search('property/post', '&order=newest&limit=2')).toEqual(['4', '3']);
    expect(await search('', '&limit=1')).toEqual(['/auth']);
    const [{ seq }] = (await api('GET', 'log?order=newest&limit=1')).json.exchanges;
    expect(await search('property/post', `&before=${seq}`)).toEqual(['1', '2', '3']);
    expect(await api('GET', 'log?search=x')).toEqual({
      status: 400,
      json: { error: 'A search needs device=productKey/deviceName.' },
    });
  });

  test('of a device that does not exist is 404', async () => {
    const { api } = await emulatorUnderTest();
    for (const device of ['a1/ghost', 'demo-sensor', '']) {
      const { status, json } = await api('GET', `log?device=${device}`);
      expect([status, json.error]).toEqual([404, expect.stringContaining('productKey/deviceName')]);
    }
  });
});

describe('faults', () => {
  test('are listed, given one by one, and taken away one by one or all', async () => {
    const { api } = await emulatorUnderTest();
    const set = {
      type: 'code',
      code: 40000,
      probability: 0.1,
      count: 5,
      device: named('demo-sensor'),
      on: 'topic',
      when: 'before',
    };
    const first = await api('POST', 'faults', set);
    expect(first).toEqual({
      status: 201,
      json: { ...set, id: 'f1', setAtMs: expect.any(Number), struck: 0, isActive: true },
    });
    await api('POST', 'faults', { type: 'latency', delayMs: 5, jitterMs: 1, forMs: 1000 });
    await api('POST', 'faults', { type: 'hang' });
    expect((await api('GET', 'faults/f1')).json).toEqual(first.json);
    const ids = async (method: string, path: string): Promise<string[]> =>
      (await api(method, path)).json.faults.map(({ id }: { id: string }) => id);
    expect(await ids('DELETE', 'faults/f2')).toEqual(['f1', 'f3']);
    expect(await ids('DELETE', 'faults')).toEqual([]);
    for (const method of ['GET', 'DELETE']) {
      expect(await api(method, 'faults/f1')).toEqual({
        status: 404,
        json: { error: 'There is no fault f1.' },
      });
    }
    expect((await api('POST', 'faults/f1', { type: 'hang' })).status).toBe(405);
  });

  test('are 100 at most', async () => {
    const { api, faults } = await emulatorUnderTest();
    for (let i = 0; i < 100; i++) faults.add({ type: 'hang', device: 'a1/ghost' });
    expect(await api('POST', 'faults', { type: 'hang' })).toMatchObject({
      status: 409,
      json: { error: expect.stringContaining('100') },
    });
  });
});

describe('a reset', () => {
  test.each(['memory', 'a folder'])('leaves what there is at the first start, in %s', async (place) => {
    const data = place === 'memory' ? undefined : useFolder();
    const { api, token, post, postCode, close, taken, registry, settings } = await emulatorUnderTest({
      devices: 1,
      data,
      tokenTtlMs: 60_000,
    });
    const password = await token();
    await post(password);
    await api('PATCH', 'settings', { clockOffsetMs: 5000, tokenTtlMs: 1000, rateLimit: 1 });
    await api('PATCH', PRODUCT, { mode: 'strong', isDynamicRegistration: false });
    await api('POST', 'faults', { type: 'code', code: 10000, device: 'a1/ghost' });
    await registry.addProduct({ productName: 'another' });
    const further = await registry.addDevices('iot-sim-demo', [{ deviceName: 'mine' }]);
    expect(further).toHaveLength(1);

    expect(await api('POST', 'reset')).toEqual({ status: 200, json: { status: 'ok' } });
    const asAtStart = async ({ api: ask }: Pick<Awaited<ReturnType<typeof emulatorUnderTest>>, 'api'>) => {
      expect((await ask('GET', 'health')).json).toEqual({ status: 'ok', products: 1, devices: 2 });
      expect((await ask('GET', 'products')).json.products).toMatchObject([
        { productKey: 'iot-sim-demo', mode: 'weak', isDynamicRegistration: true, devices: 2 },
      ]);
      expect((await ask('GET', 'log')).json).toEqual({ exchanges: [], isComplete: true });
      expect((await ask('GET', 'faults')).json).toEqual({ faults: [] });
      expect((await ask('GET', 'settings')).json).toMatchObject({
        clockOffsetMs: 0,
        tokenTtlMs: 60_000,
        rateLimit: null,
      });
    };
    await asAtStart({ api });
    expect(settings.rateLimit).toBeUndefined();
    expect(await taken()).toEqual([]);
    if (data !== undefined) {
      await close();
      await asAtStart(await emulatorUnderTest({ data, tokenTtlMs: 60_000 }));
      return;
    }
    expect(await postCode(password)).toBe(20003);
    expect(await postCode(await token())).toBe(0);
    expect((await api('GET', 'log')).json.exchanges).toHaveLength(3);
  });

  test('lets a device register again', async () => {
    const { api, ask, auth } = await emulatorUnderTest();
    await auth();
    expect(JSON.parse((await ask(registration(DEMO_DEVICE))).body).code).toBe(6289);
    await api('POST', 'reset');
    expect(JSON.parse((await ask(registration(DEMO_DEVICE))).body).code).toBe(200);
  });

  test('while devices report does no harm', async () => {
    const { api, token, postCode, works } = await emulatorUnderTest();
    const password = await token();
    const posts = Array.from({ length: 40 }, () => postCode(password));
    await api('POST', 'reset');
    for (const code of await Promise.all(posts)) expect([0, 20003]).toContain(code);
    expect(await works()).toBe(true);
  });
});

describe('the export', () => {
  test('begins another emulator: devices, tokens, values and log are there', async () => {
    const { ask, token, post, api } = await emulatorUnderTest({ devices: 1 });
    const password = await token();
    await post(password, { id: '7' });
    const { status, headers, body } = await ask({ method: 'GET', path: '/_emulator/export' });
    expect([status, headers['content-type']]).toEqual([200, 'application/json']);
    const log = (await api('GET', 'log')).json;

    const second = await emulatorUnderTest({ state: body });
    expect((await second.api('GET', 'log')).json).toEqual(log);
    expect((await second.api('GET', 'health')).json).toMatchObject({ devices: 2 });
    expect(read(await second.post(password)).code).toBe(0);
  });

  test('is whole though more is kept meanwhile, and though a client goes away in the middle', async () => {
    const { ask, token, post, works } = await emulatorUnderTest();
    const password = await token();
    const [{ body }] = await Promise.all([
      ask({ method: 'GET', path: '/_emulator/export' }),
      ...Array.from({ length: 20 }, () => post(password)),
    ]);
    expect(JSON.parse(body)).toMatchObject({ format: expect.any(String), log: expect.any(Array) });
    const gone = AbortSignal.abort();
    await expect(ask({ method: 'GET', path: '/_emulator/export', signal: gone })).rejects.toThrow();
    expect(await works()).toBe(true);
  });
});

test('a second start on the same port is refused while the first goes on', async () => {
  const { port, works } = await emulatorUnderTest();
  await expect(startEmulator({ port })).rejects.toMatchObject({ code: 'PORT_UNAVAILABLE' });
  expect(await works()).toBe(true);
});
