import { requireDevice, requireEndpoint, requireModel } from '../../config/require.ts';
import { EXIT, type ExitCode, SimError } from '../../errors.ts';
import { type Flags, printOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { resolveFlags } from '../resolve-flags.ts';
import { settingRows, settingsJson } from '../setting-rows.ts';
import { warn } from '../tell.ts';
import { colors, printable } from '../text.ts';

/** `iot-sim config`: shows every setting and where it came from; secrets are masked. */
export async function config(flags: Flags, io: Io): Promise<ExitCode> {
  const print = printOptions(flags, io);
  const resolved = await resolveFlags(flags, io);
  const rows = settingRows(resolved);
  if (print.json) {
    const settings = settingsJson(rows);
    io.stdout.write(
      `${JSON.stringify({ type: 'config', at: io.clock.now(), file: resolved.file ?? null, settings })}\n`,
    );
  } else if (!print.quiet) {
    const paint = colors(io.stdout, print.isColored);
    io.stdout.write(
      `${resolved.file === undefined ? 'no configuration file here' : `file ${printable(resolved.file)}`}\n\n`,
    );
    const width = Math.max(...rows.map(({ name }) => name.length));
    const valueWidth = Math.min(44, Math.max(...rows.map(({ text }) => (text ?? '-').length)));
    for (const { name, text, origin } of rows) {
      const value = printable(text ?? '-').padEnd(valueWidth);
      io.stdout.write(
        `${printable(name).padEnd(width)}  ${text === undefined ? paint.dim(value) : value}  ${paint.dim(origin)}\n`,
      );
    }
  }
  // What would stop a command, said now.
  for (const requirement of [requireDevice, requireEndpoint, requireModel]) {
    try {
      requirement(resolved);
    } catch (error) {
      if (!(error instanceof SimError)) throw error;
      warn(io, print, error.message);
    }
  }
  return EXIT.done;
}
