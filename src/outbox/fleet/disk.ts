import { createLevelCommit } from '../../level-commit.ts';
import { brokenOutbox, type Change, type OutboxLevel } from '../level.ts';
import { readRecord } from '../record.ts';
import { END, keyOf, numberOf, portionsOf, readNumber } from '../rows.ts';
import type { DeviceBacklog, FleetOutbox, ReadingKey } from './outbox.ts';

/** The readings that wait, those of a device together and the oldest first. */
const WAITS = 'waits/';
/** How many readings were ever kept. */
const KEPT = 'kept';

/**
 * Makes the outbox of a fleet of a database that is open: one row for each reading that waits.
 * @param onKept told how many readings were ever kept, after each put
 * @throws RangeError when what is kept there is none
 */
export async function createFleetDiskOutbox(
  level: OutboxLevel,
  onKept: (count: number) => void = () => {},
): Promise<FleetOutbox> {
  const found = await look(level);
  let kept = await countKept(level);
  const { write, close } = createLevelCommit<Change>(level, {
    // A reading must be safe before it is sent; one that comes back is sent again, with the same id.
    mustSync: (changes) => changes.some(({ type }) => type === 'put'),
    toError: (error) => brokenOutbox(error, 'written'),
  });
  return {
    async put(readings) {
      kept += readings.length;
      const count = kept;
      const changes = readings.map((reading): Change => {
        return { type: 'put', key: keyOfReading(reading), value: reading.text };
      });
      changes.push({ type: 'put', key: KEPT, value: String(count) });
      await write(changes);
      onKept(count);
    },
    remove: (keys) => write(keys.map((key): Change => ({ type: 'del', key: keyOfReading(key) }))),
    async read(device, { after, most }) {
      const prefix = prefixOf(device);
      try {
        const range = { gt: keyOf(prefix, after), lt: prefix + END, limit: most };
        const rows = await level.iterator(range).all();
        return rows.map(([key, text]) => ({ device, number: numberOf(key), text }));
      } catch (error) {
        throw brokenOutbox(error, 'read');
      }
    },
    waiting: async () => found,
    close,
  };
}

/** How many readings were ever kept in it. @throws RangeError when it is no outbox of a fleet */
export async function countKept(level: OutboxLevel): Promise<number> {
  return readNumber((await level.get(KEPT)) ?? '0');
}

/** No name has a slash any more, so that none is the beginning of another. */
function prefixOf(device: string): string {
  return `${WAITS}${encodeURIComponent(device)}/`;
}

function keyOfReading({ device, number }: ReadingKey): string {
  return keyOf(prefixOf(device), number);
}

/** @throws RangeError when the key is none */
function deviceOf(key: string): string {
  try {
    return decodeURIComponent(key.slice(WAITS.length, key.lastIndexOf('/')));
  } catch {
    throw new RangeError('this is no name of a device');
  }
}

/** Reads all that waits. @throws RangeError when something is no reading */
async function look(level: OutboxLevel): Promise<DeviceBacklog[]> {
  const backlogs: DeviceBacklog[] = [];
  let backlog: { -readonly [key in keyof DeviceBacklog]: DeviceBacklog[key] } | undefined;
  for await (const rows of portionsOf(level, { gt: WAITS, lt: WAITS + END })) {
    for (const [key, text] of rows) {
      const device = deviceOf(key);
      const number = numberOf(key);
      const { takenAtMs } = readRecord(text);
      if (backlog?.device !== device) {
        backlog = { device, count: 0, bytes: 0, first: number, last: number, sinceMs: takenAtMs };
        backlogs.push(backlog);
      }
      backlog.count += 1;
      backlog.bytes += text.length;
      backlog.last = number;
    }
  }
  return backlogs;
}
