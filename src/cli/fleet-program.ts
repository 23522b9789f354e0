import { SimError } from '../errors.ts';
import type { Io } from './io.ts';
import { type AddCommand, collect, LOCAL, type Shape } from './shape.ts';

type Options = NonNullable<Shape['options']>;

/** What loads the platform, in a run and in its plan. */
const LOAD: Options = [
  ['--rate <rate>', 'readings a second of all devices together, such as 2000/s'],
  ['--ramp <duration>', 'let one device after the other begin in this time'],
  ['--sync', 'let all devices take their readings at the same moments'],
  ['--connections <n>', 'connections that the devices share, or per-device for one each (default: 64)'],
  ['--workers <n>', 'threads that share the devices (default: 1)'],
];

/** What is made of a report. */
const OUTPUTS: Options = [
  ['--fail-if <threshold>', 'end with 6 if it is crossed, such as p99>800ms; may be repeated', collect],
  ['--junit <file>', 'write how it went as a report that CI reads'],
  ['--report <file>', 'write how it went as a page with charts: one HTML file that needs nothing else'],
];

/** Adds `fleet`, `plan` and `report merge`. */
export function addFleetCommands(command: AddCommand, io: Io): void {
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
        ...LOAD,
        ['--shard <i/n>', 'run the i-th of n shares of the devices, or auto in a Kubernetes Job'],
        ['--start-at <time>', 'begin at this time, or +30s from now'],
        ['--metrics <address>', 'serve metrics to Prometheus, such as :9464 on this machine alone'],
        ...OUTPUTS,
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
  command(
    'plan',
    {
      description:
        'Say what fleet would do with these flags, and whether the platform and this machine let it. Ends with 6 where not.',
      settings: ['interval', 'count', 'duration', 'profile', 'tsl'],
      options: [
        ['--devices <file>', 'CSV of triples as fleet reads it, FILE:1-200 for rows; or how many'],
        ...LOAD,
        ['--shard <i/n>', 'only the i-th of n shares of the devices runs on this machine'],
        ['--no-measure', 'leave out the three seconds in which this machine is measured'],
      ],
      examples: [
        'iot-sim plan --devices 10000 --interval 5s',
        'iot-sim plan --devices fleet.csv --rate 2000/s --duration 10m --workers 2',
      ],
    },
    async (flags) => (await import('./commands/plan.ts')).plan(flags, io),
  );
  const report = command(
    'report',
    {
      description: 'Put together what several runs of fleet said.',
      examples: ['iot-sim report merge shard-1.json shard-2.json'],
    },
    async () => {
      throw new SimError('USAGE', 'report needs to be told what to do.', {
        likely: 'The command behind it was left out.',
        hint: 'Write for example: iot-sim report merge shard-1.json shard-2.json',
      });
    },
  );
  command(
    'merge [file...]',
    {
      description: 'Merge what the shards of a fleet wrote with --json: histograms are added, not averaged.',
      options: OUTPUTS,
      examples: [
        'iot-sim fleet --devices fleet.csv --shard 1/2 --json > shard-1.json',
        'iot-sim report merge shard-1.json shard-2.json --report fleet.html',
      ],
    },
    async (flags, files) => (await import('./commands/report-merge.ts')).reportMerge(flags, files, io),
    report,
  );
}
