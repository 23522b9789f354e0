import { onTestFinished } from 'vitest';
import { type KeptFleetOutbox, openFleetOutbox } from '../../../src/outbox/fleet/open.ts';
import type { FleetOutbox, KeptReading } from '../../../src/outbox/fleet/outbox.ts';
import type { DamageListener } from '../../../src/outbox/folder.ts';
import { writeRecord } from '../../../src/outbox/record.ts';
import { message } from '../outboxes.ts';

/** For which fleet the outboxes of these tests are. */
export const FLEET = { endpoint: 'https://example.test', fleet: '/work/fleet.csv' };

/** A reading that tells which it is. */
export const reading = (device: string, number: number): KeptReading => ({
  device,
  number,
  text: writeRecord(message(number)),
});

/** The readings of a device with these numbers, both ends included. */
export const readings = (device: string, from: number, to: number): KeptReading[] =>
  Array.from({ length: to - from + 1 }, (_, index) => reading(device, from + index));

/** Opens the outbox in a folder; it is closed when the test is over. */
export async function open(
  folder: string,
  { onMovedAside = () => {}, onLoss = () => {} }: Partial<DamageListener> = {},
): Promise<KeptFleetOutbox> {
  const outbox = await openFleetOutbox({ folder, owner: FLEET, nowMs: 7, onMovedAside, onLoss });
  onTestFinished(() => outbox.close());
  return outbox;
}

/** The numbers of all that waits of a device. */
export async function numbersOf(outbox: FleetOutbox, device: string, after = 0): Promise<number[]> {
  const rows = await outbox.read(device, { after, most: 100_000 });
  return rows.map(({ number }) => number);
}
