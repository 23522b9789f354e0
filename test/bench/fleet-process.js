// Processes of the fleet's bench: each on a core of its own, and what it takes of the machine.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Linux gives processor time in hundredths of a second, on all machines that Node runs on. */
const TICK_MS = 10;
/** Of what a process complains, so much is shown. */
const MOST_WORDS = 2000;
/** Of what it prints, so much is kept: a summary with its histograms is far smaller. */
const MOST_TEXT = 10_000_000;

/** @param {string} path beside this file */
export const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The authority that signed the platform's certificate. */
export const CA_FILE = here('../fixtures/tls/ca.pem');
export const readCa = () => readFileSync(CA_FILE);

/**
 * Two cores that are really two, for a client and its server.
 * @returns {{ client: number, server: number } | undefined} undefined where processes cannot be held on a core
 */
export function findCores() {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readOrNothing('/proc/self/status'))?.[1] ?? '';
  const cores = list.split(',').flatMap((range) => {
    const [from = Number.NaN, to = from] = range.split('-').map(Number);
    return Array.from({ length: to - from + 1 || 0 }, (_, index) => from + index);
  });
  const [client] = cores;
  const threads = (core) =>
    readOrNothing(`/sys/devices/system/cpu/cpu${core}/topology/thread_siblings_list`).trim() || String(core);
  const server = cores.find((core) => threads(core) !== threads(client));
  if (client === undefined || server === undefined) return undefined;
  return spawnSync('taskset', ['-c', String(client), 'true']).status === 0 ? { client, server } : undefined;
}

/**
 * Starts a Node program, on one core if that is said.
 * @param {string[]} args
 * @param {{ core?: number | undefined, cwd?: string, env?: Record<string, string>, hasChannel?: boolean }} options
 */
export function startNode(args, { core, cwd, env = plainEnvironment(), hasChannel = false } = {}) {
  const command = [process.execPath, ...args];
  // taskset becomes the program that it starts, so the process id is the program's.
  const [file = '', ...rest] = core === undefined ? command : ['taskset', '-c', String(core), ...command];
  const stdio = ['ignore', 'pipe', 'pipe', ...(hasChannel ? ['ipc'] : [])];
  const child = spawn(file, rest, { cwd, env, stdio });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr']) {
    child[name].setEncoding('utf8').on('data', (chunk) => {
      text[name] = (text[name] + chunk).slice(-MOST_TEXT);
    });
  }
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...text }));
  });
  const broken = ended.then(({ code, signal, stderr }) => {
    throw new Error(
      `node ${args.join(' ').slice(0, 200)} ended with ${code ?? signal}:\n${stderr.slice(-MOST_WORDS)}`,
    );
  });
  broken.catch(() => {}); // it may well end once nobody waits for anything of it
  return {
    child,
    ended,
    /** What it has printed so far. */
    text,
    /** Waits for something of a process that goes on meanwhile. @throws Error when it ends before */
    during: (promise) => Promise.race([promise, broken]),
    usage: () => usageOf(child.pid),
    /** Asks it to end, and waits until it has. */
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

/** What a process needs to start, and nothing that changes what is measured. */
function plainEnvironment() {
  const names = ['PATH', 'Path', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'LANG'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/**
 * What a process has taken so far, all its threads together.
 * @returns {{ cpuMs: number, bytes: number, mostBytes: number } | undefined} undefined where this is no Linux
 */
function usageOf(pid) {
  const stat = readOrNothing(`/proc/${pid}/stat`);
  const status = readOrNothing(`/proc/${pid}/status`);
  if (stat === '' || status === '') return undefined;
  // The name stands in brackets and may hold anything; user and system time are the 12th and 13th word after it.
  const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const kilobytes = (name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
  return {
    cpuMs: (Number(words[11]) + Number(words[12])) * TICK_MS,
    bytes: kilobytes('VmRSS') * 1024,
    mostBytes: kilobytes('VmHWM') * 1024,
  };
}

function readOrNothing(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // no Linux, or it has ended
  }
}
