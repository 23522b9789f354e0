import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findBrowser } from '../.config/chromium.js';
import { type Ended, startProcess } from './helpers/run-program.ts';

const SCRIPT = fileURLToPath(new URL('../.config/chromium.js', import.meta.url));
const RUNS = 'exit 0';
const FAILS = 'echo "Command requires the chromium snap" >&2; exit 1';

/** Folders of programs that do what is written, in the order of a PATH. */
function machine(...folders: Record<string, string>[]) {
  const root = mkdtempSync(join(tmpdir(), 'iot-sim-browser-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const paths = folders.map((programs, index) => {
    const folder = join(root, String(index));
    mkdirSync(folder);
    for (const [name, script] of Object.entries(programs)) {
      writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    return folder;
  });
  return {
    env: { PATH: paths.join(delimiter) },
    path: (index: number, name: string) => join(root, `${index}`, name),
  };
}

/** Finds or installs a browser with nothing on the PATH but these programs. */
function ensure(env: Record<string, string>): Promise<Ended> {
  const running = startProcess(process.execPath, [SCRIPT], { cwd: tmpdir(), env });
  running.child.stdin.end();
  return running.ended;
}

describe.skipIf(process.platform !== 'linux')('the browser of the tests', () => {
  test('is the first on the PATH that runs', () => {
    const { env, path } = machine({ 'google-chrome': RUNS, 'chromium-browser': FAILS }, { chromium: FAILS });
    expect(findBrowser(env)).toBe(path(0, 'google-chrome'));
    expect(findBrowser({ PATH: '' })).toBeUndefined();
  });

  test('is the one that IOT_SIM_TEST_BROWSER names, and no other', () => {
    const { env, path } = machine({ chromium: RUNS, mine: RUNS, broken: FAILS });
    expect(findBrowser({ ...env, IOT_SIM_TEST_BROWSER: path(0, 'mine') })).toBe(path(0, 'mine'));
    for (const name of ['broken', 'missing']) {
      const named = path(0, name);
      expect(() => findBrowser({ ...env, IOT_SIM_TEST_BROWSER: named })).toThrow(named);
    }
  });

  test('is printed', async () => {
    const { env, path } = machine({ chromium: RUNS });
    expect(await ensure(env)).toMatchObject({ code: 0, stdout: `${path(0, 'chromium')}\n`, stderr: '' });
  });

  test('is installed where there is none', async () => {
    const { env, path } = machine(
      {},
      { sudo: 'shift; exec "$@"', env: 'exec /usr/bin/env "$@"', true: RUNS },
    );
    const browser = path(0, 'chromium');
    const aptGet = `echo "$@" "$DEBIAN_FRONTEND"
[ "$1" = update ] && exit 0
[ "$3" = chromium ] || exit 1
echo '#!/bin/sh' >"${browser}" && /bin/chmod +x "${browser}"`;
    writeFileSync(path(0, 'apt-get'), `#!/bin/sh\n${aptGet}\n`, { mode: 0o755 });
    const { code, stdout, stderr } = await ensure(env);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${browser}\n` });
    expect(stderr).toBe('update \ninstall -y chromium noninteractive\n');
  });

  test('that is none that runs is an error with a way out', async () => {
    const aptGet = { 'apt-get': 'exit 0', 'chromium-browser': FAILS };
    const { env } = machine({ ...aptGet, sudo: 'shift; exec "$@"', env: RUNS, true: RUNS });
    const { code, stdout, stderr } = await ensure(env);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('apt-get installed none that runs');
    expect(stderr).toContain('set IOT_SIM_TEST_BROWSER');
  });

  test('that cannot be installed is an error with a way out', async () => {
    const { code, stderr } = await ensure(machine({ sudo: FAILS }).env);
    expect(code).toBe(1);
    expect(stderr).toContain('this machine has none');
    expect(stderr).toContain('set IOT_SIM_TEST_BROWSER');
  });
});
