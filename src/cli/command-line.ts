import { CommanderError } from 'commander';
import { EXIT, type ExitCode, SimError } from '../errors.ts';
import { type Flags, printOptions } from './flags.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';

/** Parses the command line, runs its command and gives the exit code. The only place that prints errors. */
export async function runCommandLine(io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  let flags: Flags = {
    // Until a command has parsed its flags.
    verbose: io.args.includes('--verbose') || undefined,
    color: !io.args.includes('--no-color'),
  };
  const program = createProgram(
    io,
    (code) => {
      exitCode = code;
    },
    (parsed) => {
      flags = parsed;
    },
  );
  try {
    await program.parseAsync(io.args, { from: 'user' });
    const failure = await io.flush();
    if (failure)
      throw new SimError('FILE_UNWRITABLE', `stdout cannot be written (${failure.code}).`, {
        cause: failure,
      });
    return exitCode;
  } catch (thrown) {
    const error = explain(thrown, io);
    if (error === undefined) return EXIT.done; // help or version, printed already
    const { printError } = await import('./print-error.ts');
    printError(io, error, printOptions(flags, io));
    return error instanceof SimError ? error.exitCode : EXIT.bug;
  }
}

/** What was thrown, as something to print; undefined where all was printed already. */
function explain(thrown: unknown, { stop }: Io): unknown {
  if (thrown instanceof CommanderError) return usageError(thrown);
  return stop.aborted && thrown === stop.reason
    ? new SimError('STOPPED', 'Stopped before there was an answer.')
    : thrown;
}

/** What commander refused, as an error like every other; undefined where it only printed what was asked for. */
function usageError(error: CommanderError): SimError | undefined {
  if (error.exitCode === 0) return undefined;
  if (error.code === 'commander.help') {
    return new SimError('USAGE', 'No command was given.', {
      likely: 'Commands are listed above.',
      hint: 'To see it work at once: iot-sim publish --local --interval 1s --count 5',
    });
  }
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const sentence = message.replace(/\.?$/, '.');
  const words = suggestion === undefined ? sentence : `${sentence} ${suggestion.replace(/^\(|\)$/g, '')}`;
  return new SimError('USAGE', words[0]?.toUpperCase() + words.slice(1));
}
