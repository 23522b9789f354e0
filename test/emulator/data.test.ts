import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openKept } from '../../src/emulator/kept.ts';
import { openStore } from '../../src/emulator/store/store.ts';
import { useFolder } from '../helpers/memory-io.ts';
import { exported, PARAMS, report, tokenOf, useKeptPlatform } from './kept-platform.ts';

/** A folder with data of an emulator, which is closed. */
async function usedFolder() {
  const place = useKeptPlatform();
  const platform = await place.open({ devices: 3 });
  const token = await tokenOf(platform);
  await report(platform, { token, params: PARAMS });
  const text = await exported(platform);
  await platform.close();
  return { ...place, text };
}

describe('a folder of data', () => {
  test('holds all there was, after a close in the middle of reports too', async () => {
    const place = useKeptPlatform();
    const first = await place.open();
    const token = await tokenOf(first);
    const reports = Array.from({ length: 300 }, () => report(first, { token, params: PARAMS }));
    const [codes] = await Promise.all([Promise.all(reports), first.close()]);
    expect(new Set(codes)).toEqual(new Set([0]));
    const second = await place.open();
    expect(await second.messages()).toHaveLength(300);
  });

  test('that is closed answers 10000, and says why', async () => {
    const place = useKeptPlatform();
    const platform = await place.open();
    const token = await tokenOf(platform);
    await platform.close();
    expect(await report(platform, { token, params: PARAMS })).toBe(10000);
    expect(place.exchanges.at(-1)).toMatchObject({
      code: 10000,
      notes: [expect.stringMatching(/^nothing was kept: .+/)],
    });
    expect(await (await place.open()).messages()).toEqual([]);
  });

  test('in use is refused, and the emulator that uses it goes on', async () => {
    const place = useKeptPlatform();
    const platform = await place.open();
    await expect(openKept({ data: place.data })).rejects.toMatchObject({ code: 'DATA_IN_USE' });
    expect(await report(platform, { token: await tokenOf(platform), params: PARAMS })).toBe(0);
  });

  test('of a newer format is refused, and left as it is', async () => {
    const { data, text, open } = await usedFolder();
    const change = async (format: string): Promise<void> => {
      const store = await openStore(data);
      await store.write([{ type: 'put', key: 'meta/format', value: format }]);
      await store.close();
    };
    await change('2');
    for (let tries = 0; tries < 2; tries++) {
      await expect(open()).rejects.toMatchObject({
        code: 'DATA_UNUSABLE',
        message: `The data folder ${data} has the format 2.`,
        hint: expect.stringContaining('Update iot-sim'),
      });
    }
    await change('1');
    expect(await exported(await open())).toBe(text);
  });

  test.each<[what: string, key: string, value: string]>([
    ['a product', 'product/a1b2c3d4e5f', '{}'],
    ['a product', 'product/a1b2c3d4e5f', 'no JSON'],
    ['a device', 'device/iot-sim-demo/demo-sensor', '{"deviceName":"demo-sensor"}'],
    ['a token', 'token/0', '{'],
  ])('with %s that is none is refused', async (_what, key, value) => {
    const { data, open } = await usedFolder();
    const store = await openStore(data);
    await store.write([{ type: 'put', key, value }]);
    await store.close();
    await expect(open()).rejects.toMatchObject({
      code: 'DATA_UNUSABLE',
      message: expect.stringContaining(`The data folder ${data} cannot be used: `),
    });
    await expect(open(), 'and is not left open').rejects.toMatchObject({ code: 'DATA_UNUSABLE' });
  });

  test.each<[what: string, damage: (folder: string) => void]>([
    ['its tables are nonsense', (folder) => spoil(folder, /\.ldb$/, Buffer.alloc(2000, 0x5a))],
    ['its tables are empty', (folder) => spoil(folder, /\.ldb$/, '')],
    ['a table is missing', (folder) => spoil(folder, /\.ldb$/, undefined)],
    ['CURRENT is missing', (folder) => spoil(folder, /^CURRENT$/, undefined)],
    ['CURRENT is nonsense', (folder) => spoil(folder, /^CURRENT$/, '\u0000\u0001')],
    ['its manifest is nonsense', (folder) => spoil(folder, /^MANIFEST/, Buffer.alloc(500, 0x5a))],
  ])('of which %s is refused, and never begun anew', async (_what, damage) => {
    const { data, text, open } = await usedFolder();
    await (await openStore(data)).close(); // what was in LevelDB's log is in tables now
    const whole = new Map(readdirSync(data).map((name) => [name, readFileSync(join(data, name))]));
    damage(data);
    await expect(open()).rejects.toMatchObject({ code: 'DATA_UNUSABLE' });
    rmSync(data, { recursive: true });
    const restored = useFolder();
    for (const [name, bytes] of whole) writeFileSync(join(restored, name), bytes);
    expect(await exported(await open({ data: restored })), 'a copy of it is as good').toBe(text);
  });

  test('of which the last bytes were not written keeps all before them', async () => {
    const { data, open } = await usedFolder();
    for (const name of readdirSync(data).filter((file) => file.endsWith('.log'))) {
      writeFileSync(join(data, name), readFileSync(join(data, name)).subarray(0, -3));
    }
    const platform = await open();
    expect([...platform.registry.devices('iot-sim-demo')]).toHaveLength(4);
    expect(await platform.messages()).toEqual([]);
    await tokenOf(platform);
  });

  test('that is a file is refused', async () => {
    const data = import.meta.filename;
    await expect(openKept({ data })).rejects.toMatchObject({ code: 'DATA_UNUSABLE' });
  });
});

/** Writes something else into the files of a kind, or removes them. */
function spoil(folder: string, kind: RegExp, bytes: Buffer | string | undefined): void {
  const names = readdirSync(folder).filter((name) => kind.test(name));
  expect(names).not.toEqual([]);
  for (const name of names) {
    if (bytes === undefined) rmSync(join(folder, name));
    else writeFileSync(join(folder, name), bytes);
  }
}
