import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE, demoDevices } from '../../src/emulator/demo.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { writeThingModel } from '../../src/tsl/write-model.ts';
import { ask } from '../emulator/emulator-under-test.ts';
import { clientFor, models } from '../emulator/management/management-under-test.ts';
import { readError } from '../helpers/expectations.ts';
import { runMain, useFolder } from '../helpers/memory-io.ts';
import { httpServer } from '../helpers/servers.ts';
import { withEmulator } from '../helpers/with-emulator.ts';
import { api, outcomeOf, refused, token } from './running-emulator.ts';

const isWindows = process.platform === 'win32'; // no modes there

describe('--devices and --devices-out', () => {
  test('make devices that can authenticate, and write their triples for you alone', async () => {
    const path = join(useFolder(), 'fleet.csv');
    const flags = ['--devices', '3', '--devices-out', path];
    const first = await withEmulator(flags, async (url) => {
      expect(await api(url, 'health')).toMatchObject({ devices: 4 });
      const lines = (await readFile(path, 'utf8')).split('\r\n');
      expect([lines.shift(), lines.pop()]).toEqual(['DeviceName,DeviceSecret,ProductKey', '']);
      expect(lines).toHaveLength(3);
      for (const line of lines) {
        const [deviceName = '', deviceSecret = '', productKey = ''] = line.split(',');
        expect(await token(url, { productKey, deviceName, deviceSecret })).toMatch(/^[\da-f]{32}$/);
      }
    });
    expect(first.stdout).toContain(`3 further devices; their triples are in ${path}\n`);
    if (!isWindows) expect((await stat(path)).mode & 0o777).toBe(0o600);
    const text = await readFile(path, 'utf8');
    await withEmulator(flags);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  test('on kept data make only those that are missing', async () => {
    const data = join(useFolder(), 'data');
    const count = async (flags: readonly string[]): Promise<number> => {
      let devices = 0;
      await withEmulator(['--data', data, ...flags], async (url) => {
        ({ devices } = await api(url, 'health'));
      });
      return devices;
    };
    expect(await count(['--devices', '2'])).toBe(3);
    expect(await count(['--devices', '2'])).toBe(3);
    expect(await count(['--devices', '4'])).toBe(5);
    expect(await count([])).toBe(5);
  });

  test('write the secret that a kept device has', async () => {
    const folder = useFolder();
    const [data, path] = [join(folder, 'data'), join(folder, 'fleet.csv')];
    const [{ deviceName } = { deviceName: '' }] = demoDevices(1);
    await withEmulator(['--data', data], async (url) => {
      const client = clientFor(Number(new URL(url).port));
      const request = { productKey: DEMO_DEVICE.productKey, deviceName };
      await client.registerDevice(new models.RegisterDeviceRequest(request));
    });
    await withEmulator(['--data', data, '--devices', '1', '--devices-out', path], async (url) => {
      const [, line = ''] = (await readFile(path, 'utf8')).split('\r\n');
      const [, deviceSecret = ''] = line.split(',');
      expect(await token(url, { ...DEMO_DEVICE, deviceName, deviceSecret })).toMatch(/^[\da-f]{32}$/);
    });
  });

  test('--devices-out without --devices is an error of use', async () => {
    const { error, next } = await refused(['--devices-out', 'fleet.csv']);
    expect(error).toContain('--devices');
    expect(next).toContain('--devices 100 --devices-out fleet.csv');
  });

  test('a file that cannot be written is an error, and nothing listens', async () => {
    const path = join(useFolder(), 'no-such-folder', 'fleet.csv');
    const { error } = await refused(['--port', '0', '--devices', '1', '--devices-out', path]);
    expect(error).toContain(path);
  });

  test.each(['-1', '1.5', '100000', 'many'])('--devices %s is refused', async (count) => {
    const { error } = await refused([`--devices=${count}`]);
    expect(error).toContain('--devices');
  });
});

describe('--tsl and --mode', () => {
  test('are those of the demo product', async () => {
    await withEmulator(['--tsl', 'environment-float', '--mode', 'strong'], async (url) => {
      expect(await outcomeOf(url, 21.5)).toBe('kept');
      expect(await outcomeOf(url, 2000)).toBe('filtered');
    });
  });

  test('may be a file', async () => {
    const path = join(useFolder(), 'model.json');
    await writeFile(path, writeThingModel(PRESETS['environment-float'], 'anything'));
    await withEmulator(['--tsl', path], async (url) => expect(await outcomeOf(url, 21.5)).toBe('kept'));
  });

  test('given change what is kept, and not given leave it', async () => {
    const data = join(useFolder(), 'data');
    const seen: unknown[] = [];
    for (const flags of [
      [],
      ['--tsl', 'environment-float'],
      ['--mode', 'strong'],
      [],
      ['--tsl', 'environment'],
    ]) {
      await withEmulator(['--data', data, ...flags], async (url) => {
        const [product] = (await api(url, 'products')).products;
        seen.push([product.mode, await outcomeOf(url, 21.5)]);
      });
    }
    expect(seen).toEqual([
      ['weak', 'filtered'],
      ['weak', 'kept'],
      ['strong', 'kept'],
      ['strong', 'kept'],
      ['strong', 'filtered'],
    ]);
  });

  test('that are none are refused', async () => {
    expect((await refused(['--mode', 'lax'])).error).toContain('strong, weak, none');
    expect((await refused(['--tsl', 'enviroment'])).cause).toContain('Did you mean environment?');
    const path = join(useFolder(), 'model.json');
    await writeFile(path, '{"properties":[{"identifier":"t"}]}');
    expect((await refused(['--tsl', path])).error).toContain('properties[0]');
  });
});

describe('emulator export and --import', () => {
  test('carry a state over, from the network, from a folder, to a file or to stdout', async () => {
    const folder = useFolder();
    const [data, file] = [join(folder, 'data'), join(folder, 'state.json')];
    let overHttp = '';
    await withEmulator(['--data', data], async (url) => {
      await outcomeOf(url, 22);
      overHttp = (await ask(url, { method: 'GET', path: '/_emulator/export' })).body;
      const toFile = await runMain(['emulator', 'export', '--endpoint', url, file]);
      expect([toFile.code, toFile.stdout]).toEqual([0, '']);
      expect(toFile.stderr).toContain('it holds secrets');
      expect(await readFile(file, 'utf8')).toBe(overHttp);
      if (!isWindows) expect((await stat(file)).mode & 0o777).toBe(0o600);
      for (const rest of [[], ['-']]) {
        const toStdout = await runMain(['emulator', 'export', '--endpoint', url, ...rest]);
        expect(toStdout).toMatchObject({ code: 0, stdout: overHttp, stderr: '' });
      }
      const inUse = await runMain(['emulator', 'export', '--data', data]);
      expect([inUse.code, inUse.stdout]).toEqual([2, '']);
      expect(readError(inUse.stderr).cause).toContain('Another emulator');
    });
    expect((await runMain(['emulator', 'export', '--data', data])).stdout).toBe(overHttp);

    await withEmulator(['--import', file], async (url) => {
      expect((await api(url, 'log')).exchanges).toHaveLength(2);
      expect(await outcomeOf(url, 23)).toBe('kept');
    });
    const notEmpty = await refused(['--port', '0', '--data', data, '--import', file]);
    expect(notEmpty.error).toContain('not empty');
    const fresh = join(folder, 'fresh');
    await withEmulator(['--data', fresh, '--import', file]);
    await withEmulator(['--data', fresh], async (url) => {
      expect((await api(url, 'log')).exchanges).toHaveLength(2);
    });
  });

  test('--import of what is no state is refused', async () => {
    const file = join(useFolder(), 'state.json');
    await writeFile(file, '{"a":1}');
    expect((await refused(['--import', file])).error).toContain('format');
    expect((await refused(['--import', `${file}x`])).error).toContain('state.jsonx');
  });

  test('of nothing that runs, or that is no emulator, says so', async () => {
    const { url } = await httpServer((_request, response) => void response.writeHead(404).end());
    const { code, stderr } = await runMain(['emulator', 'export', '--endpoint', url]);
    expect(code).toBe(5);
    expect(readError(stderr).error).toContain('HTTP status 404');
    const none = await runMain(['emulator', 'export', '--data', useFolder()]);
    expect([none.code, readError(none.stderr).error]).toEqual([2, expect.stringContaining('no data')]);
  });

  test.each([
    ['--port', '9000'],
    ['--devices', '3'],
    ['--fault', 'hang'],
  ])('takes no %s, which would be of no effect', async (flag, value) => {
    expect((await refused(['export', flag, value])).error).toBe(`Unknown option '${flag}'.`);
    expect((await refused([flag, value, 'export'])).error).toContain(flag);
  });

  test('--data may stand before the word export and behind it', async () => {
    const data = join(useFolder(), 'data');
    await withEmulator(['--data', data]);
    const [before, behind] = [
      await runMain(['emulator', '--data', data, 'export']),
      await runMain(['emulator', 'export', '--data', data]),
    ];
    expect(before).toEqual(behind);
    expect(JSON.parse(before.stdout)).toMatchObject({ devices: [{ deviceName: 'demo-sensor' }] });
  });
});

describe('--https', () => {
  test('keeps its authority in the data folder, for you alone, and uses it again', async () => {
    const data = join(useFolder(), 'data');
    const pem = (name: string): Promise<string> => readFile(join(data, 'tls', name), 'utf8');
    const first = await withEmulator(['--https', '--data', data], async (url) => {
      expect(url).toMatch(/^https:/);
      const health = { method: 'GET', path: '/_emulator/health', ca: await pem('ca.pem') };
      expect((await ask(url, health)).status).toBe(200);
    });
    expect(first.stdout).toContain(`export IOT_SIM_CA=${join(data, 'tls', 'ca.pem')}`);
    expect(first.stdout).toContain(`${join(data, 'tls', 'ca.pem')}`);
    const before = await pem('ca.pem');
    await withEmulator(['--https', '--data', data]);
    expect(await pem('ca.pem')).toBe(before);
    if (isWindows) return;
    for (const name of ['ca.pem', 'ca-key.pem', 'server.pem', 'server-key.pem']) {
      expect([name, (await stat(join(data, 'tls', name))).mode & 0o777]).toEqual([name, 0o600]);
    }
    expect((await stat(join(data, 'tls'))).mode & 0o777).toBe(0o700);
    expect((await stat(data)).mode & 0o777).toBe(0o700);
  });
});
