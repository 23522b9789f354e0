import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonLines, readError } from '../helpers/expectations.ts';
import { PROGRAM, type Running, type Sandbox, useSandbox } from '../helpers/run-program.ts';
import { httpServer } from '../helpers/servers.ts';

const isWindows = process.platform === 'win32'; // no modes and no signals there

/** The words of a command that runs this text. */
const node = (text: string): string[] => [process.execPath, '--input-type=module', '-e', text];
const iotSim = (...words: string[]): string[] => [process.execPath, PROGRAM, ...words];

/** The variables that a started emulator prints. */
async function variablesOf(running: Running): Promise<Record<string, string>> {
  let text = '';
  running.child.stdout.on('data', (chunk: string) => {
    text += chunk;
  });
  await running.waitForOutput('iot-sim publish --interval 5s');
  return Object.fromEntries(
    [...text.matchAll(/export (IOT_SIM_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  );
}

describe('iot-sim emulator --https', () => {
  const start = async (sandbox: Sandbox) => {
    const running = sandbox.start(['emulator', '--port', '0', '--https']);
    const { IOT_SIM_CA: ca = '', ...env } = await variablesOf(running);
    return { running, ca, env, port: new URL(env['IOT_SIM_ENDPOINT'] ?? '').port };
  };

  test('takes reports of devices that trust its authority, by its address and by localhost', async () => {
    const sandbox = useSandbox();
    const { ca, env, port } = await start(sandbox);
    expect(ca.startsWith(sandbox.state)).toBe(true);
    for (const host of ['127.0.0.1', 'localhost']) {
      const flags = ['--ca', ca, '--endpoint', `https://${host}:${port}`, '--fresh-token'];
      const { code, stdout } = await sandbox.run(['once', '--temp', '22', ...flags], { env });
      expect([host, code]).toEqual([host, 0]);
      expect(stdout).toContain('publish success: temperature 22 °C');
    }
    const exported = await sandbox.run([
      'emulator',
      'export',
      '--endpoint',
      `https://127.0.0.1:${port}`,
      '--ca',
      ca,
    ]);
    expect(JSON.parse(exported.stdout).log).toHaveLength(4);
  });

  test('is trusted by nobody else, and answers no plain HTTP', async () => {
    const sandbox = useSandbox();
    const { env, port } = await start(sandbox);
    const untrusted = await sandbox.run(['once'], { env });
    expect(untrusted.code).toBe(5);
    expect(readError(untrusted.stderr).cause).toContain('signed by an authority this machine does not know');
    const plain = await sandbox.run(['once', '--endpoint', `http://127.0.0.1:${port}`], { env });
    expect(plain.code).toBe(5);
    readError(plain.stderr);
  });

  test.skipIf(isWindows)('keeps its keys for you alone, and uses them again', async () => {
    const sandbox = useSandbox();
    const first = await start(sandbox);
    const before = await readFile(first.ca, 'utf8');
    for (const name of ['ca.pem', 'ca-key.pem', 'server.pem', 'server-key.pem']) {
      expect([name, (await stat(join(first.ca, '..', name))).mode & 0o777]).toEqual([name, 0o600]);
    }
    first.running.child.kill();
    expect((await first.running.ended).code).toBe(0);
    const second = await start(sandbox);
    expect(second.ca).toBe(first.ca);
    expect(await readFile(second.ca, 'utf8')).toBe(before);
  });
});

describe('iot-sim emulator exec', () => {
  const PRINT_TSL = node('console.log(process.env.IOT_SIM_TSL)');

  test.each([
    ['in front of exec', ['emulator', '--tsl', 'environment-float', 'exec', '--']],
    ['behind exec', ['emulator', 'exec', '--tsl', 'environment-float', '--']],
  ])('tells the command the thing model of a flag %s', async (_where, words) => {
    const { code, stdout, stderr } = await useSandbox().run([...words, ...PRINT_TSL]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'environment-float\n', stderr: '' });
  });

  test('leaves the thing model to the command where no flag gives one', async () => {
    const { stdout } = await useSandbox().run(['emulator', 'exec', '--', ...PRINT_TSL]);
    expect(stdout).toBe('undefined\n');
  });

  test('takes every flag in front of the word and behind it', async () => {
    const list =
      "const { faults } = await (await fetch(process.env.IOT_SIM_ENDPOINT + '/_emulator/faults')).json()";
    const print = node(`${list}; console.log(faults.map(({ type }) => type).join())`);
    const faults = ['emulator', '--fault', 'html,on=auth', 'exec', '--fault', 'hang,on=auth', '--'];
    const { code, stdout } = await useSandbox().run([...faults, ...print]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'html,hang\n' });
  });

  test('speaks HTTPS to a command that is told whom to trust', async () => {
    const words = ['emulator', 'exec', '--https', '--', ...iotSim('once', '--temp', '22')];
    const { code, stdout } = await useSandbox().run(words);
    expect(code).toBe(0);
    expect(stdout).toContain('publish success: temperature 22 °C');
  });

  test('gives a fleet its triples, and each device may report', async () => {
    const sandbox = useSandbox();
    const report = `
      import { readFileSync } from 'node:fs';
      import { spawnSync } from 'node:child_process';
      const [, ...rows] = readFileSync('fleet.csv', 'utf8').trimEnd().split('\\r\\n');
      for (const row of rows) {
        const [name, secret] = row.split(',');
        const env = { ...process.env, IOT_SIM_DEVICE_NAME: name, IOT_SIM_DEVICE_SECRET: secret };
        spawnSync(${JSON.stringify(process.execPath)}, [${JSON.stringify(PROGRAM)}, 'once', '--json'], { env, stdio: 'inherit' });
      }`;
    const flags = ['--devices', '2', '--devices-out', 'fleet.csv'];
    const { stdout } = await sandbox.run(['emulator', 'exec', ...flags, '--', ...node(report)]);
    const sent = jsonLines(stdout).filter(({ type }) => type === 'sent');
    expect(sent.map(({ device }) => device)).toEqual([
      'iot-sim-demo/demo-sensor-00001',
      'iot-sim-demo/demo-sensor-00002',
    ]);
  });

  test('passes reports on to a webhook, all of them before it ends', async () => {
    const posted: Record<string, unknown>[] = [];
    const { url } = await httpServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (part: string) => {
        body += part;
      });
      request.on('end', () => {
        posted.push({ type: request.headers['x-iot-topic'], ...JSON.parse(body) });
        response.end();
      });
    });
    const publish = iotSim('publish', '--count', '3', '--interval', '1ms');
    const { code } = await useSandbox().run(['emulator', 'exec', '--forward', url, '--', ...publish]);
    expect(code).toBe(0);
    expect(posted.filter(({ items }) => items !== undefined)).toHaveLength(3);
    expect(posted.filter(({ status }) => status === 'online')).toHaveLength(1);
  });

  test('hands on what it kept: to an export, and from there to another emulator', async () => {
    const sandbox = useSandbox();
    const publish = iotSim('publish', '--count', '3', '--interval', '1ms');
    await sandbox.run(['emulator', 'exec', '--data', 'platform', '--', ...publish]);
    const exported = await sandbox.run(['emulator', 'export', '--data', 'platform', 'state.json']);
    expect([exported.code, exported.stdout]).toEqual([0, '']);
    const count = node(`
      const { exchanges } = await (await fetch(process.env.IOT_SIM_ENDPOINT + '/_emulator/log')).json();
      console.log(exchanges.filter(({ message }) => message).length)`);
    const imported = await sandbox.run(['emulator', 'exec', '--import', 'state.json', '--', ...count]);
    expect(imported.stdout).toBe('3\n');
    await writeFile(join(sandbox.folder, 'state.json'), '{');
    const spoilt = await sandbox.run(['emulator', 'exec', '--import', 'state.json', '--', ...count]);
    expect([spoilt.code, spoilt.stdout]).toEqual([2, '']);
    expect(readError(spoilt.stderr).error).toContain('cannot be imported');
  });
});
