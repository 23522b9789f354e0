import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { type PrintedError, readError } from '../helpers/expectations.ts';
import { httpSend } from '../helpers/http-send.ts';
import { runMain, useFolder } from '../helpers/memory-io.ts';
import { POST_TOPIC, said } from '../helpers/platforms.ts';
import { closedPort, httpServer } from '../helpers/servers.ts';
import { authRequest, signedFields, topicRequest } from '../helpers/signed.ts';
import { withEmulator } from '../helpers/with-emulator.ts';

const isWindows = process.platform === 'win32'; // no modes there

/** Reports a temperature as the demo device; gives the token it did that with. */
async function report(url: string, token?: string): Promise<string> {
  const { send, close } = httpSend(url);
  const used = token ?? said(await send(authRequest(signedFields(DEMO_DEVICE)))).token ?? '';
  const answer = said(await send(topicRequest(POST_TOPIC, used, '{"id":"1","params":{"temperature":22}}')));
  close();
  expect(answer.code).toBe(0);
  return used;
}

/** What an export must hold after one report. */
function expectReport(text: string, token: string): void {
  const state = JSON.parse(text);
  expect(state.format).toBe('iot-sim emulator state');
  expect(state.devices).toHaveLength(1);
  expect(state.tokens.map((kept: { token: string }) => kept.token)).toEqual([token]);
  expect(state.log).toHaveLength(2);
  expect(text).toContain('"temperature":22');
}

/** Fails where an export succeeds; gives its error. */
async function refused(args: readonly string[], cwd: string): Promise<PrintedError & { code: number }> {
  const { code, stdout, stderr } = await runMain(['emulator', 'export', ...args], { cwd });
  expect(stdout).toBe('');
  return { code, ...readError(stderr) };
}

describe('iot-sim emulator export', () => {
  test('writes what a running emulator holds into a file for the user’s eyes alone', async () => {
    const cwd = useFolder();
    let token = '';
    await withEmulator([], async (url) => {
      token = await report(url);
      const { code, stdout, stderr } = await runMain(
        ['emulator', 'export', '--endpoint', url, 'state.json'],
        { cwd },
      );
      expect([code, stdout]).toEqual([0, '']);
      expect(stderr).toContain('state.json');
      expect(stderr).toContain('secrets');
      expect(stderr).not.toContain(DEMO_DEVICE.deviceSecret);
    });
    expectReport(readFileSync(join(cwd, 'state.json'), 'utf8'), token);
    expect(readdirSync(cwd)).toEqual(['state.json']);
    if (!isWindows) expect(statSync(join(cwd, 'state.json')).mode & 0o777).toBe(0o600);
  });

  test('takes the mode of a file that was there before', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'state.json'), 'old', { mode: 0o644 });
    await withEmulator([], async (url) => {
      await runMain(['emulator', 'export', '--endpoint', url, 'state.json'], { cwd });
    });
    if (!isWindows) expect(statSync(join(cwd, 'state.json')).mode & 0o777).toBe(0o600);
  });

  test.each([[[]], [['-']]])('writes to stdout without a file: %j', async (file) => {
    await withEmulator([], async (url) => {
      const token = await report(url);
      const { code, stdout, stderr } = await runMain(['emulator', 'export', '--endpoint', url, ...file]);
      expect([code, stderr]).toEqual([0, '']);
      expectReport(stdout, token);
    });
  });

  test('writes what a data folder holds, and what is imported from it is the same', async () => {
    const cwd = useFolder();
    const data = join(cwd, 'data');
    let token = '';
    await withEmulator(['--data', data], async (url) => {
      token = await report(url);
    });
    const first = await runMain(['emulator', 'export', '--data', 'data', 'state.json'], { cwd });
    expect(first.code).toBe(0);
    const text = readFileSync(join(cwd, 'state.json'), 'utf8');
    expectReport(text, token);
    if (!isWindows) expect(statSync(join(cwd, 'state.json')).mode & 0o777).toBe(0o600);

    for (const args of [[], ['--data', join(cwd, 'other')]]) {
      await withEmulator(['--import', join(cwd, 'state.json'), ...args], async (url) => {
        const again = await runMain(['emulator', 'export', '--endpoint', url]);
        expect(again.stdout).toBe(text);
        await report(url, token);
      });
    }
    const other = await runMain(['emulator', 'export', '--data', 'other'], { cwd });
    expect(other.stdout.startsWith(text.slice(0, 1000))).toBe(true);
    expect(JSON.parse(other.stdout).log).toHaveLength(3);
  });

  test('of a data folder in use says how to export it all the same', async () => {
    const cwd = useFolder();
    await withEmulator(['--data', join(cwd, 'data')], async (url) => {
      const { code, error, cause, next } = await refused(['--data', 'data', 'state.json'], cwd);
      expect(code).toBe(2);
      expect(error).toContain('is in use');
      expect(cause).toContain('Another emulator');
      expect(next).toContain('iot-sim emulator export --endpoint');
      expect(readdirSync(cwd), 'no file is left behind').toEqual(['data']);
      expect((await runMain(['emulator', 'export', '--endpoint', url], { cwd })).code).toBe(0);
    });
  });

  test('of a folder without data says so, and makes none', async () => {
    const cwd = useFolder();
    mkdirSync(join(cwd, 'empty'));
    for (const folder of ['empty', 'missing']) {
      const { code, error } = await refused(['--data', folder, 'state.json'], cwd);
      expect(code).toBe(2);
      expect(error).toContain('There is no data of an emulator');
    }
    expect(readdirSync(cwd)).toEqual(['empty']);
    expect(readdirSync(join(cwd, 'empty'))).toEqual([]);
  });

  test('into a folder that does not exist fails with its path', async () => {
    const cwd = useFolder();
    await withEmulator([], async (url) => {
      const { code, error } = await refused(['--endpoint', url, 'missing/state.json'], cwd);
      expect(code).toBe(2);
      expect(error).toContain(join(cwd, 'missing', 'state.json'));
    });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('of an address where nobody listens fails, and leaves no file behind', async () => {
    const cwd = useFolder();
    const { code, next } = await refused(
      ['--endpoint', `http://127.0.0.1:${await closedPort()}`, 'state.json'],
      cwd,
    );
    expect(code).toBe(5);
    expect(next).toContain('iot-sim emulator');
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('of something that is no emulator fails', async () => {
    const cwd = useFolder();
    const { url } = await httpServer((_request, response) => response.writeHead(404).end('nothing'));
    const { code, error } = await refused(['--endpoint', url, 'state.json'], cwd);
    expect(code).toBe(5);
    expect(error).toContain('HTTP status 404');
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('that breaks off leaves the file of before', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'state.json'), 'of before');
    const { url } = await httpServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.write('{"format":"iot-sim emulator state",', () => response.destroy());
    });
    const { code } = await refused(['--endpoint', url, 'state.json'], cwd);
    expect(code).toBe(5);
    expect(readFileSync(join(cwd, 'state.json'), 'utf8')).toBe('of before');
    expect(readdirSync(cwd)).toEqual(['state.json']);
  });

  test('does not take a folder and an address', async () => {
    const { code, error } = await refused(['--data', 'a', '--endpoint', 'http://127.0.0.1:1'], useFolder());
    expect(code).toBe(2);
    expect(error).toContain('--endpoint');
  });
});

describe('iot-sim emulator --import', () => {
  const start = async (args: readonly string[], cwd: string) => {
    const { code, stdout, stderr } = await runMain(['emulator', '--port', '0', ...args], { cwd });
    expect(stdout).toBe('');
    return { code, ...readError(stderr), stderr };
  };

  test('of a file that was edited names the places, and no secret', async () => {
    const cwd = useFolder();
    await withEmulator([], async (url) => {
      await runMain(['emulator', 'export', '--endpoint', url, 'state.json'], { cwd });
    });
    const text = readFileSync(join(cwd, 'state.json'), 'utf8');
    writeFileSync(join(cwd, 'state.json'), text.replace('"isEnabled":true', '"isEnabled":"yes"'));
    const { code, error, stderr } = await start(['--import', 'state.json', '--data', 'data'], cwd);
    expect(code).toBe(2);
    expect(error).toContain('The state cannot be imported');
    expect(stderr).toContain('devices[0].isEnabled: is not true or false');
    expect(stderr).not.toContain(DEMO_DEVICE.deviceSecret);
    expect(readdirSync(cwd), 'no folder of data is made').toEqual(['state.json']);
  });

  test('of a file that does not exist fails with its path', async () => {
    const cwd = useFolder();
    const { code, error } = await start(['--import', 'missing.json'], cwd);
    expect(code).toBe(2);
    expect(error).toContain(join(cwd, 'missing.json'));
  });

  test('into a folder that was used says what to do, and changes nothing', async () => {
    const cwd = useFolder();
    const data = join(cwd, 'data');
    await withEmulator(['--data', data]);
    await runMain(['emulator', 'export', '--data', 'data', 'state.json'], { cwd });
    const { code, error, next } = await start(['--import', 'state.json', '--data', 'data'], cwd);
    expect(code).toBe(2);
    expect(error).toContain('is not empty; nothing was imported');
    expect(next).toContain('--import');
    const { stdout } = await runMain(['emulator', 'export', '--data', 'data'], { cwd });
    expect(stdout).toBe(readFileSync(join(cwd, 'state.json'), 'utf8'));
  });
});
