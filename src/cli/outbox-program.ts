import type { Io } from './io.ts';
import type { AddCommand } from './shape.ts';

/** Adds `outbox list`, `outbox flush` and `outbox clear`. */
export function addOutboxCommands(command: AddCommand, io: Io): void {
  const outbox = command(
    'outbox',
    {
      description: 'Show the readings that wait for the platform, in every outbox of this user.',
      examples: ['iot-sim outbox list', 'iot-sim outbox flush', 'iot-sim outbox clear --yes'],
    },
    async (flags) => (await import('./commands/outbox-list.ts')).outboxList(flags, io),
  );
  command(
    'list',
    {
      description: 'Show every outbox of this user: whose it is, and what waits in it.',
      examples: ['iot-sim outbox list', 'iot-sim outbox list --json'],
    },
    async (flags) => (await import('./commands/outbox-list.ts')).outboxList(flags, io),
    outbox,
  );
  command(
    'flush',
    {
      description: 'Send what waits in the device’s outbox, and take no new readings.',
      settings: ['outbox', 'drainRate', 'drain', 'grace'],
      isForDevice: true,
      examples: ['iot-sim outbox flush', 'iot-sim outbox flush --drain-rate 10/s'],
    },
    async (flags) => (await import('./commands/outbox-flush.ts')).outboxFlush(flags, io),
    outbox,
  );
  command(
    'clear',
    {
      description: 'Give up what waits in the device’s outbox.',
      settings: ['outbox'],
      options: [['--yes', 'do it; without this it only says how much would be lost']],
      isForDevice: true,
      examples: ['iot-sim outbox clear', 'iot-sim outbox clear --yes'],
    },
    async (flags) => (await import('./commands/outbox-clear.ts')).outboxClear(flags, io),
    outbox,
  );
}
