import type { Clock } from '../../clock.ts';
import { SimError } from '../../errors.ts';
import { createGroupCommit } from '../../group-commit.ts';
import { createLine } from '../../line.ts';
import type { FleetOutbox, ReadingKey } from '../../outbox/fleet/outbox.ts';
import { readRecord, writeRecord } from '../../outbox/record.ts';
import { deviceText } from '../../protocol/topic.ts';
import { type FleetDevice, type FleetReading, linkReading, type OnDisk } from './device.ts';
import type { Keeping, KeepingListener } from './keeping.ts';
import { createRoom, type RoomRules, type Waiting } from './room.ts';

/** So many readings of a device are in memory; those behind are read when only so few are left. */
const WINDOW = { most: 8, few: 3 } as const;
/** So many readings may be on their way to the disk. */
const MOST_UNSAFE = 10_000;
/** So many devices are read at the same time. */
const MOST_READS = 32;

/** What keeping on disk needs. */
interface DiskKeeping extends RoomRules {
  readonly outbox: FleetOutbox;
  readonly devices: readonly FleetDevice[];
  readonly clock: Clock;
  readonly listener: KeepingListener;
}

/** A reading on its way to the disk. */
interface Unsafe {
  readonly device: FleetDevice;
  readonly reading: FleetReading;
  readonly text: string;
}

/** A device whose readings are on disk. */
type KeptDevice = FleetDevice & { onDisk: OnDisk };

/**
 * Keeps readings in an outbox: each is offered to be sent once it is safe, and taken away once it is settled. Of each
 * device a few are in memory, however many wait. What earlier runs left of these devices is offered first.
 */
export async function keepOnDisk({
  outbox,
  devices,
  clock,
  listener,
  ...rules
}: DiskKeeping): Promise<Keeping> {
  const { offer, onDropped } = listener;
  const restored = await restore(outbox, devices);
  const room = createRoom(rules, { clock, ...restored });
  const wanted = createLine<KeptDevice>();
  let begunAt = 0;
  let unsafe = 0;
  let reads = 0;
  let failure: { error: unknown } | undefined;
  const fail = (error: unknown): void => {
    failure ??= { error };
  };

  /** Reads more of a device where few are left in memory. */
  const refill = (device: KeptDevice): void => {
    const { onDisk } = device;
    if (onDisk.isReading || onDisk.stored === 0 || onDisk.held > WINDOW.few) return;
    onDisk.isReading = true;
    wanted.add(device);
    readNext();
  };

  const readNext = (): void => {
    while (reads < MOST_READS && failure === undefined) {
      const device = wanted.shift();
      if (device === undefined) return;
      reads += 1;
      load(device)
        .catch(fail)
        .finally(() => {
          reads -= 1;
          readNext();
        });
    }
  };

  const load = async (device: KeptDevice): Promise<void> => {
    const { onDisk, triple } = device;
    // No more than were safe when it was asked: those behind them come by themselves.
    const most = Math.min(onDisk.stored, WINDOW.most - onDisk.held);
    const rows = await outbox.read(deviceText(triple), { after: onDisk.seen, most });
    if (rows.length < most) {
      const words = `The outbox cannot be read: ${most - rows.length} readings of ${deviceText(triple)} are gone.`;
      throw new SimError('OUTBOX_UNUSABLE', words);
    }
    for (const { number, text } of rows) {
      const dueMs = dueOf(device, number);
      linkReading(device, { ...readRecord(text), number, bytes: text.length, dueMs, next: undefined });
      onDisk.seen = number;
    }
    onDisk.stored -= rows.length;
    onDisk.held += rows.length;
    onDisk.isReading = false;
    offer(device);
    refill(device);
  };

  /** When a reading was due on the clock that never jumps: its number says which one of this run it is. */
  const dueOf = ({ onDisk, dueMs, intervalMs }: KeptDevice, number: number): number | undefined => {
    const index = number - onDisk.earlier - 1;
    return index < 0 ? undefined : begunAt + dueMs + index * intervalMs;
  };

  const puts = createGroupCommit<Unsafe>(async (batch) => {
    try {
      await outbox.put(
        batch.map(({ device, reading, text }) => {
          return { device: deviceText(device.triple), number: reading.number, text };
        }),
      );
    } catch (error) {
      return fail(error);
    }
    unsafe -= batch.length;
    for (const { device, reading } of batch) place(keptDevice(device), reading);
  });

  /** A reading is safe: it may be sent, or is left on disk until those before it have gone. */
  const place = (device: KeptDevice, reading: FleetReading): void => {
    const { onDisk } = device;
    if (onDisk.stored > 0 || onDisk.held >= WINDOW.most) {
      onDisk.stored += 1;
      refill(device);
      return;
    }
    onDisk.held += 1;
    onDisk.seen = reading.number;
    linkReading(device, reading);
    offer(device);
  };

  const removals = createGroupCommit<ReadingKey>((keys) => outbox.remove(keys).catch(fail));

  /** A reading waits no longer. */
  const forget = (device: KeptDevice, { number, bytes }: FleetReading): void => {
    room.left(bytes);
    void removals.write([{ device: deviceText(device.triple), number }]);
    device.onDisk.held -= 1;
    refill(device);
  };

  const check = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  return {
    restored: restored.count,
    begin(startedAt) {
      begunAt = startedAt;
      for (const device of devices) refill(keptDevice(device));
    },
    slept(ms) {
      begunAt += ms;
    },
    ending: room.ending,
    hasRoom: () => unsafe < MOST_UNSAFE,
    add(device, reading) {
      const kept = keptDevice(device);
      const isKept = room.make(device, (victim, dropped) => {
        onDropped(victim);
        forget(keptDevice(victim), dropped);
      });
      if (!isKept) return onDropped(device);
      const text = writeRecord(reading);
      reading.number = kept.onDisk.earlier + device.taken;
      reading.bytes = text.length;
      device.pending += 1;
      room.came(device, text.length);
      unsafe += 1;
      void puts.write([{ device, reading, text }]);
    },
    settled: (device, reading) => forget(keptDevice(device), reading),
    pending: room.pending,
    isBusy: () => unsafe + reads + wanted.length > 0,
    check,
    async end() {
      await Promise.all([puts.settled(), removals.settled()]);
      check();
    },
  };
}

/** Notes what waits of devices, as far as they are in this run, and of which of them there is most. */
async function restore(outbox: FleetOutbox, devices: readonly FleetDevice[]): Promise<Waiting> {
  const waiting = await outbox.waiting();
  const backlogs = new Map(waiting.map((backlog) => [backlog.device, backlog]));
  let [allCount, allBytes] = [0, 0];
  let fullest: FleetDevice | undefined;
  for (const device of devices) {
    const { count, bytes, first, last } = backlogs.get(deviceText(device.triple)) ?? NOTHING;
    device.onDisk = { earlier: last, held: 0, stored: count, seen: first - 1, isReading: false };
    device.pending = count;
    allCount += count;
    allBytes += bytes;
    if (count > (fullest?.pending ?? 0)) fullest = device;
  }
  return { count: allCount, bytes: allBytes, fullest };
}

const NOTHING = { count: 0, bytes: 0, first: 1, last: 0 } as const;

/** A device that {@link restore} has seen. */
function keptDevice(device: FleetDevice): KeptDevice {
  if (device.onDisk === undefined) throw new Error('this device is of another run');
  return device as KeptDevice;
}
