import { SimError } from '../errors.ts';
import type { Io } from './io.ts';
import { colors, labelled } from './text.ts';

/** What every error says. */
interface ErrorParts {
  readonly message: string;
  readonly likely: string;
  readonly hint: string;
}

/** Prints what happened, the likely cause, and what to do next. */
export function printErrorParts(io: Io, { message, likely, hint }: ErrorParts, isColored: boolean): void {
  const { red, yellow, cyan } = colors(io.stderr, isColored);
  io.stderr.write(labelled(io.stderr, { label: 'error:', text: message, paint: red }));
  io.stderr.write(labelled(io.stderr, { label: 'cause:', text: likely, paint: yellow }));
  io.stderr.write(labelled(io.stderr, { label: ' next:', text: hint, paint: cyan }));
}

/**
 * Prints an error.
 * @param options.verbose adds where in the program it came from; our own bugs always show that
 */
export function printError(
  io: Io,
  error: unknown,
  { verbose, isColored }: { verbose: boolean; isColored: boolean },
): void {
  const parts = error instanceof SimError ? error : BUG;
  printErrorParts(io, parts, isColored);
  if (verbose || parts === BUG) io.stderr.write(`${stack(error)}\n`);
}

const BUG: ErrorParts = {
  message: 'Something went wrong inside iot-sim itself.',
  likely: 'This is a bug of ours.',
  hint: 'Please report it with the lines below and the command you ran.',
};

function stack(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stack(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
