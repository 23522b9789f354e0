import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { openPlatform } from '../../src/emulator/platform.ts';
import { openStore } from '../../src/emulator/store/store.ts';
import { readError } from '../helpers/expectations.ts';
import { memoryIo, runMain, useFolder } from '../helpers/memory-io.ts';
import { closedPort } from '../helpers/servers.ts';
import { withEmulator } from '../helpers/with-emulator.ts';

/** A folder of data, of a new emulator with so many devices. */
async function dataFolder(devices = 0): Promise<string> {
  const data = useFolder();
  await (await openPlatform({ data: join(data, 'store'), devices })).close();
  return data;
}

/** All files of a folder and what is in them. */
function filesIn(folder: string): [name: string, bytes: string][] {
  return readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'latin1')]);
}

const exportWith = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  runMain(['emulator', 'export', ...args], { env });

describe('iot-sim emulator export', () => {
  test('takes the place of the flag, whatever the environment says of the other', async () => {
    const data = await dataFolder(3);
    const nobody = `http://127.0.0.1:${await closedPort()}`;
    const fromFolder = await exportWith(['--data', data], { IOT_SIM_ENDPOINT: nobody });
    expect(JSON.parse(fromFolder.stdout).devices).toHaveLength(4);
    await withEmulator([], async (url) => {
      const fromEmulator = await exportWith(['--endpoint', url], { IOT_SIM_DATA: data });
      expect(JSON.parse(fromEmulator.stdout).devices).toHaveLength(1);
    });
    const byVariable = await exportWith([], { IOT_SIM_DATA: data });
    expect(byVariable.stdout).toBe(fromFolder.stdout);
  });

  test('leaves a folder that is of something else as it is', async () => {
    const folder = useFolder();
    mkdirSync(join(folder, 'store'));
    writeFileSync(join(folder, 'store', 'notes.txt'), 'notes');
    const before = filesIn(join(folder, 'store'));
    const { code, stderr } = await exportWith(['--data', folder], {});
    expect(code).toBe(2);
    expect(readError(stderr).error).toContain('There is no data of an emulator');
    expect(filesIn(join(folder, 'store'))).toEqual(before);
  });

  test.each<[what: string, format: string | undefined, words: string]>([
    ['nobody', undefined, 'There is no data of an emulator'],
    ['a newer version', '2', 'has the format 2'],
  ])('refuses a database of %s', async (_what, format, words) => {
    const folder = useFolder();
    const store = await openStore(join(folder, 'store'));
    await store.write([
      { type: 'put', key: format === undefined ? 'a' : 'meta/format', value: format ?? '' },
    ]);
    await store.close();
    const { code, stdout, stderr } = await exportWith(['--data', folder], {});
    expect([code, stdout]).toEqual([2, '']);
    expect(readError(stderr).error).toContain(words);
    await (await openStore(join(folder, 'store'))).close(); // it was closed again
  });

  test('writes no faster than stdout is read', async () => {
    const io = memoryIo(['emulator', 'export', '--data', await dataFolder(1000)]);
    let waiting = 0;
    let most = 0;
    let pieces = 0;
    const code = await main({
      ...io,
      stdout: {
        ...io.stdout,
        write() {
          waiting += 1;
          pieces += 1;
          most = Math.max(most, waiting);
        },
      },
      async flush() {
        waiting = 0;
        return undefined;
      },
    });
    expect([code, most]).toEqual([0, 1]);
    expect(pieces).toBeGreaterThan(2);
  });
});

test('iot-sim emulator --import of a file that no text can hold says so', async () => {
  const cwd = useFolder();
  writeFileSync(join(cwd, 'state.json'), '');
  truncateSync(join(cwd, 'state.json'), 600 * 1024 * 1024);
  const { code, stderr } = await runMain(['emulator', '--port', '0', '--import', 'state.json'], { cwd });
  expect(code).toBe(2);
  expect(readError(stderr).error).toContain('has 630 MB');
});
