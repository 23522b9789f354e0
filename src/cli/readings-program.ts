import { addBackfillCommand } from './backfill-program.ts';
import type { Io } from './io.ts';
import { REPLAY_OPTIONS } from './replay-flags.ts';
import { type AddCommand, collect, LOCAL } from './shape.ts';

const OUTBOX = ['outbox', 'outboxLimit', 'whenFull', 'drainRate', 'drain', 'grace'] as const;

/** Adds the commands that make readings: `once`, `publish`, `preview` and `backfill`. */
export function addReadingCommands(command: AddCommand, io: Io): void {
  command(
    'once',
    {
      description: 'Report one reading; what no flag gives is drawn.',
      settings: ['seed', 'profile', 'site'],
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
      settings: [
        'interval',
        'count',
        'duration',
        'seed',
        'profile',
        'site',
        'replay',
        'speed',
        'record',
        ...OUTBOX,
      ],
      options: [
        ...REPLAY_OPTIONS,
        LOCAL,
        ['--fault <fault>', 'break the sensor on purpose, such as spike:1%; may be repeated', collect],
        ['--no-outbox', 'keep readings in memory alone'],
        ['--verify', 'at the end, compare what was taken with what the emulator has'],
      ],
      isForDevice: true,
      examples: [
        'iot-sim publish --local --interval 1s --count 5',
        'iot-sim publish --local --interval 200ms --duration 2s --seed demo',
        'iot-sim publish --local --interval 1s --count 5 --verify',
        'iot-sim publish --local --interval 1s --count 5 --fault spike:20%',
      ],
    },
    async (flags) => (await import('./commands/publish.ts')).publish(flags, io),
  );
  addBackfillCommand(command, io);
  command(
    'preview',
    {
      description: 'Show what publish would send: charts and statistics, or data. Nothing is sent.',
      settings: ['seed', 'profile', 'site', 'tsl', 'deviceName'],
      options: [
        ['--for <duration>', 'how long it is (default: 48h)'],
        ['--every <duration>', 'time between two readings (default: 10m)'],
        [
          '--from <time>',
          'when it begins: 2026-01-31, 2026-01-31T06:00Z, or 30d for so long ago (default: now)',
        ],
        ['--fault <fault>', 'break the sensor on purpose, such as spike:1%; may be repeated', collect],
        ['--csv', 'print a CSV that --replay reads'],
      ],
      examples: [
        'iot-sim preview',
        'iot-sim preview --for 7d --every 30m --from 2026-01-01 --seed demo',
        'iot-sim preview --for 1h --every 1m --csv',
      ],
    },
    async (flags) => (await import('./commands/preview.ts')).preview(flags, io),
  );
}
