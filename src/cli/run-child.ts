import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { isatty } from 'node:tty';
import { SimError } from '../errors.ts';
import type { Io } from './io.ts';
import type { StopSignal } from './signals.ts';

interface ChildOptions {
  /** All of its environment. */
  readonly env: Io['env'];
  readonly cwd: string;
  readonly stop: Pick<StopSignal, 'signal' | 'divert'>;
}

/**
 * Runs another program with our streams and gives its exit code; where a signal ended it, 128 and the signal's number,
 * as a shell does. While it runs, signals go to it and do not end us.
 * @throws SimError COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, STOPPED
 */
export async function runChild(
  [file = '', ...args]: readonly string[],
  { env, cwd, stop }: ChildOptions,
): Promise<number> {
  if (stop.signal.aborted) throw new SimError('STOPPED', `Stopped before ${file} was run.`);
  let release = (): void => {};
  try {
    return await new Promise<number>((resolve, reject) => {
      const child = spawn(file, args, { env, cwd, stdio: 'inherit' });
      child.on('error', (error) => {
        if (child.pid === undefined) reject(error); // else it runs, and we may not send it a signal: as with sudo
      });
      child.on('exit', (code, signal) =>
        resolve(signal === null ? (code ?? 0) : 128 + constants.signals[signal]),
      );
      release = stop.divert((name) => {
        // A terminal sends Ctrl-C to both of us: passed on, it would look like a second one.
        if (name !== 'SIGINT' || !isatty(0)) child.kill(name);
      });
    });
  } catch (error) {
    throw notRun(file, error);
  } finally {
    release();
  }
}

function notRun(file: string, error: unknown): SimError {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT'
    ? new SimError('COMMAND_NOT_FOUND', `There is no command ${file}.`, { cause: error })
    : new SimError('COMMAND_NOT_EXECUTABLE', `${file} cannot be run (${code}).`, { cause: error });
}
