import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openOutputFile } from '../../../../src/cli/fleet/outputs/output-file.ts';
import { useFolder } from '../../../helpers/memory-io.ts';

describe('a file that is written at the end', () => {
  test('is there then, and nothing else is; what was there stays until then', async () => {
    const folder = useFolder();
    writeFileSync(join(folder, 'a.xml'), 'old');
    const file = await openOutputFile('a.xml', folder);
    expect(readFileSync(join(folder, 'a.xml'), 'utf8')).toBe('old');
    await file?.write('new');
    expect(readFileSync(join(folder, 'a.xml'), 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.xml']);
  });

  test('is not made where none is wanted', async () => {
    expect(await openOutputFile(undefined, useFolder())).toBeUndefined();
  });

  test('is refused at the start where its folder is missing, or where a folder or a device has its name', async () => {
    const folder = useFolder();
    mkdirSync(join(folder, 'taken'));
    for (const [name, message] of [
      ['missing/a.xml', 'cannot be written (ENOENT)'],
      ['taken', 'something else is there'],
      ['/dev/null', process.platform === 'win32' ? '' : 'something else is there'],
    ] as const) {
      if (message === '') continue;
      await expect(openOutputFile(name, folder)).rejects.toMatchObject({
        code: 'FILE_UNWRITABLE',
        message: expect.stringContaining(message),
      });
    }
  });
});
