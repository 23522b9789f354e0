import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JudgedProperty } from '../../src/emulator/exchange.ts';
import { createHistory, HISTORY, type HistoryQuery, isSampleSeq } from '../../src/emulator/history.ts';
import { createRetention } from '../../src/emulator/store/retention.ts';
import { createSequence } from '../../src/emulator/store/sequence.ts';
import type { Store } from '../../src/emulator/store/store.ts';
import { type Json, parseJson, writeJson } from '../../src/json.ts';
import { all, PARAMS, report, tokenOf, useKeptPlatform } from './kept-platform.ts';
import { keysOf, STORES } from './store/stores.ts';

const DEVICE = { productKey: 'a1b2c3d4e5f', deviceName: 'sensor' };
const NAME = 'a1b2c3d4e5f/sensor';
const DEMO = { productKey: 'iot-sim-demo', deviceName: 'demo-sensor' };
const LIMITS = { perShelf: 1e9, total: 1e9 };

/** One value as a device wrote it; with a refusal it is outside the model. */
interface Given {
  readonly identifier?: string;
  readonly json: string;
  readonly timeMs: number;
  readonly refused?: { readonly code: number; readonly message: string };
}

function judged({ identifier = 'temperature', json, timeMs, refused }: Given): JudgedProperty {
  const verdict = { identifier, value: parseJson(json), timeMs };
  return refused === undefined
    ? { ...verdict, outcome: 'kept' }
    : { ...verdict, outcome: 'outside-model', refusal: refused };
}

/** A history, and a way to report to it. */
function historyUnderTest(store: Store, { isFresh = true, limits = LIMITS, starts = 1 } = {}) {
  const history = createHistory(
    { store, isFresh },
    createRetention({ store, isFresh }, { ...limits, range: HISTORY }),
  );
  const nextSeq = createSequence(starts);
  return {
    history,
    async add(given: readonly Given[], device = NAME): Promise<void> {
      const kept = given.map(judged);
      const samples = history.put(device, kept, nextSeq());
      await store.write(samples.map(({ change }) => change));
      history.written(device, samples);
    },
    /** The values of `temperature`, as the device wrote them. */
    async values(query: Partial<HistoryQuery> = {}): Promise<string[]> {
      const values = await all(history.values({ device: DEVICE, identifier: 'temperature', ...query }));
      return values.map(({ value }) => writeJson(value));
    },
  };
}

const at = (timeMs: number, json = String(timeMs)): Given => ({ json, timeMs });

describe.each(STORES)('a history %s', (_name, open) => {
  test.each([
    '22',
    '22.0',
    '-0',
    '0.1000',
    '1e5',
    '1E+400',
    '892687627916247040',
    '-9223372036854775808',
    '"ü 漢字 😀 \\u0000\\n\\"\\\\ \\ud800"',
    'true',
    'null',
    '[1.0,2,[3.50]]',
    '{"x":1.0,"__proto__":{"y":2.00},"":"!\\n"}',
  ])('gives %s back as it was written', async (json) => {
    const { add, values, history } = historyUnderTest(await open());
    await add([at(1, json)]);
    expect(await values()).toEqual([json]);
    const latest = (await history.latest(DEVICE)).get('temperature');
    expect(latest && writeJson(latest.value)).toBe(json);
  });

  test('orders values by their time, however late they come', async () => {
    const { add, values } = historyUnderTest(await open());
    for (const timeMs of [5, 1, 1_000_000_000_000, 3, 20]) await add([at(timeMs)]);
    expect(await values()).toEqual(['1000000000000', '20', '5', '3', '1']);
    expect(await values({ isNewestFirst: false })).toEqual(['1', '3', '5', '20', '1000000000000']);
  });

  test('keeps values of one time apart, in the order they came', async () => {
    const { add, values } = historyUnderTest(await open());
    await add([at(7, '1')]);
    await add([at(7, '2')]);
    await add([at(7, '3'), at(7, '4'), at(7, '5')]);
    expect(await values({ isNewestFirst: false })).toEqual(['1', '2', '3', '4', '5']);
  });

  test('keeps the values of a batch of the greatest size apart', async () => {
    const { add, values } = historyUnderTest(await open());
    const batch = Array.from({ length: 6000 }, (_, index) => at(7, String(index)));
    await add(batch);
    expect(await values({ isNewestFirst: false })).toEqual(batch.map(({ json }) => json));
  });

  test('gives ranges with both ends, and so many values as are asked for', async () => {
    const { add, values } = historyUnderTest(await open());
    for (let timeMs = 1; timeMs <= 9; timeMs++) await add([at(timeMs), at(timeMs, `"${timeMs}"`)]);
    expect(await values({ fromMs: 3, toMs: 4 })).toEqual(['"4"', '4', '"3"', '3']);
    expect(await values({ fromMs: 3, toMs: 4, isNewestFirst: false, limit: 3 })).toEqual(['3', '"3"', '4']);
    expect(await values({ fromMs: -5, toMs: 1 })).toHaveLength(2);
    expect(await values({ fromMs: 9, toMs: Number.MAX_SAFE_INTEGER })).toHaveLength(2);
    expect(await values({ fromMs: 5, toMs: 4 })).toEqual([]);
    expect(await values({ toMs: -5 })).toEqual([]);
    expect(await values({ limit: 0 })).toEqual([]);
    expect(await values({ limit: 1 })).toEqual(['"9"']);
  });

  test('gives the values of one property, whatever else was reported with them', async () => {
    const { add, values, history } = historyUnderTest(await open());
    for (let timeMs = 1; timeMs <= 5; timeMs++) {
      await add([at(timeMs), { identifier: 'temperature2', json: '0', timeMs }]);
      await add([{ identifier: 'rare', json: String(timeMs), timeMs }]);
    }
    expect(await values()).toEqual(['5', '4', '3', '2', '1']);
    expect(await values({ identifier: 'rare', limit: 2 })).toEqual(['5', '4']);
    expect(await values({ identifier: 'never' })).toEqual([]);
    expect(await values({ device: { ...DEVICE, deviceName: 'sensor2' } })).toEqual([]);
    expect([...(await history.latest(DEVICE)).keys()].toSorted()).toEqual([
      'rare',
      'temperature',
      'temperature2',
    ]);
  });

  test('gives the numbers of a property in the order of their time, and counts all else', async () => {
    const { add, history } = historyUnderTest(await open());
    await add([at(3, '-0.50'), { identifier: 'other', json: '9', timeMs: 3 }]);
    await add([at(1, '1E2'), at(1, '{"temperature":7}')]);
    await add([{ identifier: 'struct', json: '{"temperature":8}', timeMs: 2 }]);
    await add([at(2, 'true'), at(2, '"5"'), at(2, '-1e999'), at(2, 'null'), at(1_000_000_000_000, '0')]);
    const series = async (query = {}) =>
      history.series({ device: DEVICE, identifier: 'temperature', ...query });
    const points = [
      [1, 100],
      [2, 1],
      [3, -0.5],
      [1_000_000_000_000, 0],
    ];
    expect(await series()).toEqual({ count: 8, points });
    expect(await series({ fromMs: 2, toMs: 3 })).toEqual({ count: 5, points: points.slice(1, 3) });
    expect(await series({ identifier: 'never' })).toEqual({ count: 0, points: [] });
  });

  test('says of values outside the model why they are', async () => {
    const { add, history } = historyUnderTest(await open());
    const refused = { code: 6310, message: 'text with "quotes"\nand a line' };
    // Words that every object knows must not be taken for refusals.
    const words = ['constructor', '__proto__', 'toString'];
    for (const [index, identifier] of words.entries()) {
      await add([{ identifier, json: '1', timeMs: index }]);
      await add([{ identifier, json: '2', timeMs: index, refused }, at(index)]);
    }
    for (const identifier of words) {
      const [newest, oldest] = await all(history.values({ device: DEVICE, identifier }));
      expect([newest?.refusal, oldest?.refusal]).toEqual([refused, undefined]);
    }
    const values = await all(history.values({ device: DEVICE, identifier: 'temperature' }));
    expect(values.map(({ refusal }) => refusal)).toEqual([undefined, undefined, undefined]);
  });

  test('knows the latest values by their time, also after a restart', async () => {
    const store = await open();
    const first = historyUnderTest(store);
    await first.add([at(5, '"a"'), { identifier: 'humidity', json: '60.0', timeMs: 9 }]);
    await first.add([at(5, '"b"')]);
    await first.add([at(4, '"late"')]);
    const second = historyUnderTest(store, { isFresh: false, starts: 2 });
    for (const { history } of [first, second]) {
      const latest = await history.latest(DEVICE);
      const shown = [...latest].map(([identifier, { timeMs, value }]) => [
        identifier,
        timeMs,
        writeJson(value),
      ]);
      expect(shown.toSorted()).toEqual([
        ['humidity', 9, '60.0'],
        ['temperature', 5, '"b"'],
      ]);
      expect(await history.latest({ ...DEVICE, deviceName: 'other' })).toEqual(new Map());
    }
    await second.add([at(6, '"c"')]);
    expect(writeJson((await second.history.latest(DEVICE)).get('temperature')!.value)).toBe('"c"');
  });

  test('forgets a device, and no other whose name begins alike', async () => {
    const { add, values, history } = historyUnderTest(await open());
    const other = { ...DEVICE, deviceName: 'sensor.1' };
    await add([at(1)]);
    await add([at(1)], `${DEVICE.productKey}/sensor.1`);
    await history.removeDevice(DEVICE);
    expect(await values()).toEqual([]);
    expect(await history.latest(DEVICE)).toEqual(new Map());
    expect(await values({ device: other })).toEqual(['1']);
    await add([at(2)]);
    expect(await values()).toEqual(['2']);
  });

  test('loses a device’s oldest values beyond its share', async () => {
    const store = await open();
    const { add, values } = historyUnderTest(store, { limits: { perShelf: 5000, total: 1e9 } });
    for (let timeMs = 1000; timeMs < 1200; timeMs++) await add([at(timeMs)]);
    await add([at(1)]); // late: the first to go when there are too many again
    const most = 5000 / (await keysOf(store))[0]!.length;
    await expect.poll(async () => (await values()).length).toBeLessThan(most);
    const left = await values();
    expect(left[0]).toBe('1199');
    expect(left.length).toBeGreaterThan(most * 0.6);
  });
});

/** What was reported, in this order; what came again with the same time and digits once. */
function onceEach(given: readonly { timeMs: number; json: string }[]): string[] {
  const once = new Map(given.map((one) => [`${one.timeMs} ${one.json}`, one] as const).toReversed());
  return given.filter((one) => once.get(`${one.timeMs} ${one.json}`) === one).map(({ json }) => json);
}

test('whatever was reported is found again, and in order', async () => {
  const identifier = fc.constantFrom('temperature', 'humidity', '__proto__', 'a:b');
  const value = fc.json({ maxDepth: 3 }).map((text) => writeJson(parseJson(text)));
  const given = fc.record({ identifier, json: value, timeMs: fc.nat({ max: 5 }) });
  const messages = fc.array(fc.array(given, { maxLength: 8 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(messages, async (reported) => {
      const { add, values } = historyUnderTest(await STORES[0]![1]());
      for (const message of reported) await add(message);
      for (const name of ['temperature', 'humidity', '__proto__', 'a:b']) {
        const own = reported.flat().filter((one) => one.identifier === name);
        const sorted = own.toSorted((a, b) => a.timeMs - b.timeMs);
        expect(await values({ identifier: name, isNewestFirst: false })).toEqual(onceEach(sorted));
        expect(await values({ identifier: name })).toEqual(onceEach(sorted.toReversed()));
      }
    }),
    { numRuns: 60 },
  );
});

test.each([undefined, '', '000100000001.1', '000100000001.00001', '000100000001/0001'])(
  '%j keeps no samples apart',
  (text) => {
    expect(isSampleSeq(text)).toBe(false);
  },
);

describe('a platform', () => {
  const valuesOf = async (
    platform: Awaited<ReturnType<ReturnType<typeof useKeptPlatform>['open']>>,
    identifier: string,
  ) =>
    (await all(platform.history.values({ device: DEMO, identifier }))).map(
      ({ value, refusal }): [Json, number | undefined] => [value, refusal?.code],
    );

  test('keeps what was reported over a restart, exactly', async () => {
    const place = useKeptPlatform();
    const first = await place.open({ mode: 'none' });
    const token = await tokenOf(first);
    await report(first, { token, params: '{"temperature":22.0,"humidity":{"value":60,"time":1}}' });
    const second = await place.open();
    const [temperature] = await all(second.history.values({ device: DEMO, identifier: 'temperature' }));
    expect(temperature?.timeMs).toBe(place.clock.now());
    expect(writeJson(temperature!.value)).toBe('22.0');
    const [humidity] = await all(second.history.values({ device: DEMO, identifier: 'humidity' }));
    expect(humidity).toEqual({ timeMs: 1, value: 60, refusal: undefined });
  });

  test('in mode weak keeps values outside the model with the code that says so', async () => {
    const platform = await useKeptPlatform().open();
    const token = await tokenOf(platform);
    await report(platform, { token, params: '{"temperature":1000}' });
    await report(platform, { token, params: PARAMS });
    await report(platform, { token, params: '{"temperature":"warm"}' });
    const values = await valuesOf(platform, 'temperature');
    expect(values).toEqual([
      [22, undefined],
      [1000, expect.any(Number)],
    ]);
  });

  test('in mode none keeps unknown identifiers in the log and not in the history', async () => {
    const platform = await useKeptPlatform().open({ mode: 'none' });
    const token = await tokenOf(platform);
    await report(platform, { token, params: '{"unknown":1,"temperature":"warm"}' });
    expect(await valuesOf(platform, 'unknown')).toEqual([]);
    expect(await valuesOf(platform, 'temperature')).toEqual([['warm', expect.any(Number)]]);
    expect([...(await platform.history.latest(DEMO)).keys()]).toEqual(['temperature']);
    const [message] = await platform.messages();
    expect(message?.message.properties.map(({ identifier, outcome }) => [identifier, outcome])).toEqual([
      ['unknown', 'outside-model'],
      ['temperature', 'outside-model'],
    ]);
  });
});
