import { SimError } from '../errors.ts';
import type { Io } from './io.ts';

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
  return {
    json: isOn(flags, io, 'json'),
    quiet: isOn(flags, io, 'quiet'),
    verbose: isOn(flags, io, 'verbose'),
    isColored: flags['color'] !== false,
  };
}

/** A flag as it is written: `--start-at` for startAt. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
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
