import { homedir } from 'node:os';
import { systemClock } from '../clock.ts';
import { colorLevel, type Io, type Output } from './io.ts';
import { createStopSignal } from './signals.ts';

/** The real process. Streams are opened when they are first used: each costs a part of the start. */
export function processIo(): Io {
  const { env } = process;
  const cwd = process.cwd();
  const stop = createStopSignal();
  const stdout = createStdout(stop.request);
  return {
    args: process.argv.slice(2),
    env,
    cwd,
    clock: systemClock,
    platform: process.platform,
    home: homedir(),
    stdout: output(stdout.open, env),
    stderr: output(openStderr, env),
    get streams() {
      return { stdin: process.stdin, stderr: openStderr() };
    },
    get isStdinTerminal() {
      return process.stdin.isTTY === true;
    },
    flush: stdout.flush,
    async *readStdin() {
      const { stdin } = process;
      // Only a closed stdin lets the process end.
      stop.signal.addEventListener('abort', () => stdin.destroy(stop.signal.reason), { once: true });
      stop.signal.throwIfAborted();
      const decoder = new TextDecoder();
      for await (const chunk of stdin) yield decoder.decode(chunk as Buffer, { stream: true });
      yield decoder.decode();
    },
    async run(command, childEnv) {
      const { runChild } = await import('./run-child.ts');
      return runChild(command, { env: childEnv, cwd, stop });
    },
    stop: stop.signal,
  };
}

/** The process as a thread of it sees it: nobody reads what it prints, and signals come to others. */
export function threadIo(stop: AbortSignal): Io {
  const nowhere: Output = { write: () => {}, isTerminal: false, columns: 80, colorLevel: 0 };
  return {
    args: [],
    env: process.env,
    cwd: process.cwd(),
    clock: systemClock,
    platform: process.platform,
    home: homedir(),
    stdout: nowhere,
    stderr: nowhere,
    get streams() {
      return { stdin: process.stdin, stderr: process.stderr };
    },
    isStdinTerminal: false,
    flush: async () => undefined,
    async *readStdin() {},
    run: async () => 1,
    stop,
  };
}

/** A stdout that nobody reads any more, or that is full, is an end of the run as good as Ctrl-C. */
function createStdout(onUnwritable: () => void) {
  let failure: NodeJS.ErrnoException | undefined;
  let opened: NodeJS.WriteStream | undefined;
  return {
    open(): NodeJS.WriteStream {
      if (opened === undefined) {
        opened = process.stdout;
        opened.on('error', (error: NodeJS.ErrnoException) => {
          if (error.code !== 'EPIPE') failure ??= error; // `| head` has read enough: no failure
          onUnwritable();
        });
      }
      return opened;
    },
    flush: () =>
      new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
        if (opened === undefined || opened.destroyed) resolve(failure);
        else opened.write('', () => setImmediate(() => resolve(failure)));
      }),
  };
}

function openStderr(): NodeJS.WriteStream {
  const { stderr } = process;
  if (stderr.listenerCount('error') === 0) stderr.on('error', () => {}); // nobody is left to be told
  return stderr;
}

function output(open: () => NodeJS.WriteStream, env: Io['env']): Output {
  return {
    write: (chunk) => void open().write(chunk),
    get isTerminal() {
      return open().isTTY === true;
    },
    get columns() {
      return open().columns || 80; // a terminal of 0 columns does not know its width
    },
    get colorLevel() {
      return colorLevel(env, open());
    },
  };
}
