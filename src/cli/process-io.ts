import { homedir } from 'node:os';
import { systemClock } from '../clock.ts';
import { colorLevel, type Io, type Output } from './io.ts';
import { createStopSignal } from './signals.ts';

/** The real process. Streams are opened when they are first used: each costs a part of the start. */
export function processIo(): Io {
  const { env } = process;
  const stop = createStopSignal();
  return {
    args: process.argv.slice(2),
    env,
    cwd: process.cwd(),
    clock: systemClock,
    platform: process.platform,
    home: homedir(),
    stdout: output(() => openStdout(stop.request), env),
    stderr: output(openStderr, env),
    get streams() {
      return { stdin: process.stdin, stderr: openStderr() };
    },
    get isStdinTerminal() {
      return process.stdin.isTTY === true;
    },
    readStdin: async () => (await import('node:stream/consumers')).text(process.stdin),
    stop: stop.signal,
  };
}

/** `| head` closes the pipe: an end of the run as good as Ctrl-C, and no error. */
function openStdout(onClosed: () => void): NodeJS.WriteStream {
  const { stdout } = process;
  if (stdout.listenerCount('error') === 0) {
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      onClosed();
    });
  }
  return stdout;
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
