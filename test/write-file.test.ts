import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writePrivateFile } from '../src/write-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'iot-sim-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('writes the whole text', async () => {
  await writePrivateFile(join(folder, 'new.json'), '{"unit":"°C"}\n');
  expect(await readFile(join(folder, 'new.json'), 'utf8')).toBe('{"unit":"°C"}\n');
});

it('replaces a longer file without leaving any of it', async () => {
  const path = join(folder, 'token.json');
  await writeFile(path, 'x'.repeat(1000));
  await writePrivateFile(path, 'short');
  expect(await readFile(path, 'utf8')).toBe('short');
});

it.skipIf(process.platform === 'win32')(
  'lets nobody else read the file, even where everybody could',
  async () => {
    const path = join(folder, 'secret.json');
    await writeFile(path, 'old', { mode: 0o644 });
    await writePrivateFile(path, 'new');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  },
);

it('leaves nothing behind when the file cannot be put in place', async () => {
  await mkdir(join(folder, 'taken'));
  await writeFile(join(folder, 'taken', 'file'), '');
  await expect(writePrivateFile(join(folder, 'taken'), 'text')).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['taken']);
});

it('says which folder is missing', async () => {
  await expect(writePrivateFile(join(folder, 'no', 'file'), 'text')).rejects.toMatchObject({
    code: 'ENOENT',
  });
});

it('leaves one of the texts whole when several are written at once', async () => {
  const path = join(folder, 'shared.json');
  const texts = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(5000));
  await Promise.all(texts.map((text) => writePrivateFile(path, text)));
  expect(texts).toContain(await readFile(path, 'utf8'));
  expect(await readdir(folder)).toEqual(['shared.json']);
});
