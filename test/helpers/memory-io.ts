import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import type { Io, Output } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';
import { runChild } from '../../src/cli/run-child.ts';
import { type Clock, systemClock } from '../../src/clock.ts';

interface MemoryIoOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** @default a new empty folder */
  readonly cwd?: string;
  /** Standard input. */
  readonly stdin?: string;
  readonly isStdinTerminal?: boolean;
  /** True for a terminal of 80 columns with 16 colours on stdout and stderr. */
  readonly isTerminal?: boolean;
  readonly stop?: AbortSignal;
  /** @default the system's */
  readonly clock?: Clock;
}

/** An {@link Io} in memory. */
export interface MemoryIo extends Io {
  readonly streams: { readonly stdin: NodeJS.ReadStream & PassThrough; readonly stderr: NodeJS.WriteStream };
  /** What was printed so far. */
  readonly text: { readonly stdout: string; readonly stderr: string };
}

/** A new empty folder that goes away with the test. */
export function useFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'iot-sim-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** The process as a test wants it. */
export function memoryIo(args: readonly string[], options: MemoryIoOptions = {}): MemoryIo {
  const { env = {}, stdin = '', isTerminal = false, isStdinTerminal = false } = options;
  const cwd = options.cwd ?? useFolder();
  const stop = options.stop ?? new AbortController().signal;
  const text = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr'): Output => ({
    write: (chunk) => {
      text[name] += chunk;
    },
    isTerminal,
    columns: 80,
    colorLevel: isTerminal ? 1 : 0,
  });
  return {
    args,
    env,
    cwd,
    clock: options.clock ?? systemClock,
    platform: 'linux',
    home: useFolder(),
    stdout: output('stdout'),
    stderr: output('stderr'),
    streams: {
      stdin: new PassThrough() as PassThrough & NodeJS.ReadStream,
      stderr: terminalStream((chunk) => {
        text.stderr += chunk;
      }),
    },
    isStdinTerminal,
    flush: async () => undefined,
    async *readStdin() {
      yield stdin;
    },
    run: (command, childEnv) =>
      runChild(command, { env: childEnv, cwd, stop: { signal: stop, divert: () => () => {} } }),
    stop,
    text,
  };
}

/** A terminal's stream, as far as a spinner or a prompt needs one. */
function terminalStream(write: (chunk: string) => void): NodeJS.WriteStream {
  const stream = new PassThrough();
  stream.setEncoding('utf8').on('data', write);
  return Object.assign(stream, {
    isTTY: true,
    columns: 80,
    rows: 24,
    end: () => stream, // the process's own never ends
    cursorTo: () => true,
    moveCursor: () => true,
    clearLine: () => true,
  }) as unknown as NodeJS.WriteStream;
}

/** How the command line ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout and stderr. */
  readonly output: string;
}

/** Runs the command line in this process. */
export async function runMain(args: readonly string[], options: MemoryIoOptions = {}): Promise<Ended> {
  const io = memoryIo(args, options);
  const code = await main(io);
  return { code, ...io.text, output: io.text.stdout + io.text.stderr };
}
