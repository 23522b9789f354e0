import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FleetOutbox, KeptReading, ReadingKey } from '../../src/outbox/fleet/outbox.ts';
import { readRecord } from '../../src/outbox/record.ts';

/** The rows of a disk that outlives the process of its outboxes: device to number to text. */
export type FleetRows = Map<string, Map<number, string>>;

const copyOf = (rows: FleetRows): FleetRows =>
  new Map([...rows].map(([device, kept]) => [device, new Map(kept)]));

/** A disk for the outbox of a fleet that needs a turn of the event loop, and no time: for what runs with a fake clock. */
export function fleetDisk() {
  let rows: FleetRows = new Map();
  /** What a power cut leaves: all up to the last put. */
  let synced: FleetRows = new Map();
  /** Every reading that was put, in that order. */
  const taken: KeptReading[] = [];
  return {
    taken,
    waiting: () => [...rows.values()].reduce((sum, kept) => sum + kept.size, 0),
    cutPower() {
      rows = copyOf(synced);
    },
    /** @param before called before each change and each reading; where it throws nothing is done */
    open(before: () => void | Promise<void> = () => {}): FleetOutbox {
      const found = [...rows]
        .filter(([, kept]) => kept.size > 0)
        .map(([device, kept]) => {
          const numbers = [...kept.keys()].toSorted((a, b) => a - b);
          const texts = [...kept.values()];
          return {
            device,
            count: kept.size,
            bytes: texts.reduce((sum, text) => sum + text.length, 0),
            first: numbers[0] ?? 0,
            last: numbers.at(-1) ?? 0,
            sinceMs: Math.min(...texts.map((text) => readRecord(text).takenAtMs)),
          };
        });
      return {
        async put(readings) {
          await before();
          await nextTurn();
          for (const reading of readings) {
            const kept = rows.get(reading.device) ?? new Map<number, string>();
            rows.set(reading.device, kept.set(reading.number, reading.text));
            taken.push(reading);
          }
          synced = copyOf(rows);
        },
        async remove(keys: readonly ReadingKey[]) {
          await before();
          await nextTurn();
          for (const { device, number } of keys) rows.get(device)?.delete(number);
        },
        async read(device, { after, most }) {
          await before();
          await nextTurn();
          return [...(rows.get(device) ?? [])]
            .filter(([number]) => number > after)
            .toSorted(([a], [b]) => a - b)
            .slice(0, most)
            .map(([number, text]) => ({ device, number, text }));
        },
        waiting: async () => found,
        async close() {},
      };
    },
  };
}
