import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { resolveSettings } from '../../src/config/resolve.ts';
import { useFolder } from '../helpers/memory-io.ts';

const SECRET = 'TheSecretOfTheTests';

/** What is said of a configuration file with this text and mode. */
async function warningsOf(name: string, text: string, mode: number): Promise<readonly string[]> {
  const cwd = useFolder();
  writeFileSync(join(cwd, name), text);
  chmodSync(join(cwd, name), mode);
  return (await resolveSettings({ cwd, env: {}, flags: {} })).warnings;
}

const WITH_SECRET = JSON.stringify({ device: { deviceSecret: SECRET } });

describe.skipIf(process.platform === 'win32')('a configuration file', () => {
  test.each([0o644, 0o640, 0o604, 0o664, 0o444])(
    'with a secret that others can read is warned of: %o',
    async (mode) => {
      expect(await warningsOf('sensor.config.json', WITH_SECRET, mode)).toEqual([
        'sensor.config.json holds the DeviceSecret and can be read by others: chmod 600 sensor.config.json',
      ]);
    },
  );

  test.each([0o600, 0o400, 0o622])('with a secret that its owner alone can read is not: %o', async (mode) => {
    expect(await warningsOf('sensor.config.json', WITH_SECRET, mode)).toEqual([]);
  });

  test('without a secret may be read by everybody', async () => {
    expect(await warningsOf('sensor.config.json', '{"interval":"5s"}', 0o644)).toEqual([]);
  });

  test('of code that takes the secret from elsewhere may, too', async () => {
    const elsewhere = `export default { device: { deviceSecret: '${SECRET}'.split('').join('') } };`;
    const parts = elsewhere.replace(SECRET, `TheSecret' + 'OfTheTests`);
    expect(await warningsOf('sensor.config.mjs', parts, 0o644)).toEqual([]);
    expect(await warningsOf('sensor.config.mjs', elsewhere, 0o644)).toHaveLength(1);
  });

  test('says nothing of the secret itself', async () => {
    expect((await warningsOf('sensor.config.json', WITH_SECRET, 0o644)).join()).not.toContain(SECRET);
  });
});
