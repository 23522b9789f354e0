import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The program as a user starts it. */
export const PROGRAM = fileURLToPath(new URL('../../bin/iot-sim.js', import.meta.url));

/** How a program ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout and stderr. */
  readonly output: string;
}

/** A program that runs. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** Resolves once the text stands in stdout or stderr; rejects when the program ends without it. */
  waitForOutput(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Standard input; without it there is none. */
  readonly input?: string;
}

/** A folder of its own to run the program in, with a home and a state folder of its own. */
export interface Sandbox {
  /** The current folder of the runs. */
  readonly folder: string;
  readonly home: string;
  /** Where kept tokens go. */
  readonly state: string;
  /** Runs the program to its end. */
  run(args: readonly string[], options?: RunOptions): Promise<Ended>;
  /** Starts the program. */
  start(args: readonly string[], options?: RunOptions): Running;
}

/** Makes a sandbox that goes away with the test that asked for it. */
export function useSandbox(): Sandbox {
  const root = mkdtempSync(join(tmpdir(), 'iot-sim-test-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true, maxRetries: 3 }));
  const [folder, home, state] = ['work', 'home', 'state'].map((name) => join(root, name)) as [
    string,
    string,
    string,
  ];
  for (const path of [folder, home, state]) mkdirSync(path);
  const start = (args: readonly string[], { env = {}, input }: RunOptions = {}): Running => {
    const running = startProcess(process.execPath, [PROGRAM, ...args], {
      cwd: folder,
      env: { ...cleanEnvironment(), HOME: home, USERPROFILE: home, XDG_STATE_HOME: state, ...env },
    });
    running.child.stdin.end(input ?? '');
    return running;
  };
  return { folder, home, state, start, run: (args, options) => start(args, options).ended };
}

/** What a process needs to start, and nothing that changes what the program prints or where it reports. */
export function cleanEnvironment(): Record<string, string> {
  const names = ['PATH', 'Path', 'SystemRoot', 'TEMP', 'TMP', 'TZ', 'LANG'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}

/** Starts any process, and gathers what it prints. It is killed when the test ends before it. */
export function startProcess(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: Record<string, string> },
): Running {
  const child = spawn(command, args, options);
  child.stdin.on('error', () => {}); // it may end before it has read all
  const text = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      for (const listener of listeners) listener();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...text, output: text.stdout + text.stderr }));
  });
  ended.catch(() => {}); // whoever waits for it is told
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    child,
    ended,
    waitForOutput: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!(text.stdout + text.stderr).includes(wanted)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        ended.then(
          ({ output }) => reject(new Error(`ended without ${JSON.stringify(wanted)}:\n${output}`)),
          reject,
        );
        look();
      }),
  };
}
