import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE } from '../../../src/emulator/demo.ts';
import type { Platform } from '../../../src/emulator/platform.ts';
import { readState } from '../../../src/emulator/state-file/read-state.ts';
import { writeJson } from '../../../src/json.ts';
import { PRESETS } from '../../../src/tsl/presets.ts';
import { writeThingModel } from '../../../src/tsl/write-model.ts';
import { START_MS } from '../../helpers/fake-clock.ts';
import { useFolder } from '../../helpers/memory-io.ts';
import { authRequest, signedFields } from '../../helpers/signed.ts';
import { all, authenticate, exported, PARAMS, report, tokenOf, useKeptPlatform } from '../kept-platform.ts';

/** A platform with something of everything, and a token of its demo device. */
async function fill(platform: Platform): Promise<string> {
  const tsl = writeThingModel(PRESETS['environment-float'], 'other');
  const release = { version: 'v2', description: '“text”\n漢字', atMs: START_MS, tsl };
  const { productKey } = await platform.registry.addProduct({
    productName: '第二',
    mode: 'none',
    draft: tsl,
    release,
  });
  await platform.registry.addProduct({ productName: 'never released' });
  const devices = await platform.registry.addDevices(productKey, [{ nickname: 'one' }, {}, {}]);
  await platform.changeDevice(devices[2]!, { isEnabled: false });
  const triple = devices[0]!.triple;
  const token = await tokenOf(platform, triple);
  const values = ['22.0', '1e5', '892687627916247040', '"ü\\u0000\\ud800\\n"', '{"a":[1.0]}', '99999'];
  for (const value of values) {
    await report(platform, { token, params: `{"temperature":${value},"unknown":1.50}`, device: triple });
  }
  const demoToken = await tokenOf(platform);
  await report(platform, { token: demoToken, params: PARAMS });
  await report(platform, {
    token: demoToken,
    params: '{"temperature":{"value":1000,"time":5},"humidity":[]}',
  });
  await report(platform, { token: demoToken, params: 'no JSON \u0000 \ud800' });
  await report(platform, { token: 'f'.repeat(32), params: PARAMS });
  await platform.handle(authRequest(signedFields({ ...DEMO_DEVICE, deviceName: 'nobody' })));
  return demoToken;
}

describe('an exported state', () => {
  test.each(['in memory', 'in a folder'])(
    'that is imported %s is exported again as the same text',
    async (where) => {
      const place = useKeptPlatform();
      const first = await place.open();
      await fill(first);
      const text = await exported(first);
      const data = where === 'in memory' ? undefined : useFolder();
      const second = await place.open({ data, state: text });
      expect(await exported(second)).toBe(text);
      if (data === undefined) return;
      expect(await exported(await place.open({ data }))).toBe(text);
    },
  );

  test('of a platform in memory is the same as that of one in a folder', async () => {
    const place = useKeptPlatform();
    const text = await exported(await place.open({ data: undefined, devices: 3 }));
    expect(text).toBe(await exported(await place.open({ data: undefined, state: text, devices: 3 })));
  });

  test('brings everything: products, devices, tokens, values, log', async () => {
    const place = useKeptPlatform();
    const first = await place.open();
    const token = await fill(first);
    const products = [...first.registry.products()];
    const devices = products.map(({ productKey }) => [...first.registry.devices(productKey)]);
    const log = await first.log.exchanges();
    const other = devices[1]![0]!.triple;
    const query = { device: other, identifier: 'temperature' };
    const values = await all(first.history.values(query));
    expect(values.map(({ value }) => writeJson(value))).toContain('892687627916247040');
    const text = await exported(first);

    const second = await place.open({ data: useFolder(), state: text });
    expect([...second.registry.products()]).toEqual(products);
    const again = products.map(({ productKey }) => [...second.registry.devices(productKey)]);
    const offline = devices.map((list) =>
      list.map((device) => ({ ...device, isOnline: false, seenAtMs: 0 })),
    );
    expect(again).toEqual(offline);
    expect(await second.log.exchanges()).toEqual(log);
    expect(await all(second.history.values(query))).toEqual(values);
    expect([...(await second.history.latest(other)).keys()]).toEqual(['temperature']);
    expect(await report(second, { token, params: PARAMS })).toBe(0);
  });

  test.each(['in memory', 'in a folder'])(
    'that is imported %s is followed by what comes after it',
    async (where) => {
      const place = useKeptPlatform();
      // An emulator that was started often, so that a new one's own numbers would be smaller.
      for (let start = 0; start < 5; start++) await place.open();
      const first = await place.open();
      const token = await fill(first);
      const text = await exported(first);
      const before = await first.log.exchanges();
      const data = where === 'in memory' ? undefined : useFolder();
      const second = await place.open({ data, state: text });
      await report(second, { token, params: '{"temperature":33}' });
      await report(second, { token, params: '{"temperature":34}' });
      const after = await second.log.exchanges({ after: before.at(-1)!.seq });
      expect(after.map(({ message }) => message?.properties[0]?.value)).toEqual([33, 34]);
      expect(await second.log.exchanges()).toEqual([...before, ...after]);
      const values = await all(second.history.values({ device: DEMO_DEVICE, identifier: 'temperature' }));
      expect(values.slice(0, 2).map(({ value }) => value)).toEqual([34, 33]);
      const [product] = [await second.registry.addProduct({ productName: 'new' })];
      expect([...second.registry.products()].at(-1)).toBe(product);
    },
  );

  test('that is written while devices come and go can be imported', async () => {
    const place = useKeptPlatform();
    const platform = await place.open({ devices: 200 });
    let isDone = false;
    const busy = (async () => {
      while (!isDone) {
        const { productKey } = await platform.registry.addProduct({ productName: 'p' });
        const [device] = await platform.registry.addDevices(productKey, [{}]);
        await authenticate(platform, device!.triple);
        await platform.registry.removeProduct(productKey);
      }
    })();
    const texts: string[] = [];
    for (let round = 0; round < 30; round++) texts.push(await exported(platform));
    isDone = true;
    await busy;
    for (const text of texts) expect(() => readState(text)).not.toThrow();
  });

  test('is written in pieces, and can be left in the middle', async () => {
    const place = useKeptPlatform();
    const platform = await place.open({ devices: 2000 });
    const pieces = await all(platform.exportState());
    expect(pieces.length).toBeGreaterThan(3);
    for await (const piece of platform.exportState()) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    await platform.close();
  });
});

describe('an import', () => {
  test('into a folder in use is refused, and changes nothing', async () => {
    const place = useKeptPlatform();
    const text = await exported(await place.open());
    const data = useFolder();
    const before = await exported(await place.open({ data, devices: 2 }));
    await expect(place.open({ data, state: text })).rejects.toMatchObject({
      code: 'DATA_NOT_EMPTY',
      message: `The data folder ${data} is not empty; nothing was imported.`,
    });
    expect(await exported(await place.open({ data }))).toBe(before);
  });
});
