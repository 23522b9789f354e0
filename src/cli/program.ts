import { Command } from 'commander';
import { didYouMean } from '../config/nearest.ts';
import { addEmulatorCommands } from './emulator-program.ts';
import type { Flags } from './flags.ts';
import { addFleetCommands } from './fleet-program.ts';
import type { Io } from './io.ts';
import { addOutboxCommands } from './outbox-program.ts';
import { addReadingCommands } from './readings-program.ts';
import { type AddCommand, configure, examples, flagsOf, LOCAL } from './shape.ts';
import { VERSION } from './version.ts';

/** Told what a command ended with: a code of ours, or that of a command that was run. */
type Done = (exitCode: number) => void;

/** The whole command line: names, flags, help and examples. Commands load when they run. */
export function createProgram(io: Io, done: Done, start: (flags: Flags) => void): Command {
  const program = new Command('iot-sim')
    .description('An environmental sensor without the hardware, for Alibaba Cloud IoT Platform.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand(false)
    .enablePositionalOptions()
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

  const command: AddCommand = (name, shape, action, parent = program) => {
    const self = parent.command(name);
    configure(self, shape);
    self.action(async () => {
      const flags = flagsOf(self);
      start(flags);
      done(await action(flags, self.args));
    });
    return self;
  };

  program
    .command('help [command...]')
    .description('print help, or that of a command')
    .action((names: string[]) => {
      let found = program;
      for (const name of names) {
        const next = found.commands.find((candidate) => candidate.name() === name);
        if (next === undefined) {
          const known = found.commands.map((candidate) => candidate.name());
          const near = didYouMean(name, known).replace(/^ /, '\n');
          program.error(`error: unknown command '${name}'${near}`);
        } else found = next;
      }
      found.help();
    });

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
      settings: ['interval', 'count', 'duration', 'seed', 'profile', 'site'],
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
  addReadingCommands(command, io);
  addFleetCommands(command, io);
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
    'verify [file]',
    {
      description: 'Compare what the device took with what its platform has.',
      settings: ['outbox'],
      options: [['--since <duration>', 'leave out readings that are older, such as 10m']],
      isForDevice: true,
      examples: [
        'iot-sim verify',
        'iot-sim verify --since 10m received.ndjson',
        'tail -n 1000 feed.ndjson | iot-sim verify -',
      ],
    },
    async (flags, [file]) => (await import('./commands/verify.ts')).verify(flags, io, file),
  );
  addOutboxCommands(command, io);
  addEmulatorCommands(command, io);
  return program;
}
