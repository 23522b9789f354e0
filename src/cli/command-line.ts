import { type Command, CommanderError } from 'commander';
import { EXIT, SimError } from '../errors.ts';
import { type Flags, printOptions } from './flags.ts';
import type { Io } from './io.ts';
import { createProgram } from './program.ts';

/** Parses the command line, runs its command and gives the exit code. Prints what ends a command. */
export async function runCommandLine(io: Io): Promise<number> {
  let exitCode: number = EXIT.done;
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
    await parse(program, io.args);
    const failure = await io.flush();
    if (failure === undefined) return exitCode;
    throw new SimError('FILE_UNWRITABLE', `stdout cannot be written (${failure.code}).`, { cause: failure });
  } catch (thrown) {
    const isStop = io.stop.aborted && thrown === io.stop.reason;
    const error = isStop ? new SimError('STOPPED', 'Stopped before there was an answer.') : thrown;
    const { printError } = await import('./print-error.ts');
    printError(io, error, printOptions(flags, io));
    return error instanceof SimError ? error.exitCode : EXIT.bug;
  }
}

/** Runs the command; help and version are no errors, and what commander refuses is one like any other. */
async function parse(program: Command, args: readonly string[]): Promise<void> {
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error);
  }
}

/** What commander refused, as an error like every other. */
function usageError(error: CommanderError): SimError {
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
