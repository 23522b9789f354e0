import { addBackfillCommand } from './backfill-program.ts';
import type { Io } from './io.ts';
import { REPLAY_OPTIONS } from './replay-flags.ts';
import { type AddCommand, collect, LOCAL } from './shape.ts';

const OUTBOX = ['outbox', 'outboxLimit', 'whenFull', 'drainRate', 'drain', 'grace'] as const;

/** Adds the commands that make readings: `once`, `publish`, `preview`, `backfill` and `fleet`. */
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
  command(
    'fleet',
    {
      description: 'Report as many devices at once, each with its own token and readings.',
      settings: [
        'interval',
        'count',
        'duration',
        'seed',
        'profile',
        'site',
        'outbox',
        'outboxLimit',
        'whenFull',
        'drainRate',
        'grace',
      ],
      options: [
        [
          '--devices <file>',
          'CSV of triples as the console exports it, FILE:1-200 for rows; or with --local how many',
        ],
        ['--rate <rate>', 'readings a second of all devices together, such as 2000/s'],
        ['--ramp <duration>', 'let one device after the other begin in this time'],
        ['--sync', 'let all devices take their readings at the same moments'],
        ['--connections <n>', 'connections that the devices share, or per-device for one each (default: 64)'],
        ['--workers <n>', 'threads that share the devices (default: 1)'],
        ['--shard <i/n>', 'run the i-th of n shares of the devices, or auto in a Kubernetes Job'],
        ['--start-at <time>', 'begin at this time, or +30s from now'],
        ['--metrics <address>', 'serve metrics to Prometheus, such as :9464 on this machine alone'],
        ['--fail-if <threshold>', 'end with 6 if it is crossed, such as p99>800ms; may be repeated', collect],
        ['--junit <file>', 'write how it went as a report that CI reads'],
        ['--report <file>', 'write how it went as a page with charts: one HTML file that needs nothing else'],
        ['--no-outbox', 'keep readings in memory alone'],
        LOCAL,
      ],
      isForDevice: true,
      examples: [
        'iot-sim fleet --local --devices 1000 --duration 10s',
        'iot-sim fleet --devices fleet.csv:1-200 --rate 100/s --duration 10m',
      ],
    },
    async (flags) => (await import('./commands/fleet.ts')).fleet(flags, io),
  );
}
