import { Command, Option } from 'commander';
import { CONFIG_PLACES } from '../config/load.ts';
import { SETTINGS, type SettingName } from '../config/settings.ts';
import type { ExitCode } from '../errors.ts';
import { CHECK_MODES, DEFAULT_CHECK_MODE } from '../tsl/check.ts';
import type { Flags } from './common.ts';
import type { Io } from './io.ts';
import { VERSION } from './version.ts';

/** Told what a command ended with, and with which flags it ran. */
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

/** The whole command line: names, flags, help and examples. Commands load when they run. */
export function createProgram(io: Io, done: Done, start: (flags: Flags) => void): Command {
  const program = new Command('iot-sim')
    .description('An environmental sensor without the hardware, for Alibaba Cloud IoT Platform.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: () => {}, // printed by main, in the same form as every other error
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
    description: string,
    action: (flags: Flags, words: string[]) => Promise<ExitCode>,
  ): Command =>
    program
      .command(name)
      .description(description)
      .action(async (...given: unknown[]) => {
        const self = given.at(-1) as Command;
        const flags = self.opts() as Flags;
        start(flags);
        done(await action(flags, self.args));
      });

  const init = command(
    'init',
    'Write sensor.config.json, asking only for what it cannot know.',
    async (flags) => (await import('./commands/init.ts')).init(flags, io),
  );
  addSettings(init, [...DEVICE_SETTINGS, 'interval']);
  init
    .option('--yes', 'ask nothing: take flags, environment and defaults')
    .option('--force', 'replace a configuration that exists');
  addPrinting(init, { json: false });
  init.addHelpText(
    'after',
    examples(
      'iot-sim init',
      'iot-sim init --yes --product-key a1EnvSensor1 --device-name sensor-01 --device-secret-file secret.txt',
    ),
  );

  const config = command(
    'config',
    'Show every setting and where it came from; secrets are masked.',
    async (flags) => (await import('./commands/config.ts')).config(flags, io),
  );
  addSettings(config, [...DEVICE_SETTINGS, 'interval', 'count', 'duration', 'seed']);
  addPrinting(config);
  config.addHelpText('after', examples('iot-sim config', 'iot-sim config --interval 2m --json'));

  const auth = command('auth', 'Get a token and print the platform’s answer.', async (flags) =>
    (await import('./commands/auth.ts')).auth(flags, io),
  );
  addLocal(auth);
  auth.option('--explain', 'also print what was signed, the clock’s difference and the rule that applies');
  addSettings(auth, DEVICE_SETTINGS);
  addPrinting(auth);
  auth.addHelpText(
    'after',
    examples('iot-sim auth --local --explain', 'TOKEN=$(iot-sim auth --local --quiet)'),
  );

  const once = command('once', 'Report one reading; what no flag gives is drawn.', async (flags) =>
    (await import('./commands/once.ts')).once(flags, io),
  );
  addLocal(once);
  once
    .option('--temp <number>', 'value of the property temperature')
    .option('--hum <number>', 'value of the property humidity')
    .option('--set <id=value>', 'value of any other property; may be repeated', collect, undefined)
    .option('--no-clamp', 'send values as they are, even beyond the model’s range')
    .option('--fresh-token', 'get a new token even where an earlier one is kept');
  addSettings(once, [...DEVICE_SETTINGS, 'seed']);
  addPrinting(once);
  once.addHelpText(
    'after',
    examples(
      'iot-sim once --local --temp 22 --hum 60',
      'iot-sim once --local --tsl environment-float --set temperature=21.5',
    ),
  );

  const publish = command(
    'publish',
    'Report readings on an interval, until an end or Ctrl-C.',
    async (flags) => (await import('./commands/publish.ts')).publish(flags, io),
  );
  addLocal(publish);
  addSettings(publish, ['interval', 'count', 'duration', 'seed']);
  publish.option('--replay <file>', 'send the rows of a CSV instead of drawn values, one an interval');
  addSettings(publish, DEVICE_SETTINGS);
  addPrinting(publish);
  publish.addHelpText(
    'after',
    examples(
      'iot-sim publish --local --interval 1s --count 5',
      'iot-sim publish --local --interval 200ms --duration 2s --seed demo',
    ),
  );

  const check = command(
    'check [file]',
    'Say of each value whether the platform would keep it.',
    async (flags, [file]) => (await import('./commands/check.ts')).check(flags, io, file),
  );
  addMode(check);
  addSettings(check, ['tsl']);
  addPrinting(check);
  check.addHelpText(
    'after',
    examples(
      'echo \'{"temperature":22}\' | iot-sim check',
      'echo \'{"temperature":80}\' | iot-sim check --mode strong',
    ),
  );

  const emulator = command('emulator', 'Run the platform’s device side on this machine.', async (flags) =>
    (await import('./commands/emulator.ts')).emulator(flags, io),
  );
  emulator
    .option('--port <port>', 'port to listen on, 0 for a free one (default: 8180)')
    .option('--host <host>', 'address to listen on (default: 127.0.0.1, this machine alone)');
  addMode(emulator);
  addSettings(emulator, ['tsl']);
  addPrinting(emulator);
  emulator.addHelpText(
    'after',
    examples('iot-sim emulator', 'iot-sim emulator --port 0 --tsl environment-float'),
  );

  return program;
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

/** Adds the flags of settings, and the one that names a configuration file. */
function addSettings(command: Command, names: readonly SettingName[]): void {
  for (const name of names) {
    const { flag, help, fallback } = SETTINGS[name] as (typeof SETTINGS)['endpoint'] & { flag: string };
    const shown = fallback === undefined || fallback === 'false' ? help : `${help} (default: ${fallback})`;
    command.addOption(new Option(flag, shown));
  }
  if (command.options.some(({ long }) => long === '--config')) return;
  command.option('--config <file>', `configuration file (default: ${CONFIG_PLACES[0]} and its like, here)`);
}

function addLocal(command: Command): void {
  command.option('--local', 'report to an emulator inside this process: no account, no configuration');
}

function addMode(command: Command): void {
  command.option(
    '--mode <mode>',
    `how strictly to check: ${CHECK_MODES.join(', ')} (default: ${DEFAULT_CHECK_MODE})`,
  );
}

function addPrinting(command: Command, { json = true } = {}): void {
  if (json) command.option('--json', 'print data: one JSON object a line');
  command
    .option('--quiet', 'print warnings and errors only')
    .option('--verbose', 'with an error, print where it came from')
    .option('--no-color', 'print without colours');
}

function collect(value: string, earlier: string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}
