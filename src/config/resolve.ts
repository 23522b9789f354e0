import { isAbsolute, relative, resolve } from 'node:path';
import { SimError } from '../errors.ts';
import { formatIssues, type Issue } from '../issues.ts';
import type { ClimateSpec } from '../readings/climate-generators.ts';
import type { ReadingSpecs } from '../readings/specs.ts';
import { loadConfig } from './load.ts';
import { didYouMean } from './nearest.ts';
import { isOpenSecret } from './open-secret.ts';
import { readingSpecs } from './readings-keys.ts';
import type { Config } from './schema.ts';
import type { Setting } from './setting.ts';
import { SETTINGS, type SettingName, type Settings, VARIABLES } from './settings.ts';

/** What a command line, an environment and a folder say. */
export interface Given {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Flags as typed, by setting. */
  readonly flags: Readonly<Partial<Record<SettingName, string | boolean | undefined>>>;
  /** The configuration file the user named; false reads none. */
  readonly file?: string | false | undefined;
}

/** Where a value came from. */
export interface Source {
  readonly name: SettingName;
  /** As text; undefined where nothing was given. */
  readonly text: string | undefined;
  /** `--flag`, `IOT_SIM_VARIABLE`, `file`, `default` or `not set`. */
  readonly origin: string;
}

/** The origin of what the configuration file says. */
export const FILE = 'file';

/** The origin of what nobody said. */
export const DEFAULT = 'default';

/** True where nobody gave the setting a value. */
export function isDefault({ sources }: Resolved, name: SettingName): boolean {
  return sources.every((source) => source.name !== name || source.origin === DEFAULT);
}

/** All settings, each with where it came from. */
export interface Resolved {
  readonly settings: Settings;
  readonly sources: readonly Source[];
  /** How the values of single properties are made. */
  readonly readings: ReadingSpecs;
  /** What makes temperature and humidity together; undefined where nobody asked for it. */
  readonly climate: ClimateSpec | undefined;
  /** The same as the file writes it, for people. */
  readonly written: Pick<Config, 'readings' | 'climate'>;
  /** The faults of the sensor, as the file writes them. */
  readonly faults: readonly string[];
  /** The configuration file that was read. */
  readonly file: string | undefined;
  /** The folder that paths of a setting are taken from. */
  readonly folderOf: (name: SettingName) => string;
  /** What a person should know without it being an error. */
  readonly warnings: readonly string[];
}

/**
 * Gives every setting its value: flags win over environment, environment over file, file over default.
 * @throws SimError CONFIG_INVALID with every wrong setting at once, CONFIG_SYNTAX, FILE_UNREADABLE
 */
export async function resolveSettings({ cwd, env, flags, file }: Given): Promise<Resolved> {
  const issues: Issue[] = [];
  const found = file === false ? undefined : await loadConfig({ cwd, file });
  let config: Config = {};
  const fileName = found && displayPath(found.path, cwd);
  if (found) {
    const { parseConfig } = await import('./schema.ts');
    const parsed = parseConfig(found.value);
    config = parsed.config;
    issues.push(
      ...parsed.issues.map(({ path, message }) => ({
        path: path === '' ? `${fileName}` : `${fileName}: ${path}`,
        message,
      })),
    );
  }

  const sources: Source[] = [];
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const setting: Setting<unknown> = SETTINGS[name];
    const source = pickSource(name, setting, { flags, env, config });
    sources.push(source);
    if (source.text === undefined) continue;
    const parsed = setting.parse(source.text);
    if ('value' in parsed) values[name] = parsed.value;
    else {
      const place = source.origin === FILE ? `${fileName}: ${setting.key}` : source.origin;
      issues.push({ path: place, message: parsed.problem });
    }
  }
  if (issues.length > 0) throw invalidSettings(issues);

  const warnings = unknownVariables(env);
  if (found && isOpenSecret(found.path, config.device?.deviceSecret)) {
    warnings.push(`${fileName} holds the DeviceSecret and can be read by others: chmod 600 ${fileName}`);
  }
  const fileFolder = found === undefined ? cwd : resolve(found.path, '..');
  const settings = values as Settings;
  return {
    settings,
    sources,
    readings: readingSpecs(config.readings ?? {}),
    climate: climateSpec(settings.profile, config.climate),
    written: { readings: config.readings, climate: config.climate },
    faults: config.faults ?? [],
    file: found?.path,
    folderOf: (name) => (sources.find((source) => source.name === name)?.origin === FILE ? fileFolder : cwd),
    warnings,
  };
}

function pickSource(
  name: SettingName,
  setting: Setting<unknown>,
  { flags, env, config }: Pick<Given, 'flags' | 'env'> & { config: Config },
): Source {
  const flag = flags[name];
  if (flag !== undefined) return { name, text: String(flag), origin: setting.flag?.split(' ')[0] ?? 'flag' };
  const variable = env[setting.env];
  if (variable !== undefined && variable !== '') return { name, text: variable, origin: setting.env };
  const inFile = setting.fromFile?.(config);
  if (inFile !== undefined) return { name, text: String(inFile), origin: FILE };
  return { name, text: setting.fallback, origin: setting.fallback === undefined ? 'not set' : DEFAULT };
}

/** The profile that won, with what the file puts in the place of its parameters. */
function climateSpec(profile: Settings['profile'], inFile: Config['climate']): ClimateSpec | undefined {
  if (profile === undefined) return undefined;
  const { profile: _, properties, ...overrides } = inFile ?? {};
  return { profile, overrides, properties };
}

/** A misspelt variable would otherwise be ignored without a word. */
function unknownVariables(env: Given['env']): string[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('IOT_SIM_') && !VARIABLES.includes(name))
    .map(
      (name) => `The environment variable ${name} is not known and was ignored.${didYouMeanVariable(name)}`,
    );
}

function didYouMeanVariable(name: string): string {
  const suffixes = VARIABLES.map((variable) => variable.slice('IOT_SIM_'.length).toLowerCase());
  return didYouMean(name.slice('IOT_SIM_'.length), suffixes).replace(
    /mean (\w+)/,
    (_, suffix: string) => `mean IOT_SIM_${suffix.toUpperCase()}`,
  );
}

/** The error for wrong settings, which names them all. */
export function invalidSettings(issues: readonly Issue[]): SimError {
  const count = issues.length === 1 ? 'A setting is wrong' : `${issues.length} settings are wrong`;
  return new SimError('CONFIG_INVALID', `${count}:\n${formatIssues(issues)}`);
}

function displayPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}
