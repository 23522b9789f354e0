import type { PrintOptions } from './flags.ts';
import type { Io } from './io.ts';
import { colors, labelled, printableLines } from './text.ts';

/** Prints a warning for people. */
export function warn(io: Io, { isColored }: Pick<PrintOptions, 'isColored'>, message: string): void {
  const { yellow } = colors(io.stderr, isColored);
  io.stderr.write(labelled(io.stderr, { label: 'warning:', text: message, paint: yellow }));
}

/** Prints something for people that is no data and no warning; not with --quiet. */
export function tell(io: Io, { quiet }: PrintOptions, message: string): void {
  if (!quiet) io.stderr.write(`${printableLines(message)}\n`);
}
