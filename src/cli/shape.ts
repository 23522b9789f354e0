import type { Command } from 'commander';
import { CONFIG_PLACES } from '../config/places.ts';
import type { Setting } from '../config/setting.ts';
import { SETTINGS, type SettingName } from '../config/settings.ts';
import type { Flags } from './flags.ts';

/** What a command takes, and how it introduces itself. */
export interface Shape {
  readonly description: string;
  readonly settings?: readonly SettingName[];
  /** Flags of its own: as help shows them, what they do, and how repeated ones are put together. */
  readonly options?: readonly (readonly [flag: string, help: string, parse?: typeof collect])[];
  /** Whether it takes the settings of a device. */
  readonly isForDevice?: boolean;
  /** What help says of a setting's default, where it is another than elsewhere; empty for none. */
  readonly defaults?: Partial<Record<SettingName, string>>;
  readonly examples: readonly string[];
}

/** Adds a command: what it takes and does; `parent` is the program where none is given. */
export type AddCommand = (
  name: string,
  shape: Shape,
  action: (flags: Flags, words: string[]) => Promise<number>,
  parent?: Command,
) => Command;

/** The flag of a command that needs no account. */
export const LOCAL = [
  '--local',
  'report to an emulator inside this process: no account, no configuration',
] as const;

const DEVICE_SETTINGS: readonly SettingName[] = [
  'endpoint',
  'productKey',
  'deviceName',
  'deviceSecretFile',
  'clientId',
  'signMethod',
  'tsl',
  'ca',
  'insecureHttp',
];

/** Gives a command its flags, help and examples. */
export function configure(
  command: Command,
  { description, settings = [], options = [], isForDevice, defaults = {}, examples: lines }: Shape,
): void {
  command.description(description);
  addSettings(command, settings, defaults); // first: a flag such as --no-outbox turns one of them round
  for (const [flag, help, parse] of options) {
    if (parse) command.option(flag, help, parse, undefined);
    else command.option(flag, help);
  }
  if (isForDevice) {
    command.optionsGroup('Device:');
    addSettings(command, DEVICE_SETTINGS);
  }
  command
    .option('--config <file>', `configuration file (default: ${CONFIG_PLACES[0]} and its like, here)`)
    .optionsGroup('Output:')
    .option('--json', 'print data: one JSON object a line')
    .option('--quiet', 'print warnings and errors only')
    .option('--verbose', 'with an error, print where it came from')
    .option('--no-color', 'print without colours')
    .addHelpText('after', examples(...lines));
}

/** Examples, as help shows them. */
export function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

function addSettings(
  command: Command,
  names: readonly SettingName[],
  defaults: Shape['defaults'] = {},
): void {
  for (const name of names) {
    const { flag, help, fallback } = SETTINGS[name] as Setting<unknown>;
    if (flag === undefined) continue; // not on the command line: it would show in the process list
    const shown = defaults[name] ?? (fallback === 'false' ? '' : fallback);
    command.option(flag, shown ? `${help} (default: ${shown})` : help);
  }
}

/** Puts the values of a repeated flag together. */
export function collect(value: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}

/** The flags of a command, and those that stand in front of it, behind the name of the command it belongs to. */
export function flagsOf(command: Command): Flags {
  const flags: Record<string, unknown> = { ...command.opts() };
  for (const [name, value] of Object.entries(command.parent?.opts() ?? {})) {
    if (command.parent?.getOptionValueSource(name) !== 'cli') continue;
    if (command.getOptionValueSource(name) !== 'cli') flags[name] = value;
    else if (Array.isArray(value)) flags[name] = [...value, ...(flags[name] as unknown[])];
  }
  return flags;
}
