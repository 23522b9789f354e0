import type { Command } from 'commander';
import { EMULATOR_SETTINGS } from '../config/emulator-settings.ts';
import { didYouMean } from '../config/nearest.ts';
import { SETTINGS, type SettingName } from '../config/settings.ts';
import { DEFAULT_EMULATOR_HOST, DEFAULT_EMULATOR_PORT } from '../emulator/address.ts';
import { SimError } from '../errors.ts';
import type { Flags } from './flags.ts';
import type { Io } from './io.ts';
import { type AddCommand, collect } from './shape.ts';

/** What an emulator can be told at its start. */
const SETTINGS_AT_START = ['tsl', ...Object.keys(EMULATOR_SETTINGS)] as SettingName[];

const FAULT = [
  '--fault <fault>',
  'spoil answers, such as latency:200ms or code:40000,probability=10%; may be repeated',
  collect,
] as const;

/** Adds `emulator` and its own commands. */
export function addEmulatorCommands(command: AddCommand, io: Io): void {
  const emulator = command(
    'emulator',
    {
      description: 'Run the platform on this machine.',
      settings: SETTINGS_AT_START,
      options: [FAULT],
      examples: [
        'iot-sim emulator',
        'iot-sim emulator --data ./platform --https',
        'iot-sim emulator --devices 100 --devices-out fleet.csv',
        'iot-sim emulator --fault latency:300ms,jitter=100ms --fault code:40000,probability=5%',
      ],
    },
    async (flags, [word]) => {
      if (word !== undefined) throw unknownCommand(word, emulator);
      return (await import('./commands/emulator.ts')).emulator(flags, io);
    },
  ).allowExcessArguments(); // what is no command of its own is named as such
  command(
    'exec [command...]',
    {
      description: 'Run a command with an emulator to report to, and give its exit code.',
      settings: SETTINGS_AT_START,
      options: [FAULT],
      defaults: { port: 'a free one' },
      examples: [
        'iot-sim emulator exec -- npm test',
        'iot-sim emulator exec --tsl environment-float -- iot-sim publish --count 3 --interval 1s',
      ],
    },
    async (flags, words) => (await import('./commands/emulator-exec.ts')).emulatorExec(flags, io, words),
    emulator,
  ).passThroughOptions(); // what stands behind the command's first word is the command's
  command(
    'export [file]',
    {
      description: 'Write all that an emulator holds as one JSON file; it holds secrets.',
      settings: ['data', 'endpoint', 'ca'],
      defaults: {
        data: 'an emulator that runs',
        endpoint: `http://${DEFAULT_EMULATOR_HOST}:${DEFAULT_EMULATOR_PORT}`,
      },
      examples: [
        'iot-sim emulator export --endpoint http://127.0.0.1:8180 state.json',
        'iot-sim emulator export --data ./platform state.json',
      ],
    },
    async (flags, [file]) => {
      refuseFlagsOfStart(flags);
      return (await import('./commands/emulator-export.ts')).emulatorExport(flags, io, file);
    },
    emulator,
  );
}

function unknownCommand(word: string, emulator: Command): SimError {
  const known = emulator.commands.map((command) => command.name());
  return new SimError('USAGE', `Unknown command 'emulator ${word}'.${didYouMean(word, known)}`, {
    hint: 'Run: iot-sim emulator --help',
  });
}

/** The command above takes them, in front of `export` and behind; here they would be of no effect. */
function refuseFlagsOfStart(flags: Flags): void {
  const stray = SETTINGS_AT_START.find((name) => name !== 'data' && flags[name] !== undefined);
  const flag = stray === undefined ? flags['fault'] && '--fault' : SETTINGS[stray].flag?.split(' ')[0];
  if (!flag) return;
  throw new SimError('USAGE', `iot-sim emulator export takes no ${flag}.`, {
    likely: 'It is for an emulator that starts; this one runs already, or its folder is read.',
    hint: 'For example: iot-sim emulator export --endpoint http://127.0.0.1:8180 state.json',
  });
}
