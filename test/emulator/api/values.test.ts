import { describe, expect, test } from 'vitest';
import { useFolder } from '../../helpers/memory-io.ts';
import { topicRequest } from '../../helpers/signed.ts';
import { emulatorUnderTest, POST_TOPIC } from '../emulator-under-test.ts';

const DEMO = 'devices/iot-sim-demo/demo-sensor';

type UnderTest = Awaited<ReturnType<typeof emulatorUnderTest>>;

/** Reports params as JSON text. */
async function report({ ask, token }: UnderTest, ...reported: string[]): Promise<void> {
  const password = await token();
  for (const params of reported) {
    const { body } = await ask(topicRequest(POST_TOPIC, password, `{"params":${params}}`));
    expect(JSON.parse(body).code).toBe(0);
  }
}

/** Reports of the temperature, each value a second after the one before, the first at second 1. */
const series = (values: readonly string[]): string[] =>
  values.map((value, index) => `{"temperature":{"value":${value},"time":${1000 * (index + 1)}}}`);

describe('the status of a device', () => {
  test('has each property of the model, with its latest value where there is one', async () => {
    const emulator = await emulatorUnderTest();
    const { api, clock } = emulator;
    const before = (await api('GET', `${DEMO}/status`)).json;
    expect(before.properties).toMatchObject([
      { identifier: 'temperature', property: { name: expect.any(String), dataType: { type: 'int' } } },
      { identifier: 'humidity' },
    ]);
    expect(before.properties.some((one: object) => 'latest' in one)).toBe(false);
    await report(emulator, ...series(['21', '22']), '{"humidity":{"value":60,"time":5}}');
    const { json } = await api('GET', `${DEMO}/status`);
    expect(json.properties.map(({ latest }: { latest: unknown }) => latest)).toEqual([
      { timeMs: 2000, value: 22 },
      { timeMs: 5, value: 60 },
    ]);
    expect(Math.abs(json.now - clock.now())).toBeLessThan(60_000);
  });

  test('says why a value is outside the model, and keeps every digit', async () => {
    const emulator = await emulatorUnderTest({ mode: 'none' });
    await report(emulator, '{"temperature":12345678901234567890.10,"humidity":"wet"}');
    const { body } = await emulator.ask({ method: 'GET', path: `/_emulator/${DEMO}/status` });
    expect(body).toContain('"value":12345678901234567890.10,"refusal":{"code":');
    expect(JSON.parse(body).properties[1].latest).toMatchObject({
      value: 'wet',
      refusal: { code: 6306 },
    });
  });

  test('has what the model no longer knows behind what it knows', async () => {
    const emulator = await emulatorUnderTest();
    const { api } = emulator;
    await report(emulator, '{"temperature":21,"humidity":60}');
    const other = { identifier: 'constructor', dataType: { type: 'int' } };
    const { draft } = (await api('GET', 'products/iot-sim-demo/model')).json;
    const humidity = draft.properties[1];
    await api('PUT', 'products/iot-sim-demo/model', { properties: [other, humidity] });
    await api('POST', 'products/iot-sim-demo/release');
    const { json } = await api('GET', `${DEMO}/status`);
    expect(json.properties).toEqual([
      { identifier: 'constructor', property: other },
      { identifier: 'humidity', property: humidity, latest: { timeMs: expect.any(Number), value: 60 } },
      { identifier: 'temperature', latest: { timeMs: expect.any(Number), value: 21 } },
    ]);
  });

  test('is the same after a restart', async () => {
    const data = useFolder();
    const first = await emulatorUnderTest({ data });
    await report(first, ...series(['3', '1', '2']), '{"humidity":{"value":60,"time":5}}');
    await report(first, '{"temperature":{"value":9,"time":1}}');
    const { properties } = (await first.api('GET', `${DEMO}/status`)).json;
    expect(properties[0].latest).toEqual({ timeMs: 3000, value: 2 });
    await first.close();
    const second = await emulatorUnderTest({ data });
    await report(second, '{"temperature":{"value":8,"time":2}}');
    expect((await second.api('GET', `${DEMO}/status`)).json.properties).toEqual(properties);
  });

  test('of a product that was never released has no properties', async () => {
    const { api } = await emulatorUnderTest();
    const { productKey } = (await api('POST', 'products', { productName: 'fresh' })).json;
    await api('POST', 'devices', { productKey, deviceName: 'name' });
    expect((await api('GET', `devices/${productKey}/name/status`)).json.properties).toEqual([]);
  });
});

describe('the history of a property', () => {
  test('is the newest values first, of a time, and so many as asked for', async () => {
    const emulator = await emulatorUnderTest();
    await report(emulator, ...series(['1', '2', '3', '4', '5']), '{"humidity":60}');
    const values = async (query: string) => {
      const { status, json } = await emulator.api('GET', `${DEMO}/history?identifier=temperature${query}`);
      expect(status).toBe(200);
      return json.values.map(({ value }: { value: unknown }) => value);
    };
    expect(await values('')).toEqual([5, 4, 3, 2, 1]);
    expect(await values('&limit=2')).toEqual([5, 4]);
    expect(await values('&from=2000&to=4000')).toEqual([4, 3, 2]);
    expect(await values('&from=2001&limit=1')).toEqual([5]);
    expect(await values('&to=999')).toEqual([]);
  });

  test('has 100 values unless more are asked for, every digit of them, and why one is outside the model', async () => {
    const emulator = await emulatorUnderTest({ mode: 'none' });
    const many = Array.from({ length: 150 }, (_, index) => String(index));
    await report(emulator, ...series([...many, '10.50', '"warm"']));
    const path = `/_emulator/${DEMO}/history?identifier=temperature`;
    const { body } = await emulator.ask({ method: 'GET', path });
    expect(body).toContain('{"timeMs":151000,"value":10.50,"refusal":{');
    expect(JSON.parse(body).values).toHaveLength(100);
    const all = await emulator.ask({ method: 'GET', path: `${path}&limit=1000` });
    expect(JSON.parse(all.body).values).toHaveLength(152);
  });
});

describe('the chart of a property', () => {
  test('has every value, oldest first, where they can all be drawn', async () => {
    const emulator = await emulatorUnderTest({ mode: 'none' });
    await report(emulator, ...series(['5', '1e400', '"text"', '-2.50', 'true', 'false', 'null', '[1]', '3']));
    const { json } = await emulator.api('GET', `${DEMO}/chart?identifier=temperature`);
    expect(json).toEqual({
      count: 9,
      points: [
        [1000, 5],
        [4000, -2.5],
        [5000, 1],
        [6000, 0],
        [9000, 3],
      ],
    });
  });

  test('has the first, last, least and greatest of each part where there are more', async () => {
    const emulator = await emulatorUnderTest();
    await report(emulator, ...series(['1', '5', '2', '0', '3', '7', '7', '7', '7', '7']));
    const chart = async (query: string) =>
      (await emulator.api('GET', `${DEMO}/chart?identifier=temperature${query}`)).json;
    const half = [
      [1000, 1],
      [2000, 5],
      [4000, 0],
      [5000, 3],
    ];
    expect(await chart('&parts=2')).toEqual({ count: 10, points: [...half, [6000, 7], [10_000, 7]] });
    expect(await chart('&parts=1&from=1000&to=5000')).toEqual({ count: 5, points: half });
    expect((await chart('&from=4000&to=6000')).points).toEqual([
      [4000, 0],
      [5000, 3],
      [6000, 7],
    ]);
    expect(await chart('&from=20000')).toEqual({ count: 0, points: [] });
  });

  test('of a property that was never reported is empty', async () => {
    const { api } = await emulatorUnderTest();
    expect((await api('GET', `${DEMO}/chart?identifier=never`)).json).toEqual({ count: 0, points: [] });
  });
});

test.each(['chart', 'history'])('a %s that cannot be read is refused with the reason', async (name) => {
  const { api } = await emulatorUnderTest();
  const most = name === 'chart' ? 'parts=2001' : 'limit=1001';
  for (const [query, words] of [
    ['', 'identifier'],
    ['?identifier=a&from=yesterday', 'from'],
    ['?identifier=a&to=-5', 'to'],
    [`?identifier=a&${most}`, most.split('=')[0]],
    ['?identifier=a&order=newest', 'order'],
  ]) {
    const { status, json } = await api('GET', `${DEMO}/${name}${query}`);
    expect([query, status, json.error]).toEqual([query, 400, expect.stringContaining(words!)]);
  }
  expect((await api('GET', `devices/iot-sim-demo/ghost/${name}?identifier=a`)).status).toBe(404);
});
