import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type PrintedError, readError } from '../helpers/expectations.ts';
import { runMain, useFolder } from '../helpers/memory-io.ts';

const TRIPLE = { productKey: 'a1TestKey00', deviceName: 'sensor-01', deviceSecret: 'TheSecretOfTheTests' };

/** A folder with these files; objects are written as JSON. */
function folderWith(files: Readonly<Record<string, string | object>>): string {
  const folder = useFolder();
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** Runs what must end with 2, one error in three parts, nothing on stdout, and nothing written. */
async function refused(args: readonly string[], cwd = useFolder()): Promise<PrintedError> {
  const before = readdirSync(cwd);
  const { code, stdout, stderr } = await runMain(args, { cwd });
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(readdirSync(cwd)).toEqual(before);
  expect(stderr).not.toContain(TRIPLE.deviceSecret);
  return readError(stderr);
}

describe('a missing triple', () => {
  test.each(['auth', 'once', 'publish'])(
    '%s names the three values, the ways to give them, and --local',
    async (command) => {
      const { error, next } = await refused([command]);
      for (const name of ['productKey', 'deviceName', 'deviceSecret']) expect(error).toContain(name);
      const ways = ['iot-sim init', 'IOT_SIM_PRODUCT_KEY', 'IOT_SIM_DEVICE_NAME', 'IOT_SIM_DEVICE_SECRET'];
      for (const way of [...ways, '--product-key', '--device-name', '--device-secret-file', '--local']) {
        expect(next).toContain(way);
      }
    },
  );

  test('init --yes does not write half a configuration', async () => {
    const { error } = await refused(['init', '--yes', '--product-key', 'a1']);
    expect(error).toBe(
      'The device’s triple is incomplete: device.deviceName, device.deviceSecret are missing.',
    );
  });
});

describe('a wrong configuration', () => {
  test('broken JSON names file and line', async () => {
    const cwd = folderWith({ 'sensor.config.json': '{\n  "interval": "5s"\n  "tsl": "environment"\n}' });
    const { error, next } = await refused(['once', '--local'], cwd);
    expect(error).toContain(`${join(cwd, 'sensor.config.json')}:3:3`);
    expect(next).toContain('line');
  });

  test('several wrong keys are named all at once, each with the nearest', async () => {
    const config = {
      endpont: 'https://x',
      intervall: '5s',
      device: { productkey: 'a' },
      readings: { temperature: { mx: 1 } },
    };
    const { error } = await refused(['once', '--local'], folderWith({ 'sensor.config.json': config }));
    expect(error).toMatch(/^4 settings are wrong:\n/);
    for (const nearest of ['endpoint', 'interval', 'productKey', 'max'])
      expect(error).toContain(`Did you mean ${nearest}?`);
  });

  test('wrong keys, wrong values and wrong flags are named together', async () => {
    const config = { intervall: '5s', signMethod: 'md5' };
    const cwd = folderWith({ 'sensor.config.json': config });
    const { error } = await refused(['publish', '--local', '--count', '0'], cwd);
    expect(error).toContain('intervall');
    expect(error).toContain('md5');
    expect(error).toContain('--count');
  });

  test('a file that is named and is not there is an error', async () => {
    const { error } = await refused(['once', '--local', '--config', 'nowhere.json']);
    expect(error).toContain('nowhere.json');
  });
});

describe('a wrong thing model', () => {
  test.each([
    ['a text', 'temperature: int', 'is not JSON'],
    ['another JSON', '{"name":"x","version":"1.0.0"}', 'this is no thing model (TSL)'],
    [
      'a wrong property',
      { properties: [{ identifier: 'a b', dataType: { type: 'number' } }] },
      'properties[0]',
    ],
  ])('%s is no TSL', async (_, content, words) => {
    const cwd = folderWith({ 'tsl.json': content });
    const { error, next } = await refused(['once', '--local', '--tsl', 'tsl.json'], cwd);
    expect(error).toContain(join(cwd, 'tsl.json'));
    expect(error).toContain(words);
    expect(next).toContain('View TSL');
  });
});

describe('a wrong value', () => {
  test.each([
    [['publish', '--local', '--interval', '5'], '"5" has no unit: write 5s'],
    [['publish', '--local', '--interval', '0s'], 'must be longer than 0'],
    [['publish', '--local', '--interval', 'soon'], 'is no duration'],
    [['publish', '--local', '--duration', '10'], 'write 10s'],
    [['publish', '--local', '--count', '0'], 'not a whole number from 1'],
    [['publish', '--local', '--count', 'many'], 'not a whole number from 1'],
    [['once', '--local', '--temp', 'abc'], '--temp: "abc" is not a number'],
    [['once', '--local', '--hum', ''], '--hum: "" is not a number'],
    [['once', '--local', '--temp', '1e999'], 'is not a number'],
    [['once', '--local', '--temp', 'NaN'], 'is not a number'],
    [['once', '--local', '--temp', '0x10'], 'is not a number'],
    [['once', '--local', '--set', 'temperature'], 'is not id=value'],
    [['once', '--local', '--set', '=1'], 'is not id=value'],
    [['once', '--local', '--temp', '1', '--set', 'temperature=2'], 'temperature is given twice'],
    [['auth', '--local', '--sign-method', 'md5'], 'is none of hmacmd5, hmacsha1, hmacsha256'],
    [['auth', '--local', '--client-id', 'x'.repeat(65)], 'has 65 characters; the platform takes 1 to 64'],
    [['auth', '--local', '--client-id', ''], 'the platform takes 1 to 64'],
    [['auth', '--endpoint', 'example'], 'is not a URL'],
    [['auth', '--endpoint', 'ftp://example.com'], 'is no address for HTTPS'],
    [['emulator', '--port', '70000'], 'is no port'],
    [['emulator', '--port', 'http'], 'is no port'],
    [['emulator', '--devices', '1.5'], 'is not a whole number from 0'],
    [['emulator', '--rate-limit', '0'], 'is not a whole number from 1'],
    [['emulator', '--token-ttl', '7'], 'write 7s'],
    [['emulator', '--forward', 'localhost'], 'is no address'],
    [['emulator', '--access-key', 'id'], 'write ID:SECRET'],
    [['emulator', '--fault', 'explode'], '--fault explode: '],
    [['emulator', '--fault', 'code:40000,probability=200%'], '200%'],
    [['emulator', '--devices-out', 'fleet.csv'], 'there are none'],
    [['emulator', '--import', 'nowhere.json'], 'nowhere.json cannot be read'],
    [['emulator', '--tsl', 'nowhere.json'], 'nowhere.json cannot be read'],
    [['check', '--mode', 'loose'], 'is none of strong, weak, none'],
    [['check', 'nowhere.json'], 'nowhere.json cannot be read'],
    [['publish', '--local', '--replay', 'nowhere.csv'], 'nowhere.csv cannot be read'],
  ])('%j is refused: %s', async (args, words) => {
    expect((await refused(args)).error).toContain(words);
  });

  test('all wrong faults are named at once', async () => {
    const { error } = await refused(['emulator', '--fault', 'explode', '--fault', 'code']);
    for (const words of ['--fault explode: ', '--fault code: ']) expect(error).toContain(words);
  });

  test('all wrong values of once are named at once', async () => {
    const { error } = await refused(['once', '--local', '--temp', 'a', '--hum', 'b', '--set', 'c=1']);
    for (const words of ['--temp: "a"', '--hum: "b"', 'no property c']) expect(error).toContain(words);
  });
});

describe('what an emulator is to begin with', () => {
  const cwd = (): string => folderWith({ 'notes.txt': 'hello' });

  test('is refused where it is no state', async () => {
    const { error, next } = await refused(['emulator', '--port', '0', '--import', 'notes.txt'], cwd());
    expect(error).toContain('The state cannot be imported');
    expect(next).toContain('iot-sim emulator export');
  });

  test('is refused where it is no folder', async () => {
    const folder = cwd();
    const { error } = await refused(['emulator', '--port', '0', '--data', 'notes.txt'], folder);
    expect(error).toContain(join(folder, 'notes.txt'));
  });
});

describe('an endpoint that is not safe', () => {
  const cwd = (): string => folderWith({ 'sensor.config.json': { device: TRIPLE } });

  test('plain HTTP to another machine is refused', async () => {
    const { error, next } = await refused(['auth', '--endpoint', 'http://192.0.2.1:8180'], cwd());
    expect(error).toContain('http://192.0.2.1:8180');
    expect(next).toContain('--insecure-http');
  });

  test('the demo device reports to no other machine', async () => {
    const { error } = await refused(['auth', '--product-key', 'iot-sim-demo'], cwd());
    expect(error).toContain('demo device');
  });

  test('a certificate file that is none is refused before anything is sent', async () => {
    const folder = cwd();
    writeFileSync(join(folder, 'ca.pem'), 'hello');
    const { error } = await refused(['auth', '--ca', 'ca.pem'], folder);
    expect(error).toContain('ca.pem holds no certificate');
  });
});

describe('a recording that cannot be replayed', () => {
  test.each([
    ['an empty file', '', 'is empty'],
    ['a header alone', 'temperature,humidity\n', 'no rows'],
    ['no column of the model', 'a,b\n1,2\n', 'no column is a property of the model'],
    ['a row that is too short', 'temperature,humidity\n1\n', 'line 2'],
    ['a quote that does not end', 'temperature\n"1\n', 'line 2: a quote is opened here and never closed'],
    ['a cell that is no number', 'temperature\nwarm\n', 'line 2, temperature: "warm" is not a number'],
  ])('%s', async (_, text, words) => {
    const cwd = folderWith({ 'year.csv': text });
    const { error } = await refused(['publish', '--local', '--replay', 'year.csv'], cwd);
    expect(error).toContain(join(cwd, 'year.csv'));
    expect(error).toContain(words);
  });

  test('of a hundred bad cells the first twenty are shown, and how many more there are', async () => {
    const cwd = folderWith({ 'year.csv': `temperature\n${'x\n'.repeat(100)}` });
    const { error } = await refused(['publish', '--local', '--replay', 'year.csv'], cwd);
    expect(error.match(/is not a number/g)).toHaveLength(20);
    expect(error).toContain('and 80 more');
  });
});
