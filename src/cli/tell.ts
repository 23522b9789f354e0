import type { PrintOptions } from './flags.ts';
import type { Io } from './io.ts';
import { colors } from './text.ts';

/** Prints a warning for people. */
export function warn(io: Io, { isColored }: PrintOptions, message: string): void {
  io.stderr.write(`${colors(io.stderr, isColored).yellow('warning:')} ${message}\n`);
}

/** Prints something for people that is no data and no warning; not with --quiet. */
export function tell(io: Io, { quiet }: PrintOptions, message: string): void {
  if (!quiet) io.stderr.write(`${message}\n`);
}
