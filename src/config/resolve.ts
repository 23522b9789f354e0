import { isAbsolute, relative, resolve } from 'node:path';
import { SimError } from '../errors.ts';
import { formatIssues, type Issue } from '../issues.ts';
import { DEMO_PRODUCT_KEY, isLoopbackHost } from '../protocol/endpoint.ts';
import type { DeviceTriple } from '../protocol/topic.ts';
import { checkNarrowings, type Narrowings } from '../readings/uniform.ts';
import type { ThingModel } from '../tsl/model.ts';
import { parseThingModel } from '../tsl/parse.ts';
import { isPresetName, PRESETS } from '../tsl/presets.ts';
import { loadConfig, readTextFile } from './load.ts';
import { didYouMean } from './nearest.ts';
import type { Config } from './schema.ts';
import { SETTINGS, type Setting, type SettingName, type Settings, VARIABLES } from './settings.ts';

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
  /** `--flag`, `IOT_SIM_VARIABLE`, the name of the file, or `default`. */
  readonly origin: string;
}

/** All settings, each with where it came from. */
export interface Resolved {
  readonly settings: Settings;
  readonly sources: readonly Source[];
  readonly narrowings: Narrowings;
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
    if ('issues' in parsed) {
      issues.push(...parsed.issues.map(({ path, message }) => ({ path: `${fileName}: ${path}`, message })));
    } else config = parsed.config;
  }

  const sources: Source[] = [];
  const values: Partial<Record<SettingName, unknown>> = {};
  for (const name of Object.keys(SETTINGS) as SettingName[]) {
    const setting: Setting<unknown> = SETTINGS[name];
    const source = pickSource(name, setting, { flags, env, config, fileName });
    sources.push(source);
    if (source.text === undefined) continue;
    const parsed = setting.parse(source.text);
    if ('value' in parsed) values[name] = parsed.value;
    else {
      const place = source.origin === fileName ? `${fileName}: ${setting.key}` : source.origin;
      issues.push({ path: place, message: parsed.problem });
    }
  }
  if (issues.length > 0) throw invalid(issues);

  const fileFolder = found === undefined ? cwd : resolve(found.path, '..');
  return {
    settings: values as Settings,
    sources,
    narrowings: config.readings ?? {},
    file: found?.path,
    folderOf: (name) =>
      sources.find((source) => source.name === name)?.origin === fileName ? fileFolder : cwd,
    warnings: unknownVariables(env),
  };
}

function pickSource(
  name: SettingName,
  setting: Setting<unknown>,
  {
    flags,
    env,
    config,
    fileName,
  }: Pick<Given, 'flags' | 'env'> & { config: Config; fileName: string | undefined },
): Source {
  const flag = flags[name];
  if (flag !== undefined) return { name, text: String(flag), origin: setting.flag?.split(' ')[0] ?? 'flag' };
  const variable = env[setting.env];
  if (variable !== undefined && variable !== '') return { name, text: variable, origin: setting.env };
  const inFile = setting.fromFile?.(config);
  if (inFile !== undefined) return { name, text: String(inFile), origin: fileName ?? 'file' };
  return { name, text: setting.fallback, origin: setting.fallback === undefined ? 'not set' : 'default' };
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

function invalid(issues: readonly Issue[]): SimError {
  const count = issues.length === 1 ? 'A setting is wrong' : `${issues.length} settings are wrong`;
  return new SimError('CONFIG_INVALID', `${count}:\n${formatIssues(issues)}`);
}

function displayPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}

/**
 * The device's triple.
 * @throws SimError TRIPLE_MISSING that names what is missing and every way to give it
 */
export function requireDevice({ settings, folderOf }: Resolved): DeviceTriple {
  const { productKey, deviceName, deviceSecretFile } = settings;
  const deviceSecret =
    deviceSecretFile === undefined
      ? settings.deviceSecret
      : readTextFile(
          resolve(folderOf('deviceSecretFile'), deviceSecretFile),
          'file with the DeviceSecret',
        ).trim();
  if (productKey && deviceName && deviceSecret) return { productKey, deviceName, deviceSecret };
  const missing = Object.entries({ productKey, deviceName, deviceSecret })
    .filter(([, value]) => !value)
    .map(([name]) => SETTINGS[name as 'productKey'].key);
  throw new SimError(
    'TRIPLE_MISSING',
    `The device’s triple is incomplete: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing.`,
    {
      likely:
        'No configuration here says which device to be. The three values stand on the console’s Device Details page.',
      hint:
        'Run iot-sim init to write sensor.config.json, or give IOT_SIM_PRODUCT_KEY, IOT_SIM_DEVICE_NAME and ' +
        'IOT_SIM_DEVICE_SECRET, or --product-key, --device-name and --device-secret-file. ' +
        'To try without an account add --local.',
    },
  );
}

/**
 * The endpoint, when this device may report to it.
 * @throws SimError ENDPOINT_INSECURE, DEMO_DEVICE_REMOTE
 */
export function requireEndpoint({ settings }: Resolved): string {
  const endpoint = settings.endpoint ?? '';
  const { protocol, hostname, host } = new URL(endpoint);
  const isLocal = isLoopbackHost(hostname);
  if (settings.productKey === DEMO_PRODUCT_KEY && !isLocal) {
    throw new SimError('DEMO_DEVICE_REMOTE', `The demo device may not report to ${host}.`);
  }
  if (protocol === 'http:' && !isLocal && settings.insecureHttp !== true) {
    throw new SimError('ENDPOINT_INSECURE', `${endpoint} is plain HTTP to another machine.`);
  }
  return endpoint;
}

/**
 * The thing model, and that the narrower bounds of `readings` fit it.
 * @throws SimError TSL_INVALID, FILE_UNREADABLE, CONFIG_INVALID
 */
export function requireModel(resolved: Resolved): ThingModel {
  const name = resolved.settings.tsl ?? '';
  const model = isPresetName(name) ? PRESETS[name] : readModel(name, resolved.folderOf('tsl'));
  const issues = checkNarrowings(model, resolved.narrowings);
  if (issues.length > 0) throw invalid(issues);
  return model;
}

function readModel(name: string, folder: string): ThingModel {
  const path = resolve(folder, name);
  let text: string;
  try {
    text = readTextFile(path, 'TSL file');
  } catch (error) {
    const presets = Object.keys(PRESETS);
    throw new SimError('FILE_UNREADABLE', (error as Error).message, {
      cause: error,
      likely: `It is neither a file nor a preset.${didYouMean(name, presets)}`,
      hint: `The presets are ${presets.join(' and ')}; a path is taken from ${folder}.`,
    });
  }
  const parsed = parseThingModel(text);
  if ('issues' in parsed) {
    throw new SimError(
      'TSL_INVALID',
      `The TSL file ${path} is not a thing model:\n${formatIssues(parsed.issues)}`,
    );
  }
  if (parsed.model.properties.size === 0) {
    throw new SimError(
      'TSL_INVALID',
      `The thing model ${path} has no properties: there is nothing to report.`,
    );
  }
  return parsed.model;
}

/** The further certificate authority, PEM. @throws SimError FILE_UNREADABLE */
export function readCa({ settings, folderOf }: Resolved): string | undefined {
  if (settings.ca === undefined) return undefined;
  const path = resolve(folderOf('ca'), settings.ca);
  const pem = readTextFile(path, 'certificate file');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new SimError('FILE_UNREADABLE', `The certificate file ${path} holds no certificate in PEM form.`, {
      likely: 'The file is a key, or a certificate in DER form.',
      hint: 'Convert it: openssl x509 -inform der -in FILE -out ca.pem',
    });
  }
  return pem;
}
