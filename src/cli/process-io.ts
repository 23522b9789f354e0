import { homedir } from 'node:os';
import { text } from 'node:stream/consumers';
import { colorLevel, type Io, type Output } from './io.ts';
import { createStopSignal } from './signals.ts';

/** The real process. */
export function processIo(): Io {
  const { stdin, stdout, stderr, env } = process;
  const stop = createStopSignal();
  // `| head` closes the pipe: an end of the run as good as Ctrl-C, and no error.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    stop.request();
  });
  stderr.on('error', () => {}); // nobody is left to be told
  return {
    args: process.argv.slice(2),
    env,
    cwd: process.cwd(),
    platform: process.platform,
    home: homedir(),
    stdout: output(stdout, env),
    stderr: output(stderr, env),
    streams: { stdin, stdout, stderr },
    isStdinTerminal: stdin.isTTY === true,
    readStdin: () => text(stdin),
    stop: stop.signal,
  };
}

function output(stream: NodeJS.WriteStream, env: Io['env']): Output {
  return {
    write: (chunk) => void stream.write(chunk),
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80;
    },
    colorLevel: colorLevel(env, stream),
  };
}
