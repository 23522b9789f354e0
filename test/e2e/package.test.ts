import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execute } from '../helpers/execute.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isWindows = process.platform === 'win32';
const npm = (cwd: string, ...args: string[]) => execute('npm', args, { cwd, shell: isWindows });

describe('the packed package', () => {
  let folder = '';
  let packed: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'iot-sim-package-'));
    const pack = await npm(root, 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
    const [{ filename, files }] = JSON.parse(pack.stdout) as [
      { filename: string; files: { path: string }[] },
    ];
    packed = files.map(({ path }) => path);
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    await npm(folder, 'install', '--no-audit', '--no-fund', '--ignore-scripts', join(folder, filename));
  }, 120_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

  test('holds the program and its papers, and nothing else', () => {
    expect([...new Set(packed.map((path) => path.split('/')[0]))].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin',
      'dist',
      'package.json',
      'sensor.config.example.json',
    ]);
    expect(packed.filter((path) => path.startsWith('bin/'))).toEqual(['bin/iot-sim.js']);
    expect(packed.filter((path) => /\.(?:map|tsbuildinfo)$|[^d]\.ts$/.test(path))).toEqual([]);
  });

  test('holds every file that its package.json points to', () => {
    const { bin, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
      exports: Record<string, string | Record<string, string>>;
    };
    const targets = [
      ...Object.values(bin),
      ...Object.values(exports).flatMap((target) => Object.values(target)),
    ];
    const paths = targets.flatMap((target) => (target.length > 1 ? [target.replace(/^\.\//, '')] : []));
    for (const path of paths) expect(packed).toContain(path);
  });

  test('names the licences of what its page is made of', () => {
    const licences = readFileSync(join(folder, 'node_modules/iot-sim/dist/licenses.txt'), 'utf8');
    expect(licences).toMatch(/^preact \d[\d.]* \(MIT\)$/m);
    expect(licences).toMatch(/^uplot \d[\d.]* \(MIT\)$/m);
  });

  test('depends on fastify, what it is held at, and LevelDB, which has its binaries inside', () => {
    const installed = JSON.parse(
      readFileSync(join(folder, 'node_modules', 'iot-sim', 'package.json'), 'utf8'),
    ) as { dependencies: object };
    expect(Object.keys(installed.dependencies)).toEqual(['classic-level', 'fastify', 'light-my-request']);
    expect(existsSync(join(folder, 'node_modules', 'undici'))).toBe(false);
  });

  test('runs from an empty folder with npx', async () => {
    const args = ['iot-sim', 'publish', '--local', '--interval', '10ms', '--count', '2'];
    const { stdout } = await execute('npx', args, { cwd: folder, shell: isWindows });
    expect(stdout.match(/publish success/g)).toHaveLength(2);
    expect(stdout).toContain('2 taken, 2 sent');
  });

  test('gives the version of package.json', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    const { stdout } = await execute('npx', ['iot-sim', '--version'], { cwd: folder, shell: isWindows });
    expect(stdout.trim()).toBe(version);
  });

  test('can be imported as a library, with its emulator', async () => {
    const script = join(folder, 'library.mjs');
    writeFileSync(
      script,
      `import * as sim from 'iot-sim';
       import { startEmulator } from 'iot-sim/emulator';
       const emulator = await startEmulator({ port: 0 });
       console.log(typeof sim.createClient, emulator.url);
       await emulator.close();`,
    );
    const { stdout } = await execute(process.execPath, [script], { cwd: folder });
    expect(stdout).toMatch(/^function http:\/\/127\.0\.0\.1:\d+\n$/);
  });

  describe('the console', () => {
    const ask = `
      const page = await fetch(process.env.IOT_SIM_ENDPOINT);
      const text = await page.text();
      const said = [page.status];
      for (const [, path] of text.matchAll(/"(\\/assets\\/[^"]+)"/g)) {
        const file = await fetch(process.env.IOT_SIM_ENDPOINT + path);
        said.push((await file.text()) === '' ? 'empty' : file.status);
      }
      console.log(said.join(), page.status === 200 ? '' : text);`;
    const askFrom = async (words: readonly string[]): Promise<string> => {
      writeFileSync(join(folder, 'ask.mjs'), ask);
      return (await execute('npx', [...words, 'node', 'ask.mjs'], { cwd: folder, shell: isWindows })).stdout;
    };
    const PROGRAM = ['iot-sim', 'emulator', 'exec', '--'];

    test('is in it, and is served by the program', async () => {
      expect(packed).toContain('dist/console/index.html');
      expect(await askFrom(PROGRAM)).toMatch(/^200(?:,200){2,}\s+$/);
    });

    test('is served by the emulator of the library', async () => {
      const script = `
        import { startEmulator } from 'iot-sim/emulator';
        const emulator = await startEmulator({ port: 0 });
        process.env.IOT_SIM_ENDPOINT = emulator.url;
        await import('./ask.mjs');
        await emulator.close();`;
      writeFileSync(join(folder, 'serve.mjs'), script);
      writeFileSync(join(folder, 'ask.mjs'), ask);
      const { stdout } = await execute(process.execPath, ['serve.mjs'], { cwd: folder });
      expect(stdout).toMatch(/^200(?:,200){2,}\s+$/);
    });

    test('that was not built is said to be missing, and nothing else is', async () => {
      const files = join(folder, 'node_modules', 'iot-sim', 'dist', 'console');
      renameSync(files, `${files}-elsewhere`);
      const said = await askFrom(PROGRAM);
      renameSync(`${files}-elsewhere`, files);
      expect(said).toBe('503 {"error":"The console was not built; run npm run build."}\n');
    });
  });

  test('an editor finds the schemas of configuration and events', async () => {
    const script = join(folder, 'schemas.mjs');
    writeFileSync(
      script,
      `import config from 'iot-sim/schema/config.json' with { type: 'json' };
       import events from 'iot-sim/schema/events.json' with { type: 'json' };
       console.log(Object.keys(config.properties).includes('interval'), typeof events);`,
    );
    const { stdout } = await execute(process.execPath, ['--no-warnings', script], { cwd: folder });
    expect(stdout).toBe('true object\n');
  });
});
