import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectNoSecrets } from '../helpers/expectations.ts';
import { useSandbox } from '../helpers/run-program.ts';
import { DEVICE, type Fault, HTML_502, type Misbehave } from '../helpers/stand-in.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

const COMMANDS = [
  ['config'],
  ['config', '--json'],
  ['once'],
  ['once', '--json', '--fresh-token'],
  ['publish', '--interval', '5ms', '--count', '2'],
  ['publish', '--interval', '5ms', '--count', '2', '--json'],
  ['check', '-'],
];

/** What the platform may say that holds a token or a signature where no program expects one. */
const echo = (body: string): Fault => ({ type: 'answer', status: 200, contentType: 'text/html', body });

const TROUBLE: Record<string, Misbehave> = {
  'a platform in order': () => undefined,
  'a page with status 502': () => HTML_502,
  'a lost connection': ({ count }) => (count < 3 ? { type: 'drop' } : undefined),
  'a refused reading': ({ kind }) =>
    kind === 'post' ? { type: 'refuse', code: 30001, message: 'publish message error' } : undefined,
  'a refused device': () => ({ type: 'refuse', code: 20000, message: 'auth check error' }),
  'an answer that is cut off': () => echo('{"code":0,"info":{"token":"0123456789abcdef'),
};

/** Configuration files whose mistake stands next to the secret. */
const BROKEN_FILES = {
  'sensor.config.yaml': `device:\n  deviceSecret: "${DEVICE.deviceSecret}\n  x: [`,
  '.sensorrc': `device: {deviceSecret: ${DEVICE.deviceSecret}, ]`,
  'sensor.config.mjs': `export default { device: { deviceSecret: '${DEVICE.deviceSecret}' '' } };`,
  'sensor.config.cjs': `module.exports = { device: { deviceSecret: '${DEVICE.deviceSecret}' '' } };`,
  'package.json': `{"sensor":{"device":{"deviceSecret":"${DEVICE.deviceSecret}" ""}}}`,
};

describe('secret, signature and token are never printed', () => {
  test.each(Object.keys(TROUBLE))('with %s', async (name) => {
    const standIn = await useStandIn({ misbehave: TROUBLE[name] as Misbehave });
    const runs = [...COMMANDS, ['auth', '--explain']].map((args) =>
      useSandbox().run([...args, '--verbose'], { env: standIn.env, input: '{"temperature":80}' }),
    );
    const ends = await Promise.all(runs);
    for (const [index, { output }] of ends.entries()) {
      const isAuth = index === COMMANDS.length;
      const secrets = [...standIn.secrets].filter((secret) => !isAuth || !standIn.tokens.includes(secret));
      expectNoSecrets(output, secrets);
      expectNoSecrets(output, ['0123456789abcdef']);
    }
  });

  test('a secret in a broken or wrong configuration is not shown along with the mistake', async () => {
    const sandbox = useSandbox();

    const texts = [
      `{"device":{"deviceSecret":"${DEVICE.deviceSecret}" "x":1}}`,
      `{"device":{"deviceSecret":"${DEVICE.deviceSecret}\n"}}`,
      `{"device":{"deviceSecret":["${DEVICE.deviceSecret}"]}}`,
      `{"device":{"deviceSecrt":"${DEVICE.deviceSecret}"}}`,
      `{"device":"${DEVICE.deviceSecret}"}`,
    ];
    for (const text of texts) {
      writeFileSync(`${sandbox.folder}/sensor.config.json`, text);
      const { code, output } = await sandbox.run(['config', '--verbose']);
      expect(code, text).toBe(2);
      expectNoSecrets(output, [DEVICE.deviceSecret]);
    }
  });

  test.each(Object.entries(BROKEN_FILES))('nor is one in a broken %s', async (name, text) => {
    const sandbox = useSandbox();
    writeFileSync(join(sandbox.folder, name), text);
    const { code, output } = await sandbox.run(['config', '--verbose']);
    expect(code).toBe(2);
    // Even a part is too much.
    expectNoSecrets(output, [DEVICE.deviceSecret.slice(0, 8)]);
  });

  test('init does not print the secret it writes', async () => {
    const args = ['init', '--yes', '--product-key', 'a1pk', '--device-name', 'dev', '--verbose'];
    const env = { IOT_SIM_DEVICE_SECRET: DEVICE.deviceSecret };
    const { code, output } = await useSandbox().run(args, { env });
    expect(code).toBe(0);
    expectNoSecrets(output, [DEVICE.deviceSecret]);
  });

  test('auth prints the token, and neither secret nor signature, not even with --explain', async () => {
    const standIn = await useStandIn();
    const { stdout, output } = await useSandbox().run(['auth', '--explain', '--json'], { env: standIn.env });
    const [token = ''] = standIn.tokens;
    expect(stdout).toContain(token);
    expectNoSecrets(
      output,
      [...standIn.secrets].filter((secret) => secret !== token),
    );
  });
});
