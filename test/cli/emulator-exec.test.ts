import { readFile, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emulatorExec } from '../../src/cli/commands/emulator-exec.ts';
import type { Flags } from '../../src/cli/flags.ts';
import { runChild } from '../../src/cli/run-child.ts';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { PRESETS } from '../../src/tsl/presets.ts';
import { writeThingModel } from '../../src/tsl/write-model.ts';
import { type MemoryIo, memoryIo, runMain } from '../helpers/memory-io.ts';
import { cleanEnvironment } from '../helpers/run-program.ts';
import { httpServer } from '../helpers/servers.ts';

const isWindows = process.platform === 'win32'; // no signals and no modes there

const ioWith = (env: Readonly<Record<string, string>> = {}): MemoryIo =>
  memoryIo([], { env: { ...cleanEnvironment(), ...env } });

/** The words of a command that runs this text. */
const node = (text: string): string[] => [process.execPath, '--input-type=module', '-e', text];

/** The environment of a command that ran with the emulator. */
async function environmentSeen(io: MemoryIo, flags: Flags = {}): Promise<Record<string, string>> {
  const write =
    "import { writeFileSync } from 'node:fs'; writeFileSync('env.json', JSON.stringify(process.env))";
  expect(await emulatorExec(flags, io, node(write))).toBe(0);
  return JSON.parse(await readFile(join(io.cwd, 'env.json'), 'utf8'));
}

describe('a command that runs with the emulator', () => {
  test('has its address and its device in the environment, whatever was there before', async () => {
    const io = ioWith({
      IOT_SIM_ENDPOINT: 'https://iot.example',
      IOT_SIM_PRODUCT_KEY: 'a1EnvSensor1',
      IOT_SIM_DEVICE_NAME: 'sensor-1',
      IOT_SIM_DEVICE_SECRET: 'another',
      IOT_SIM_DEVICE_SECRET_FILE: 'secret.txt',
    });
    const env = await environmentSeen(io);
    expect(env).toMatchObject({
      IOT_SIM_ENDPOINT: expect.stringMatching(/^http:\/\/127\.0\.0\.1:[1-9]\d*$/),
      IOT_SIM_PRODUCT_KEY: DEMO_DEVICE.productKey,
      IOT_SIM_DEVICE_NAME: DEMO_DEVICE.deviceName,
      IOT_SIM_DEVICE_SECRET: DEMO_DEVICE.deviceSecret,
    });
    expect(env).not.toHaveProperty('IOT_SIM_DEVICE_SECRET_FILE'); // wins over the secret
    expect(env).not.toHaveProperty('IOT_SIM_CA');
  });

  test('keeps the rest of our environment', async () => {
    expect(await environmentSeen(ioWith({ IOT_SIM_TSL: 'environment-float', COLOUR: 'blue' }))).toMatchObject(
      {
        IOT_SIM_TSL: 'environment-float',
        COLOUR: 'blue',
      },
    );
  });

  test.each([
    ['environment-float', (_folder: string) => 'environment-float'],
    ['model.json', (folder: string) => join(folder, 'model.json')],
  ])('reports what the emulator was told to check, --tsl %s', async (tsl, expected) => {
    const io = ioWith();
    const model = writeThingModel(PRESETS['environment-float'], 'iot-sim-demo');
    await writeFile(join(io.cwd, 'model.json'), model);
    expect(await environmentSeen(io, { tsl })).toMatchObject({ IOT_SIM_TSL: expected(io.cwd) });
  });

  test('knows the authority to trust where the emulator speaks TLS', async () => {
    const io = ioWith();
    const env = await environmentSeen(io, { https: true });
    expect(env['IOT_SIM_ENDPOINT']).toMatch(/^https:\/\/127\.0\.0\.1:[1-9]\d*$/);
    expect(await readFile(env['IOT_SIM_CA']!, 'utf8')).toContain('-----BEGIN CERTIFICATE-----');
  });

  test.each<[string, Flags]>([
    ['http', {}],
    ['https', { https: true }],
  ])('is answered while it runs, over %s', async (module, flags) => {
    const ask = `
      import { readFileSync } from 'node:fs';
      import { get } from 'node:${module}';
      const { IOT_SIM_ENDPOINT, IOT_SIM_CA } = process.env;
      const ca = IOT_SIM_CA && readFileSync(IOT_SIM_CA);
      get(IOT_SIM_ENDPOINT + '/_emulator/health', { ca }, (answer) => process.exit(answer.statusCode === 200 ? 42 : 1))`;
    expect(await emulatorExec(flags, ioWith(), node(ask))).toBe(42);
  });

  test('leaves no emulator behind', async () => {
    const { IOT_SIM_ENDPOINT: endpoint = '' } = await environmentSeen(ioWith());
    await expect(fetch(`${endpoint}/_emulator/health`)).rejects.toThrow();
  });

  test.each([0, 1, 5, 130, 255])('that ends with %d makes us end with it', async (code) => {
    expect(await emulatorExec({}, ioWith(), node(`process.exit(${code})`))).toBe(code);
  });

  test.skipIf(isWindows).each(['SIGTERM', 'SIGKILL', 'SIGINT'] as const)(
    'that %s ends makes us end with 128 and its number',
    async (name) => {
      const code = await emulatorExec({}, ioWith(), node(`process.kill(process.pid, '${name}')`));
      expect(code).toBe(128 + constants.signals[name]);
    },
  );

  test('gets its words as they are', async () => {
    const words = ['--count', '$HOME', 'two words', '"', ''];
    const compare = `process.exit(JSON.stringify(process.argv.slice(1)) === ${JSON.stringify(JSON.stringify(words))} ? 0 : 1)`;
    expect(await emulatorExec({}, ioWith(), [...node(compare), '--', ...words])).toBe(0);
  });

  test('has the outputs to itself', async () => {
    const io = ioWith();
    await environmentSeen(io);
    expect(io.text).toEqual({ stdout: '', stderr: '' });
  });
});

describe('a command that cannot run', () => {
  test('because there is none of that name ends with 127 and names it', async () => {
    await expect(emulatorExec({}, ioWith(), ['no-such-command', '-x'])).rejects.toMatchObject({
      code: 'COMMAND_NOT_FOUND',
      exitCode: 127,
      message: 'There is no command no-such-command.',
    });
  });

  test.skipIf(isWindows)('because it may not be executed ends with 126', async () => {
    const io = ioWith();
    const path = join(io.cwd, 'notes.txt');
    await writeFile(path, 'notes', { mode: 0o644 });
    await expect(emulatorExec({}, io, [path])).rejects.toMatchObject({
      code: 'COMMAND_NOT_EXECUTABLE',
      exitCode: 126,
      message: `${path} cannot be run (EACCES).`,
    });
  });

  test('because none was given is an error of use', async () => {
    await expect(emulatorExec({}, ioWith(), [])).rejects.toMatchObject({
      code: 'USAGE',
      hint: expect.stringContaining('emulator exec -- '),
    });
  });

  test('because we were stopped before is not run', async () => {
    const io = memoryIo([], { env: cleanEnvironment(), stop: AbortSignal.abort() });
    await expect(emulatorExec({}, io, ['no-such-command'])).rejects.toMatchObject({
      code: 'STOPPED',
      message: 'Stopped before no-such-command was run.',
    });
  });
});

describe('signals that come while a command runs', () => {
  /** Where signals are sent to, as the process has it, in the hands of the test. */
  function signals() {
    let receiver: ((name: NodeJS.Signals) => void) | undefined;
    return {
      stop: {
        signal: new AbortController().signal,
        divert(receive: (name: NodeJS.Signals) => void) {
          receiver = receive;
          return () => {
            receiver = undefined;
          };
        },
      },
      send: (name: NodeJS.Signals) => receiver?.(name),
      isDiverted: () => receiver !== undefined,
    };
  }

  const run = (command: readonly string[], { stop }: ReturnType<typeof signals>): Promise<number> => {
    const { cwd } = ioWith();
    return runChild(command, { env: cleanEnvironment(), cwd, stop });
  };

  test.skipIf(isWindows).each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('go to it (%s)', async (name) => {
    const ours = signals();
    const { url } = await httpServer(() => ours.send(name)); // asked, as it now listens
    const wait = `process.on('${name}', () => process.exit(7)); await fetch('${url}')`;
    expect(await run(node(wait), ours)).toBe(7);
  });

  test.skipIf(isWindows)('leave the end to it, however many come', async () => {
    const ours = signals();
    const { url } = await httpServer((_request, response) => {
      response.end();
      ours.send('SIGTERM');
    });
    const stubborn = `let count = 0; process.on('SIGTERM', () => { if (++count === 3) process.exit(9) });
      while (true) await fetch('${url}')`;
    expect(await run(node(stubborn), ours)).toBe(9);
  });

  test('are ours again when it has ended', async () => {
    const ours = signals();
    await run(node(''), ours);
    expect(ours.isDiverted()).toBe(false);
  });

  test('stay ours where it cannot run', async () => {
    const ours = signals();
    await expect(run(['no-such-command'], ours)).rejects.toThrow();
    expect(ours.isDiverted()).toBe(false);
  });
});

test('flags behind the first word of the command are the command’s, also without two dashes', async () => {
  const script = "process.exit(process.argv.slice(1).join(' ') === 'x --mode strong --json' ? 7 : 1)";
  const words = [process.execPath, '-e', script, 'x', '--mode', 'strong', '--json'];
  for (const args of [words, ['--', ...words], ['--mode', 'none', ...words]]) {
    const { code } = await runMain(['emulator', 'exec', ...args], { env: cleanEnvironment() });
    expect(code).toBe(7);
  }
});
