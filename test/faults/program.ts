import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cleanEnvironment, PROGRAM } from '../helpers/run-program.ts';
import type { Taken } from './ledger.ts';

/** An event of `--json`. */
export type Line = Readonly<Record<string, unknown>> & { readonly type: string };

/** How a run of the program ended. */
export interface Run {
  /** Null where it was killed. */
  readonly code: number | null;
  readonly events: readonly Line[];
  readonly stderr: string;
}

/** A run that goes on. */
export interface Running {
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Run>;
}

/** A new empty folder, for the state of a program: its outbox and its token. */
export function makeFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'iot-sim-faults-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/**
 * Starts the built program with `--json`.
 * @param options.preload a script that Node runs before the program
 * @param options.onEvent told of each event when it is printed
 */
export function startProgram(
  args: readonly string[],
  {
    folder,
    env = {},
    preload,
    onEvent,
  }: {
    folder: string;
    env?: Readonly<Record<string, string>> | undefined;
    preload?: string | undefined;
    onEvent?: ((event: Line) => void) | undefined;
  },
): Running {
  const before = preload === undefined ? [] : ['--import', new URL(preload, import.meta.url).href];
  const child = spawn(process.execPath, [...before, PROGRAM, ...args, '--json'], {
    cwd: folder,
    env: { ...cleanEnvironment(), HOME: folder, USERPROFILE: folder, XDG_STATE_HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: Line[] = [];
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const event = readLine(line);
    if (event === undefined) return; // the last one of a program that was killed
    events.push(event);
    onEvent?.(event);
  });
  const allRead = new Promise((resolve) => lines.once('close', resolve));
  const ended = new Promise<Run>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => void allRead.then(() => resolve({ code, events, stderr })));
  });
  return { kill: (signal) => void child.kill(signal), ended };
}

function readLine(line: string): Line | undefined {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return undefined;
  }
}

/** The readings that a run said it had taken. */
export function takenBy({ events }: Run): Taken[] {
  return events.filter(({ type }) => type === 'reading') as unknown as Taken[];
}

/** What stands in what a program printed for people when it broke down. */
export const BREAKDOWN = /^ +at .*:\d+:\d+\)?$|Unhandled|internal|MaxListenersExceeded/m;
