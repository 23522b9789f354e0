import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadConfig, readTextFile } from '../../src/config/load.ts';
import { SimError } from '../../src/errors.ts';
import { useFolder } from '../helpers/memory-io.ts';

/** A folder with these files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = useFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

async function failure(promise: Promise<unknown>): Promise<SimError> {
  const error = await promise.then(
    (value) => value,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(SimError);
  return error as SimError;
}

describe('loadConfig', () => {
  test.each([
    ['sensor.config.json', '{"interval":"7s"}'],
    ['sensor.config.yaml', 'interval: 7s\n'],
    ['sensor.config.yml', 'interval: 7s\n'],
    ['sensor.config.js', "module.exports = { interval: '7s' };"],
    ['sensor.config.mjs', "export default { interval: '7s' };"],
    ['sensor.config.cjs', "module.exports = { interval: '7s' };"],
    ['.sensorrc', '{"interval":"7s"}'],
    ['.sensorrc', 'interval: 7s\n'],
    ['package.json', '{"name":"x","sensor":{"interval":"7s"}}'],
  ])('reads %s', async (name, text) => {
    const cwd = folderWith({ [name]: text });
    expect(await loadConfig({ cwd })).toEqual({ path: join(cwd, name), value: { interval: '7s' } });
  });

  test('reads sensor.config.ts, or says which Node can', async () => {
    const cwd = folderWith({ 'sensor.config.ts': "export default { interval: '7s' as string };" });
    const result = await loadConfig({ cwd }).catch((error: unknown) => error);
    if (result instanceof SimError) expect(`${result.message} ${result.likely}`).toContain('Node 22.18');
    else expect(result).toMatchObject({ value: { interval: '7s' } });
  });

  test('gives nothing where there is none', async () => {
    expect(await loadConfig({ cwd: useFolder() })).toBeUndefined();
  });

  test('a package.json without the key is none', async () => {
    expect(await loadConfig({ cwd: folderWith({ 'package.json': '{"name":"x"}' }) })).toBeUndefined();
  });

  test('does not look in the folders above', async () => {
    const cwd = join(folderWith({ 'sensor.config.json': '{"interval":"7s"}' }), 'inner');
    mkdirSync(cwd);
    expect(await loadConfig({ cwd })).toBeUndefined();
  });

  test('the JSON file goes before all others', async () => {
    const cwd = folderWith({
      '.sensorrc': 'interval: 1s',
      'sensor.config.yaml': 'interval: 2s',
      'sensor.config.json': '{"interval":"3s"}',
      'package.json': '{"sensor":{"interval":"4s"}}',
    });
    expect((await loadConfig({ cwd }))?.value).toEqual({ interval: '3s' });
  });

  test('a file that is named goes before all that would be found, from the current folder', async () => {
    const cwd = folderWith({ 'sensor.config.json': '{}', 'other.json': '{"interval":"3s"}' });
    expect((await loadConfig({ cwd, file: 'other.json' }))?.value).toEqual({ interval: '3s' });
  });

  test('a byte order mark is no mistake', async () => {
    const cwd = folderWith({ 'sensor.config.json': '\uFEFF{"interval":"3s"}' });
    expect((await loadConfig({ cwd }))?.value).toEqual({ interval: '3s' });
  });

  test('an empty file is an empty configuration', async () => {
    const cwd = folderWith({ 'other.json': '' });
    expect((await loadConfig({ cwd, file: 'other.json' }))?.value).toEqual({});
  });
});

describe('a configuration that cannot be read', () => {
  test.each([
    ['{"interval": "5s",}', ':1:19: unexpected "}"'],
    ['{\n  "interval": 5s\n}', ':2:16: unexpected "s"'],
    ['{\n  "interval": "5s"', ':2:19: unexpected the end of the file'],
    ["{'interval': '5s'}", ':1:2: unexpected "\'"'],
    ['// comment\n{}', ':1:1: unexpected "/"'],
  ])('broken JSON %j is named with line and column', async (text, place) => {
    const cwd = folderWith({ 'sensor.config.json': text });
    const { code, message } = await failure(loadConfig({ cwd }));
    expect(code).toBe('CONFIG_SYNTAX');
    expect(message).toContain(`${join(cwd, 'sensor.config.json')}${place}`);
  });

  test('broken YAML is named with its line', async () => {
    const cwd = folderWith({ 'sensor.config.yaml': 'interval: 5s\ndevice: {productKey: x\n]' });
    const { code, message } = await failure(loadConfig({ cwd }));
    expect(code).toBe('CONFIG_SYNTAX');
    expect(message).toContain(`${join(cwd, 'sensor.config.yaml')}:3:`);
  });

  test('a broken package.json is a mistake of the user’s like any other', async () => {
    const cwd = folderWith({ 'package.json': '{"sensor": {' });
    const { code, message } = await failure(loadConfig({ cwd }));
    expect(code).toBe('CONFIG_SYNTAX');
    expect(message).toContain('package.json:1:');
  });

  test('a named file that does not exist is an error, not “no configuration”', async () => {
    const { code, message } = await failure(loadConfig({ cwd: useFolder(), file: 'nowhere.json' }));
    expect(code).toBe('FILE_UNREADABLE');
    expect(message).toContain('nowhere.json');
    expect(message).toContain('ENOENT');
  });

  test('a named folder is no file', async () => {
    const { code, message } = await failure(loadConfig({ cwd: useFolder(), file: '.' }));
    expect(code).toBe('FILE_UNREADABLE');
    expect(message).toContain('EISDIR');
  });

  test('a script that fails says what it said', async () => {
    const cwd = folderWith({ 'sensor.config.mjs': "throw new Error('no such variable');" });
    const { code, message } = await failure(loadConfig({ cwd }));
    expect(code).toBe('CONFIG_SYNTAX');
    expect(message).toContain('no such variable');
  });
});

describe('readTextFile', () => {
  test('names what the file was for', () => {
    expect(() => readTextFile('/nowhere/at/all', 'recording')).toThrow(
      /^The recording \S+ cannot be read \(ENOENT\)\.$/,
    );
  });
});
