import { type Given, type Resolved, resolveSettings } from '../config/resolve.ts';
import { SETTINGS, type SettingName } from '../config/settings.ts';
import { SimError } from '../errors.ts';
import type { Io } from './io.ts';
import { colors } from './text.ts';

/** Flags as commander hands them over, before anything is known of their values. */
export type Flags = Readonly<Record<string, unknown>>;

/** How a command is to print. */
export interface PrintOptions {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly isColored: boolean;
}

/** A switch that is on by its flag, or by its variable. */
export function isOn(flags: Flags, io: Io, name: 'json' | 'quiet' | 'verbose' | 'local'): boolean {
  if (flags[name] !== undefined) return flags[name] === true;
  const value = io.env[`IOT_SIM_${name.toUpperCase()}`]?.toLowerCase() ?? '';
  return value !== '' && value !== '0' && value !== 'false';
}

/** How to print, from flags and environment. */
export function printOptions(flags: Flags, io: Io): PrintOptions {
  const options = {
    json: isOn(flags, io, 'json'),
    quiet: isOn(flags, io, 'quiet'),
    verbose: isOn(flags, io, 'verbose'),
    isColored: flags['color'] !== false,
  };
  return options;
}

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
    if (typeof value === 'string' || typeof value === 'boolean') given[name] = value;
  }
  const request: Given = { cwd: io.cwd, env: io.env, flags: given, file };
  const resolved = await resolveSettings(request);
  const print = printOptions(flags, io);
  for (const warning of resolved.warnings) warn(io, print, warning);
  return resolved;
}

/** Prints a warning for people. */
export function warn(io: Io, { isColored }: PrintOptions, message: string): void {
  io.stderr.write(`${colors(io.stderr, isColored).yellow('warning:')} ${message}\n`);
}

/** Prints something for people that is no data and no warning; not with --quiet. */
export function tell(io: Io, { quiet }: PrintOptions, message: string): void {
  if (!quiet) io.stderr.write(`${message}\n`);
}

/** Refuses two flags that contradict each other. */
export function refuseBoth(flags: Flags, one: string, other: string): void {
  const camel = (flag: string): string => flag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (flags[camel(one)] === undefined || flags[camel(other)] === undefined) return;
  throw new SimError('USAGE', `--${one} and --${other} contradict each other.`, {
    likely: 'One of them was left over from another try.',
    hint: 'Give one of the two.',
  });
}
