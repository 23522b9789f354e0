import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readError } from '../helpers/expectations.ts';
import { type Sandbox, useSandbox } from '../helpers/run-program.ts';
import { CA_FILE, DEVICE } from '../helpers/stand-in.ts';
import { FLOAT_MODEL } from '../helpers/stand-in-checks.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

function writeConfig({ folder }: Sandbox, config: object): void {
  writeFileSync(join(folder, 'sensor.config.json'), JSON.stringify(config));
}

describe('a configuration file', () => {
  test('is all that a device needs', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const sandbox = useSandbox();
    writeConfig(sandbox, {
      endpoint: standIn.url,
      device: DEVICE,
      signMethod: 'hmacsha256',
      interval: '5ms',
      tsl: 'environment-float',
      readings: { temperature: { min: 20, max: 21 } },
      ca: CA_FILE,
    });
    const { code } = await sandbox.run(['publish', '--count', '10']);
    expect(code).toBe(0);
    expect(standIn.problems).toEqual([]);
    expect(standIn.auths).toEqual(['hmacsha256']);
    for (const { values } of standIn.posts) {
      expect(Number(values['temperature']?.raw)).toBeGreaterThanOrEqual(20);
      expect(Number(values['temperature']?.raw)).toBeLessThanOrEqual(21);
    }
  });

  test('yields to the environment, and the environment to flags', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    const signMethod = 'hmacsha1';
    writeConfig(sandbox, { endpoint: standIn.url, device: DEVICE, signMethod, ca: CA_FILE });
    const env = { IOT_SIM_SIGN_METHOD: 'hmacsha256' };
    await sandbox.run(['auth']);
    await sandbox.run(['auth'], { env });
    await sandbox.run(['auth', '--sign-method', 'hmacmd5'], { env });
    expect(standIn.auths).toEqual(['hmacsha1', 'hmacsha256', 'hmacmd5']);
  });

  test('may be named, and its paths are taken from its own folder', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    writeFileSync(join(sandbox.home, 'ca.pem'), readFileSync(CA_FILE));
    const config = { endpoint: standIn.url, device: DEVICE, ca: 'ca.pem' };
    writeFileSync(join(sandbox.home, 'other.json'), JSON.stringify(config));
    const { code } = await sandbox.run(['auth', '--config', join(sandbox.home, 'other.json')]);
    expect(code).toBe(0);
  });

  test('is not read beside a package.json that is broken, which is named instead', async () => {
    const sandbox = useSandbox();
    writeConfig(sandbox, { device: DEVICE });
    writeFileSync(join(sandbox.folder, 'package.json'), '{ broken');
    const { code, stderr } = await sandbox.run(['auth']);
    expect(code).toBe(2);
    expect(stderr).toContain('package.json:1:3: unexpected "b" in the JSON');
  });

  test('a secret may come from a file of its own', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    writeFileSync(join(sandbox.folder, 'secret.txt'), `${DEVICE.deviceSecret}\n`);
    const env = { ...standIn.env, IOT_SIM_DEVICE_SECRET: '' };
    const { code } = await sandbox.run(['auth', '--device-secret-file', 'secret.txt'], { env });
    expect(code).toBe(0);
  });
});

describe('a configuration that is code', () => {
  // Here and not among the unit tests, whose own loader answers a mistake in its own words.
  test.each(['sensor.config.mjs', 'sensor.config.cjs'])(
    'is named with its line and what is wrong, as %s',
    async (name) => {
      const sandbox = useSandbox();
      writeFileSync(join(sandbox.folder, name), '\nconst x = { interval "5s" };\n');
      const { code, stderr } = await sandbox.run(['config']);
      expect(code).toBe(2);
      expect(readError(stderr).error).toMatch(new RegExp(`${name}(:2)?: .*Unexpected string`));
    },
  );
});

describe('iot-sim config', () => {
  test('shows every value with where it came from, and masks the secret', async () => {
    const sandbox = useSandbox();
    writeConfig(sandbox, { device: DEVICE, interval: '7s' });
    const args = ['config', '--sign-method', 'hmacmd5'];
    const { code, stdout, output } = await sandbox.run(args, { env: { IOT_SIM_SEED: 'demo' } });
    expect(code).toBe(0);
    const rows = new Map(
      stdout.split('\n').map((line) => [line.split(' ')[0], line.split(/ {2,}/).slice(1)]),
    );
    expect(rows.get('interval')).toEqual(['7s', 'file']);
    expect(rows.get('signMethod')).toEqual(['hmacmd5', '--sign-method']);
    expect(rows.get('seed')).toEqual(['demo', 'IOT_SIM_SEED']);
    expect(rows.get('tsl')).toEqual(['environment', 'default']);
    expect(rows.get('device.deviceSecret')).toEqual(['****', 'file']);
    expect(output).not.toContain(DEVICE.deviceSecret);
  });
});

describe('iot-sim init --yes', () => {
  const args = ['init', '--yes', '--product-key', DEVICE.productKey, '--device-name', DEVICE.deviceName];
  const env = { IOT_SIM_DEVICE_SECRET: DEVICE.deviceSecret };

  test('writes a configuration with which the device reports', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    const init = await sandbox.run([...args, '--endpoint', standIn.url, '--ca', CA_FILE], { env });
    expect(init.code).toBe(0);
    const once = await sandbox.run(['once']);
    expect(once.code).toBe(0);
    expect(standIn.problems).toEqual([]);
    expect(standIn.posts).toHaveLength(1);
  });

  test.skipIf(process.platform === 'win32')('writes it for the user’s eyes alone', async () => {
    const sandbox = useSandbox();
    await sandbox.run(args, { env });
    expect(statSync(join(sandbox.folder, 'sensor.config.json')).mode & 0o777).toBe(0o600);
  });

  test('leaves a configuration that exists as it is', async () => {
    const sandbox = useSandbox();
    writeConfig(sandbox, { interval: '7s' });
    const { code, stderr } = await sandbox.run(args, { env });
    expect(code).toBe(2);
    expect(readError(stderr).next).toContain('--force');
    expect(readFileSync(join(sandbox.folder, 'sensor.config.json'), 'utf8')).toBe('{"interval":"7s"}');
  });

  test('replaces it with --force', async () => {
    const sandbox = useSandbox();
    writeConfig(sandbox, { interval: '7s' });
    expect((await sandbox.run([...args, '--force'], { env })).code).toBe(0);
    const text = readFileSync(join(sandbox.folder, 'sensor.config.json'), 'utf8');
    expect(JSON.parse(text)).toMatchObject({ device: DEVICE, interval: '5s' });
  });
});
