import { DEFAULT_DRAIN_PER_SECOND } from '../engine/pace.ts';
import type { Io } from './io.ts';
import { type AddCommand, LOCAL } from './shape.ts';

/** Adds `backfill`. */
export function addBackfillCommand(command: AddCommand, io: Io): void {
  command(
    'backfill',
    {
      description: 'Report readings of the past, each with its time; run again, it goes on where it was.',
      settings: ['profile', 'site', 'outbox', 'grace'],
      options: [
        LOCAL,
        ['--from <time>', 'the first reading: 2026-01-31, 2026-01-31T12:00:00Z, or 30d for 30 days ago'],
        ['--to <time>', 'the end, at most now (default: now)'],
        ['--every <duration>', 'time between two readings, such as 10m'],
        ['--via <way>', 'post: one report a reading, or history: many in one (default: post)'],
        ['--rate <rate>', `messages a second (default: ${DEFAULT_DRAIN_PER_SECOND}/s)`],
        ['--seed <seed>', 'the same seed draws the same values (default: one of the backfill’s own)'],
        ['--restart', 'begin anew instead of going on'],
        ['--verify', 'at the end, compare what was sent with what the emulator has'],
      ],
      isForDevice: true,
      examples: [
        'iot-sim backfill --local --from 2h --every 5m',
        'iot-sim backfill --from 2026-01-01 --to now --every 10m',
        'iot-sim backfill --from 365d --every 10m --via history --profile outdoor',
      ],
    },
    async (flags) => (await import('./commands/backfill.ts')).backfill(flags, io),
  );
}
