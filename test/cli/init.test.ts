import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { readError } from '../helpers/expectations.ts';
import { type MemoryIo, memoryIo, runMain, useFolder } from '../helpers/memory-io.ts';

const TRIPLE = { productKey: 'a1TestKey00', deviceName: 'sensor-01', deviceSecret: 'TheSecretOfTheTests' };
const YES = ['init', '--yes', '--product-key', TRIPLE.productKey, '--device-name', TRIPLE.deviceName];
const env = { IOT_SIM_DEVICE_SECRET: TRIPLE.deviceSecret };

const readConfig = (cwd: string, name = 'sensor.config.json') =>
  JSON.parse(readFileSync(join(cwd, name), 'utf8')) as Record<string, unknown>;

describe('init --yes', () => {
  test('writes the triple and what a reader will want to change', async () => {
    const cwd = useFolder();
    const { code, stdout, stderr } = await runMain(YES, { cwd, env });
    expect(code).toBe(0);
    expect(stdout).toBe('');
    expect(readConfig(cwd)).toEqual({
      endpoint: 'https://iot-as-http.cn-shanghai.aliyuncs.com',
      device: TRIPLE,
      signMethod: 'hmacsha1',
      interval: '5s',
      tsl: 'environment',
    });
    expect(stderr).toContain(`wrote ${join(cwd, 'sensor.config.json')}`);
    expect(stderr).toContain('keep it out of version control');
    expect(stderr).toContain('next: iot-sim auth');
  });

  test('writes what flags and environment say', async () => {
    const cwd = useFolder();
    const flags = ['--endpoint', 'http://127.0.0.1:8180', '--interval', '2m', '--client-id', 'mac'];
    await runMain([...YES, ...flags], { cwd, env: { ...env, IOT_SIM_TSL: 'environment-float' } });
    expect(readConfig(cwd)).toMatchObject({
      endpoint: 'http://127.0.0.1:8180',
      interval: '2m',
      clientId: 'mac',
      tsl: 'environment-float',
    });
  });

  test('what it writes, the program reads', async () => {
    const cwd = useFolder();
    await runMain([...YES, '--insecure-http', '--client-id', 'mac'], { cwd, env });
    const { code, stderr } = await runMain(['config'], { cwd });
    expect(code).toBe(0);
    expect(stderr).toBe('');
  });

  test.skipIf(process.platform === 'win32')(
    'writes for the user’s eyes alone, whatever the umask',
    async () => {
      const cwd = useFolder();
      const before = process.umask(0);
      await runMain(YES, { cwd, env }).finally(() => process.umask(before));
      expect(statSync(join(cwd, 'sensor.config.json')).mode & 0o777).toBe(0o600);
    },
  );

  test('leaves nothing but the file behind', async () => {
    const cwd = useFolder();
    await runMain(YES, { cwd, env });
    expect(readdirSync(cwd)).toEqual(['sensor.config.json']);
  });

  test('--config names another file', async () => {
    const cwd = useFolder();
    const { stderr } = await runMain([...YES, '--config', 'lab.json'], { cwd, env });
    expect(readConfig(cwd, 'lab.json')).toHaveProperty('device');
    expect(stderr).toContain('next: iot-sim auth --config lab.json');
  });

  test('reads the secret from a file, and writes it', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'secret.txt'), `${TRIPLE.deviceSecret}\n`);
    await runMain([...YES, '--device-secret-file', 'secret.txt'], { cwd });
    expect(readConfig(cwd)).toMatchObject({ device: TRIPLE });
  });
});

describe('a configuration that exists', () => {
  test.each(['sensor.config.json', 'sensor.config.yaml', 'sensor.config.ts', '.sensorrc'])(
    '%s is left as it is, and nothing is written beside it',
    async (name) => {
      const cwd = useFolder();
      writeFileSync(join(cwd, name), 'mine');
      const { code, stderr } = await runMain(YES, { cwd, env });
      expect(code).toBe(2);
      const { error, next } = readError(stderr);
      expect(error).toContain(join(cwd, name));
      expect(next).toContain('iot-sim init --force');
      expect(readdirSync(cwd)).toEqual([name]);
      expect(readFileSync(join(cwd, name), 'utf8')).toBe('mine');
    },
  );

  test('is replaced with --force, even where it is broken', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'sensor.config.json'), '{ broken');
    expect((await runMain([...YES, '--force'], { cwd, env })).code).toBe(0);
    expect(readConfig(cwd)).toMatchObject({ device: TRIPLE });
  });

  test('stays as it is with --force where the new one would be wrong', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'sensor.config.json'), 'mine');
    const { code } = await runMain([...YES, '--force', '--tsl', 'nowhere.json'], { cwd, env });
    expect(code).toBe(2);
    expect(readFileSync(join(cwd, 'sensor.config.json'), 'utf8')).toBe('mine');
  });

  test('a package.json of another program does not count', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'package.json'), '{"name":"x"}');
    expect((await runMain(YES, { cwd, env })).code).toBe(0);
  });
});

describe('a folder that cannot be written', () => {
  test('is an error that names the file, and leaves nothing half-written', async () => {
    const cwd = useFolder();
    const { code, stderr } = await runMain([...YES, '--config', 'nowhere/lab.json'], { cwd, env });
    expect(code).toBe(2);
    expect(readError(stderr).error).toContain(join('nowhere', 'lab.json'));
    expect(existsSync(join(cwd, 'nowhere'))).toBe(false);
  });
});

describe('init on a terminal', () => {
  /** Types an answer once the question stands there. */
  async function answer(io: MemoryIo, question: string, text: string): Promise<void> {
    await expect.poll(() => io.text.stderr).toContain(question);
    io.streams.stdin.write(`${text}\n`);
  }

  const terminal = { isTerminal: true, isStdinTerminal: true };

  test('asks for the three values, and for nothing else', async () => {
    const cwd = useFolder();
    const io = memoryIo(['init'], { cwd, ...terminal });
    const run = main(io);
    await answer(io, 'ProductKey', TRIPLE.productKey);
    await answer(io, 'DeviceName', TRIPLE.deviceName);
    await answer(io, 'DeviceSecret', TRIPLE.deviceSecret);
    expect(await run).toBe(0);
    expect(readConfig(cwd)).toMatchObject({ device: TRIPLE });
    expect(io.text.stderr).not.toContain(TRIPLE.deviceSecret);
  });

  test('does not ask for what flags and environment gave', async () => {
    const cwd = useFolder();
    const io = memoryIo(['init', '--product-key', TRIPLE.productKey], { cwd, env, ...terminal });
    const run = main(io);
    await answer(io, 'DeviceName', TRIPLE.deviceName);
    expect(await run).toBe(0);
    expect(io.text.stderr).not.toContain('ProductKey');
    expect(readConfig(cwd)).toMatchObject({ device: TRIPLE });
  });

  test('asks again where an answer cannot be right', async () => {
    const io = memoryIo(['init', '--product-key', 'a1'], { env, ...terminal });
    const run = main(io);
    await answer(io, 'DeviceName', 'a b');
    await expect.poll(() => io.text.stderr).toContain('letters, digits');
    io.streams.stdin.write('\u007f\u007fb\n');
    expect(await run).toBe(0);
  });

  test('Ctrl-C writes nothing', async () => {
    const cwd = useFolder();
    const io = memoryIo(['init'], { cwd, ...terminal });
    const run = main(io);
    await expect.poll(() => io.text.stderr).toContain('ProductKey');
    io.streams.stdin.write('\u0003');
    expect(await run).toBe(5);
    expect(io.text.stderr).toContain('Stopped before anything was written.');
    expect(readdirSync(cwd)).toEqual([]);
  });

  test('asks nothing with --yes', async () => {
    const { code, stderr } = await runMain(['init', '--yes'], terminal);
    expect(code).toBe(2);
    expect(stderr).toContain('triple is incomplete');
  });
});
