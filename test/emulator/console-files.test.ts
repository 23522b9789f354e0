import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openConsoleFiles } from '../../src/emulator/console-files.ts';

/** A folder as a build leaves it. */
function built(): { folder: string; write: (name: string, text: string) => void } {
  const root = mkdtempSync(join(tmpdir(), 'iot-sim-console-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, 'console');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('index.html', '<title>page</title>');
  write('assets/index-1a2b.js', 'run()');
  write('secret.txt', 'secret');
  write('../outside.txt', 'outside');
  return { folder, write };
}

/** The text of a file, or why there is none. */
async function text(files: ReturnType<typeof openConsoleFiles>, path: string): Promise<string> {
  const answer = await files.answer(path, undefined);
  return typeof answer === 'string' ? answer : answer.body.toString();
}

test('gives the page at /, whatever its query, and what the page loads', async () => {
  const files = openConsoleFiles(built().folder);
  expect(await text(files, '/')).toBe('<title>page</title>');
  expect(await text(files, '/?from=mail')).toBe('<title>page</title>');
  expect(await text(files, '/assets/index-1a2b.js')).toBe('run()');
});

test.each([
  '/index.html',
  '/secret.txt',
  '/assets/../secret.txt',
  '/assets/../../outside.txt',
  '/assets/%2e%2e/secret.txt',
  '/assets/..\\secret.txt',
  '/assets//index-1a2b.js',
  '/assets/INDEX-1A2B.js',
  '/assets/index-1a2b.js/',
  '//assets/index-1a2b.js',
  '',
])('gives nothing at %j', async (path) => {
  expect(await text(openConsoleFiles(built().folder), path)).toBe('missing');
});

test('says of a kind it does not know that these are bytes', async () => {
  const { folder, write } = built();
  write('assets/data-1.bin', 'x');
  const answer = await openConsoleFiles(folder).answer('/assets/data-1.bin', undefined);
  expect(answer).toMatchObject({ headers: { 'Content-Type': 'application/octet-stream' } });
});

test('reads the files once', async () => {
  const { folder, write } = built();
  const files = openConsoleFiles(folder);
  await text(files, '/');
  write('index.html', 'later');
  expect(await text(files, '/')).toBe('<title>page</title>');
});

test('finds what was built after it was first asked', async () => {
  const { folder } = built();
  const files = openConsoleFiles(join(folder, 'later'));
  expect(await text(files, '/')).toBe('not built');
  mkdirSync(join(folder, 'later/assets'), { recursive: true });
  writeFileSync(join(folder, 'later/index.html'), 'built');
  expect(await text(files, '/')).toBe('built');
});

test.each([
  ['"x", ETAG', 304],
  ['W/ETAG', 304],
  ['"x"', 200],
  ['', 200],
  [undefined, 200],
])('answers %s with %i', async (ifNoneMatch, status) => {
  const files = openConsoleFiles(built().folder);
  const first = await files.answer('/', undefined);
  const etag = typeof first === 'string' ? '' : String(first.headers['ETag']);
  expect(etag).toMatch(/^"[\w-]{22}"$/);
  expect(await files.answer('/', ifNoneMatch?.replace('ETAG', etag))).toMatchObject({ status });
});
