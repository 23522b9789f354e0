import { SimError } from '../errors.ts';
import type { Io } from './io.ts';
import type { AddCommand } from './shape.ts';

/** Adds what belongs to `fleet`: `report merge`. */
export function addFleetCommands(command: AddCommand, io: Io): void {
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
