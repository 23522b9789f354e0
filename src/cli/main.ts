import { EXIT } from '../errors.ts';
import type { Io } from './io.ts';
import { VERSION } from './version.ts';

/** Runs the program and gives its exit code. */
export async function main(io: Io): Promise<number> {
  // Asked for by scripts again and again: answered before the command line is loaded.
  if (io.args.length === 1 && (io.args[0] === '--version' || io.args[0] === '-V')) {
    io.stdout.write(`${VERSION}\n`);
    if ((await io.flush()) === undefined) return EXIT.done;
  }
  const { runCommandLine } = await import('./command-line.ts');
  return runCommandLine(io);
}
