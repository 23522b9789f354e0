import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** The example of the README, in a folder from which `iot-sim` is this package. */
function exampleFolder(): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const example = /```ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const folder = mkdtempSync(join(root, 'dist', 'example-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'example.ts'), example);
  return folder;
}

describe('the library example of the README', () => {
  it('compiles against the published types and runs', () => {
    const folder = exampleFolder();
    const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = [
      '--ignoreConfig',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--types',
      'node',
      '--rootDir',
      folder,
      '--outDir',
      folder,
    ];
    execFileSync(process.execPath, [compiler, ...options, join(folder, 'example.ts')], {
      cwd: folder,
      stdio: 'pipe',
    });
    const printed = execFileSync(process.execPath, [join(folder, 'example.js')], { encoding: 'utf8' });
    expect(printed).toContain('3 sent, 3 received');
  });
});
