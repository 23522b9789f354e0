import { SimError } from '../errors.ts';
import type { Io } from './io.ts';
import type { AddCommand } from './shape.ts';

/** Adds what belongs to `fleet`: `plan` and `report merge`. */
export function addFleetCommands(command: AddCommand, io: Io): void {
  command(
    'plan',
    {
      description:
        'Say what fleet would do with these flags, and whether the platform and this machine let it. Ends with 6 where not.',
      settings: ['interval', 'count', 'duration', 'profile', 'tsl'],
      options: [
        ['--devices <file>', 'CSV of triples as fleet reads it, FILE:1-200 for rows; or how many'],
        ['--rate <rate>', 'readings a second of all devices together, such as 2000/s'],
        ['--ramp <duration>', 'let one device after the other begin in this time'],
        ['--sync', 'let all devices take their readings at the same moments'],
        ['--connections <n>', 'connections that the devices share, or per-device for one each (default: 64)'],
        ['--workers <n>', 'threads that share the devices (default: 1)'],
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
      examples: [
        'iot-sim fleet --devices fleet.csv --shard 1/2 --json > shard-1.json',
        'iot-sim report merge shard-1.json shard-2.json',
      ],
    },
    async (flags, files) => (await import('./commands/report-merge.ts')).reportMerge(flags, files, io),
    report,
  );
}
