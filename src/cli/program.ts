import { Command } from 'commander';
import { didYouMean } from '../config/nearest.ts';
import { CONFIG_PLACES } from '../config/places.ts';
import { SETTINGS, type Setting, type SettingName } from '../config/settings.ts';
import type { ExitCode } from '../errors.ts';
import type { Flags } from './flags.ts';
import type { Io } from './io.ts';
import { VERSION } from './version.ts';

/** Told what a command ended with. */
type Done = (exitCode: ExitCode) => void;

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

/** What a command takes, and how it introduces itself. */
interface Shape {
  readonly description: string;
  readonly settings?: readonly SettingName[];
  /** Flags of its own: as help shows them, what they do, and how repeated ones are put together. */
  readonly options?: readonly (readonly [flag: string, help: string, parse?: typeof collect])[];
  /** Whether it takes the settings of a device. */
  readonly isForDevice?: boolean;
  readonly examples: readonly string[];
}

const LOCAL = ['--local', 'report to an emulator inside this process: no account, no configuration'] as const;

/** The whole command line: names, flags, help and examples. Commands load when they run. */
export function createProgram(io: Io, done: Done, start: (flags: Flags) => void): Command {
  const program = new Command('iot-sim')
    .description('An environmental sensor without the hardware, for Alibaba Cloud IoT Platform.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => {}, // printed in the same form as every other error
      getOutHelpWidth: () => io.stdout.columns,
      getErrHelpWidth: () => io.stderr.columns,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      'after',
      examples(
        'iot-sim publish --local --count 5 --interval 1s',
        'iot-sim init',
        'iot-sim once --local --temp 22 --hum 60',
      ),
    );

  const command = (
    name: string,
    shape: Shape,
    action: (flags: Flags, words: string[]) => Promise<ExitCode>,
  ): void => {
    const self = program.command(name);
    configure(self, shape);
    self.action(async () => {
      const flags = self.opts() as Flags;
      start(flags);
      done(await action(flags, self.args));
    });
  };

  program
    .command('help [command]')
    .description('print help, or that of a command')
    .action((name?: string) => {
      const found = program.commands.find((candidate) => candidate.name() === (name ?? ''));
      if (name !== undefined && found === undefined)
        program.error(`error: unknown command '${name}'${near(name)}`);
      (found ?? program).help();
    });
  const near = (name: string): string =>
    didYouMean(
      name,
      program.commands.map((known) => known.name()),
    ).replace(/^ /, '\n');

  command(
    'init',
    {
      description: 'Write sensor.config.json, asking only for what it cannot know.',
      settings: ['interval'],
      options: [
        ['--yes', 'ask nothing: take flags, environment and defaults'],
        ['--force', 'replace a configuration that exists'],
      ],
      isForDevice: true,
      examples: [
        'iot-sim init',
        'IOT_SIM_DEVICE_SECRET=secret iot-sim init --yes --product-key a1 --device-name sensor-01',
      ],
    },
    async (flags) => (await import('./commands/init.ts')).init(flags, io),
  );
  command(
    'config',
    {
      description: 'Show every setting and where it came from; secrets are masked.',
      settings: ['interval', 'count', 'duration', 'seed'],
      isForDevice: true,
      examples: ['iot-sim config', 'iot-sim config --interval 2m --json'],
    },
    async (flags) => (await import('./commands/config.ts')).config(flags, io),
  );
  command(
    'auth',
    {
      description: 'Get a token and print the platform’s answer.',
      options: [
        LOCAL,
        ['--explain', 'also print what was signed, the clock’s difference and the rule that applies'],
      ],
      isForDevice: true,
      examples: ['iot-sim auth --local --explain', 'TOKEN=$(iot-sim auth --local --quiet)'],
    },
    async (flags) => (await import('./commands/auth.ts')).auth(flags, io),
  );
  command(
    'once',
    {
      description: 'Report one reading; what no flag gives is drawn.',
      settings: ['seed'],
      options: [
        LOCAL,
        ['--temp <number>', 'value of the property temperature'],
        ['--hum <number>', 'value of the property humidity'],
        ['--set <id=value>', 'value of any property of the model; may be repeated', collect],
        ['--no-clamp', 'send values as they are, even beyond the model’s range'],
        ['--fresh-token', 'get a new token even where an earlier one is kept'],
      ],
      isForDevice: true,
      examples: [
        'iot-sim once --local --temp 22 --hum 60',
        'iot-sim once --local --tsl environment-float --set temperature=21.5',
      ],
    },
    async (flags) => (await import('./commands/once.ts')).once(flags, io),
  );
  command(
    'publish',
    {
      description: 'Report readings on an interval, until an end or Ctrl-C.',
      settings: ['interval', 'count', 'duration', 'seed', 'replay'],
      options: [LOCAL],
      isForDevice: true,
      examples: [
        'iot-sim publish --local --interval 1s --count 5',
        'iot-sim publish --local --interval 200ms --duration 2s --seed demo',
      ],
    },
    async (flags) => (await import('./commands/publish.ts')).publish(flags, io),
  );
  command(
    'check [file]',
    {
      description: 'Say of each value whether the platform would keep it.',
      settings: ['mode', 'tsl'],
      examples: [
        'echo \'{"temperature":22}\' | iot-sim check',
        'echo \'{"temperature":80}\' | iot-sim check --mode strong',
      ],
    },
    async (flags, [file]) => (await import('./commands/check.ts')).check(flags, io, file),
  );
  command(
    'emulator',
    {
      description: 'Run the platform’s device side on this machine.',
      settings: ['port', 'host', 'mode', 'tsl'],
      examples: ['iot-sim emulator', 'iot-sim emulator --port 0 --tsl environment-float'],
    },
    async (flags) => (await import('./commands/emulator.ts')).emulator(flags, io),
  );
  return program;
}

function configure(
  command: Command,
  { description, settings = [], options = [], isForDevice, examples: lines }: Shape,
): void {
  command.description(description);
  for (const [flag, help, parse] of options) {
    if (parse) command.option(flag, help, parse, undefined);
    else command.option(flag, help);
  }
  addSettings(command, settings);
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

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

function addSettings(command: Command, names: readonly SettingName[]): void {
  for (const name of names) {
    const { flag, help, fallback } = SETTINGS[name] as Setting<unknown>;
    if (flag === undefined) continue; // not on the command line: it would show in the process list
    const shown = fallback === undefined || fallback === 'false' ? help : `${help} (default: ${fallback})`;
    command.option(flag, shown);
  }
}

function collect(value: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}
