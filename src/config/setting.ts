import type { Parsed } from './parse-text.ts';
import type { Config } from './schema.ts';

/** One thing that can be set, and the ways to set it. */
export interface Setting<T> {
  /** The long flag with its argument, as help shows it. Undefined: not on the command line. */
  readonly flag: string | undefined;
  /** The environment variable. */
  readonly env: string;
  /** Takes it from a configuration file. Undefined: not in the file. */
  readonly fromFile: ((config: Config) => unknown) | undefined;
  /** Its key in a file, for people. */
  readonly key: string | undefined;
  readonly help: string;
  readonly parse: (text: string) => Parsed<T>;
  /** The value nobody had to give, as text. */
  readonly fallback?: string;
  /** True for what is never shown. */
  readonly isSecret?: boolean;
}

/** A setting, its type taken from how it is parsed. */
export const setting = <T>(options: Setting<T>): Setting<T> => options;
