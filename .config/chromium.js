// Finds the browser that the tests of the console run in, and installs one where the machine has none and lets us.
// `npm run browser` prints its path.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** Names on the PATH, the likeliest first. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const WINDOWS_ROOTS = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'];
const WINDOWS_PLACES = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
/** Debian's package, and that of Ubuntu, which leads to a snap. */
const PACKAGES = ['chromium', 'chromium-browser'];

/**
 * The path of a Chromium or Chrome that runs; undefined where there is none.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {string | undefined}
 * @throws where IOT_SIM_TEST_BROWSER names one that does not run
 */
export function findBrowser(env) {
  const named = env.IOT_SIM_TEST_BROWSER;
  if (!named) return places(env).find(runs);
  if (runs(named)) return named;
  throw new Error(`IOT_SIM_TEST_BROWSER is ${named}, and that is no browser that runs.`);
}

/** @returns {string[]} where a browser may be */
function places(env) {
  if (process.platform === 'win32') {
    return WINDOWS_ROOTS.flatMap((name) => WINDOWS_PLACES.map((place) => join(env[name] ?? '', place)));
  }
  const mac = process.platform === 'darwin' ? MAC_PLACES : [];
  return [...NAMES.map((name) => onPath(name, env)).filter((path) => path !== undefined), ...mac];
}

function onPath(name, env) {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Ubuntu has a script in the place of its browser that only says where to get one. */
function runs(path) {
  if (process.platform === 'win32') return existsSync(path); // there it would open a window
  return spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

/** Installs a browser with apt-get. @returns {string} the path of one that runs */
function installBrowser(env) {
  const aptGet = onPath('apt-get', env);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const mayInstall = sudo.length === 0 || run([...sudo, 'true'], env);
  if (aptGet !== undefined && mayInstall) {
    run([...sudo, aptGet, 'update'], env);
    for (const name of PACKAGES) {
      run([...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', aptGet, 'install', '-y', name], env);
      const path = findBrowser(env);
      if (path !== undefined) return path;
    }
  }
  const tried =
    aptGet === undefined || !mayInstall
      ? 'It can be installed here by hand alone.'
      : `apt-get installed none that runs (${PACKAGES.join(', ')}).`;
  throw new Error(
    `The tests of the console need Chromium or Chrome, and this machine has none. ${tried}\n` +
      'Install Chromium or Google Chrome (https://www.google.com/chrome), or set IOT_SIM_TEST_BROWSER to the path of one.',
  );
}

/** Runs a command to its end, what it prints beside the result; true where it did its work. */
function run([command, ...args], env) {
  return spawnSync(command, args, { env, stdio: ['ignore', 2, 2] }).status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    process.stdout.write(`${findBrowser(process.env) ?? installBrowser(process.env)}\n`);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
