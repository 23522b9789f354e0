import { type Given, type Resolved, resolveSettings } from '../config/resolve.ts';
import { SETTINGS, type SettingName } from '../config/settings.ts';
import { type Flags, printOptions } from './flags.ts';
import type { Io } from './io.ts';
import { warn } from './tell.ts';

/** The configuration file the user named, if any. */
export function namedConfig(flags: Flags, io: Io): string | undefined {
  return typeof flags['config'] === 'string' ? flags['config'] : io.env['IOT_SIM_CONFIG'] || undefined;
}

/**
 * All settings for a command, and warnings about them printed.
 * @param file the configuration file; false reads none
 */
export async function resolveFlags(
  flags: Flags,
  io: Io,
  file: string | false | undefined = namedConfig(flags, io),
): Promise<Resolved> {
  const given: Partial<Record<SettingName, string | boolean>> = {};
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const value = flags[name];
    // False is a flag turned round, such as --no-outbox, and no value.
    if (typeof value === 'string' || value === true) given[name] = value;
  }
  const request: Given = { cwd: io.cwd, env: io.env, flags: given, file };
  const resolved = await resolveSettings(request);
  const print = printOptions(flags, io);
  for (const warning of resolved.warnings) warn(io, print, warning);
  return resolved;
}
