import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { createTokenFile } from '../../src/client/token-file.ts';
import type { Token } from '../../src/client/token-state.ts';
import { createPlatform } from '../../src/emulator/platform.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { clientOptions, recorder } from '../helpers/transports.ts';

const device = { productKey: 'a1EnvSensor1', deviceName: 'sensor-1', deviceSecret: 'a secret' };
const endpoint = 'https://iot.example';
const token: Token = { text: '7f'.repeat(16), issuedAtMs: 1_768_471_200_000, expiresAtMs: 1_769_076_000_000 };
const hasModes = process.platform !== 'win32';

let base: string;
let folder: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'iot-sim-test-'));
  folder = join(base, 'state', 'tokens');
});
afterEach(() => rm(base, { recursive: true, force: true }));

function open(change: Partial<typeof device> & { endpoint?: string } = {}) {
  const { endpoint: other = endpoint, ...triple } = change;
  return createTokenFile({ folder, endpoint: other, device: { ...device, ...triple } });
}

async function onlyFile(): Promise<string> {
  const names = await readdir(folder);
  expect(names).toHaveLength(1);
  return join(folder, names[0]!);
}

/** The last nine bits of a file's or folder's mode. */
async function mode(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

describe('a token file', () => {
  test('gives back the token that was saved', async () => {
    await open().save(token);
    expect(await open().load()).toEqual(token);
  });

  test('is none before a token was saved', async () => {
    expect(await open().load()).toBeUndefined();
    expect(await readdir(base)).toEqual([]);
  });

  test('gives the token that was saved last', async () => {
    await open().save(token);
    await open().save({ ...token, text: 'newer' });
    expect((await open().load())?.text).toBe('newer');
    await onlyFile();
  });

  test('leaves no other file behind', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => open().save({ ...token, text: `t${index}` })));
    expect(await onlyFile()).toMatch(/token-[\da-f]{32}\.json$/);
    expect((await open().load())?.text).toMatch(/^t\d+$/);
  });

  test('does not hold the secret, nor tell it by its name', async () => {
    await open().save(token);
    const path = await onlyFile();
    expect(await readFile(path, 'utf8')).not.toContain(device.deviceSecret);
    expect(path).not.toContain(device.deviceName);
  });

  test.skipIf(!hasModes)('may be read by the user alone, and so may its folder', async () => {
    await open().save(token);
    expect(await mode(await onlyFile())).toBe(0o600);
    expect(await mode(folder)).toBe(0o700);
  });

  test.skipIf(!hasModes)('that others could read is theirs no longer once it is saved anew', async () => {
    await open().save(token);
    await chmod(await onlyFile(), 0o644);
    await open().save(token);
    expect(await mode(await onlyFile())).toBe(0o600);
  });

  test.each<[string, Parameters<typeof open>[0]]>([
    ['endpoint', { endpoint: 'https://other.example' }],
    ['product', { productKey: 'a1EnvSensor2' }],
    ['device', { deviceName: 'sensor-2' }],
  ])('is one for each %s', async (_what, change) => {
    await open().save(token);
    expect(await open(change).load()).toBeUndefined();
    await open(change).save({ ...token, text: 'other' });
    expect((await open().load())?.text).toBe(token.text);
  });

  test('got with another secret counts as none', async () => {
    await open().save(token);
    expect(await open({ deviceSecret: 'A secret' }).load()).toBeUndefined();
  });
});

describe('a damaged token file', () => {
  test.each<[string, (text: string) => string]>([
    ['empty', () => ''],
    ['cut short', (text) => text.slice(0, 40)],
    ['no JSON', () => 'token'],
    ['null', () => 'null'],
    ['a number', () => '7'],
    ['a list', (text) => `[${text}]`],
    ['without a mark of its secret', (text) => text.replace('secretMark', 'mark')],
    ['without a token', (text) => text.replace('"token"', '"Token"')],
    ['with an empty token', (text) => text.replace(token.text, '')],
    ['with a token of two lines', (text) => text.replace(token.text, 'a\\r\\nb: c')],
    ['with a token too long for any header', (text) => text.replace(token.text, 'a'.repeat(193))],
    ['with a life that is no number', (text) => text.replace(String(token.expiresAtMs), '"soon"')],
  ])('(%s) counts as none', async (_what, damage) => {
    await open().save(token);
    const path = await onlyFile();
    const text = await readFile(path, 'utf8');
    const damaged = damage(text);
    expect(damaged).not.toBe(text);
    await writeFile(path, damaged);
    expect(await open().load()).toBeUndefined();
  });

  test('is written anew by the next save', async () => {
    await open().save(token);
    await writeFile(await onlyFile(), 'damaged');
    await open().save(token);
    expect(await open().load()).toEqual(token);
  });

  test('may even be a folder', async () => {
    await open().save(token);
    const path = await onlyFile();
    await rm(path);
    await mkdir(path);
    expect(await open().load()).toBeUndefined();
  });
});

describe('a save that fails', () => {
  test('says so and leaves no file behind', async () => {
    await open().save(token);
    const path = await onlyFile();
    await rm(path);
    await mkdir(join(path, 'in the way'), { recursive: true });
    await expect(open().save(token)).rejects.toThrow();
    expect(await readdir(folder)).toHaveLength(1);
  });

  test('does not keep a client from publishing', async () => {
    await writeFile(join(base, 'state'), 'a file where the folder should be');
    const clock = fakeClock();
    const { handle } = createPlatform({ clock });
    const told: unknown[] = [];
    const client = createClient(clientOptions({ send: handle, clock, tokenStore: open() }), {
      onStoreError: (error) => told.push(error),
    });
    const answer = await client.publish({
      topic: '/iot-sim-demo/demo-sensor/user/hello',
      body: () => 'hello',
    });
    expect(answer.code).toBe(0);
    expect(told).toHaveLength(1);
  });
});

test('two runs of a device share one token through its file', async () => {
  const clock = fakeClock();
  const { handle } = createPlatform({ clock });
  const { send, auths } = recorder(handle);
  for (let run = 0; run < 2; run++) {
    const client = createClient(clientOptions({ send, clock, tokenStore: open() }));
    await client.publish({ topic: '/iot-sim-demo/demo-sensor/user/hello', body: () => 'hello' });
  }
  expect(auths()).toBe(1);
});
