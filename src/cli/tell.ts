import type { PrintOptions } from './flags.ts';
import type { Io } from './io.ts';
import { colors, printableLines, wrap } from './text.ts';

/** Prints a warning for people. */
export function warn(io: Io, { isColored }: Pick<PrintOptions, 'isColored'>, message: string): void {
  const label = 'warning:';
  const width = io.stderr.isTerminal ? io.stderr.columns : Number.POSITIVE_INFINITY;
  const lines = wrap(`${label} ${printableLines(message)}`, { width, indent: label.length + 1 });
  io.stderr.write(`${colors(io.stderr, isColored).yellow(label)}${lines.slice(label.length)}\n`);
}

/** Prints something for people that is no data and no warning; not with --quiet. */
export function tell(io: Io, { quiet }: PrintOptions, message: string): void {
  if (!quiet) io.stderr.write(`${printableLines(message)}\n`);
}
