import { SimError } from '../errors.ts';
import type { Io } from './io.ts';
import { colors, wrap } from './text.ts';

/**
 * Prints an error in three parts: what happened, the likely cause, what to do next.
 * @param options.verbose adds where in the program it came from; our own bugs always show that
 */
export function printError(
  io: Io,
  error: unknown,
  { verbose, isColored }: { verbose: boolean; isColored: boolean },
): void {
  const paint = colors(io.stderr, isColored);
  const width = io.stderr.isTerminal ? io.stderr.columns : Number.POSITIVE_INFINITY;
  const line = (label: string, text: string): string => `${wrap(`${label} ${text}`, { width, indent: 7 })}\n`;
  if (error instanceof SimError) {
    io.stderr.write(line('error:', error.message).replace('error:', paint.red('error:')));
    io.stderr.write(line('cause:', error.likely).replace('cause:', paint.yellow('cause:')));
    io.stderr.write(line(' next:', error.hint).replace('next:', paint.cyan('next:')));
    if (verbose) io.stderr.write(`${stack(error)}\n`);
    return;
  }
  io.stderr.write(line('error:', 'Something went wrong inside iot-sim itself.'));
  io.stderr.write(`${stack(error)}\n`);
  io.stderr.write(line(' next:', 'This is a bug of ours. Please report it with the lines above.'));
}

function stack(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stack(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
