import { readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { ClassicLevel } from 'classic-level';
import { describe, expect, onTestFinished, test } from 'vitest';
import { outboxOver, serveOutbox } from '../../../src/cli/fleet/outbox-port.ts';
import { createFleetDiskOutbox } from '../../../src/outbox/fleet/disk.ts';
import { openFleetOutbox, openFoundFleetOutbox } from '../../../src/outbox/fleet/open.ts';
import type { FleetOutbox } from '../../../src/outbox/fleet/outbox.ts';
import type { OutboxLevel } from '../../../src/outbox/level.ts';
import { openFoundOutbox, openOutbox } from '../../../src/outbox/open.ts';
import { useFolder } from '../../helpers/memory-io.ts';
import { FIRST_MS, OWNER, open as openOfDevice, putAll } from '../outboxes.ts';
import { FLEET, numbersOf, open, reading, readings } from './outboxes.ts';

const range = (from: number, to: number): number[] => readings('a/a', from, to).map(({ number }) => number);

/** The outbox in a folder, used by a thread. */
async function overPort(folder: string): Promise<FleetOutbox> {
  const outbox = await open(folder);
  const { port1, port2 } = new MessageChannel();
  serveOutbox(outbox, port1);
  const client = outboxOver(port2);
  onTestFinished(() => client.close());
  return {
    ...client,
    async close() {
      await client.close();
      await outbox.close();
    },
  };
}

describe.each<[string, (folder: string) => Promise<FleetOutbox>]>([
  ['on disk', open],
  ['used by a thread', overPort],
])('an outbox of a fleet %s', (_where, openOne) => {
  test('gives the readings of each device in order, a few at a time', async () => {
    const outbox = await openOne(useFolder());
    await Promise.all([
      outbox.put([...readings('a/x', 1, 11), ...readings('a/y', 1, 3)]),
      outbox.put(readings('a/x', 12, 120)),
    ]);
    expect(await outbox.read('a/x', { after: 8, most: 4 })).toEqual(readings('a/x', 9, 12));
    expect(await numbersOf(outbox, 'a/x')).toEqual(range(1, 120));
    expect(await numbersOf(outbox, 'a/y')).toEqual([1, 2, 3]);
    expect(await numbersOf(outbox, 'a/z')).toEqual([]);
  });

  test('has after a restart what waited, and says how much of which device', async () => {
    const folder = useFolder();
    const outbox = await openOne(folder);
    expect(await outbox.waiting()).toEqual([]);
    await outbox.put([...readings('a/x', 1, 20), ...readings('b/x', 1, 2)]);
    await outbox.remove([...readings('a/x', 1, 9), reading('a/x', 15), ...readings('b/x', 1, 2)]);
    await outbox.close();
    const again = await openOne(folder);
    const bytes = readings('a/x', 10, 20).reduce((sum, { text }) => sum + text.length, 0);
    const sinceMs = FIRST_MS + 10;
    expect(await again.waiting()).toEqual([
      {
        device: 'a/x',
        count: 10,
        bytes: bytes - reading('a/x', 15).text.length,
        first: 10,
        last: 20,
        sinceMs,
      },
    ]);
    expect(await again.read('a/x', { after: 13, most: 2 })).toEqual([reading('a/x', 14), reading('a/x', 16)]);
  });

  test('tells devices apart whose names are much the same', async () => {
    const outbox = await openOne(useFolder());
    const names = ['a/x', 'a/x-', 'a/x:1', 'a/x@', 'a/X', 'a/%2F', 'a/xx', 'aa/x', 'a/传感器', 'a/é', 'a/~'];
    await outbox.put(names.map((name, index) => reading(name, index + 1)));
    for (const [index, name] of names.entries()) expect(await numbersOf(outbox, name)).toEqual([index + 1]);
    await outbox.close();
  });
});

describe('an outbox of a fleet in a folder', () => {
  test('knows all names again', async () => {
    const folder = useFolder();
    const outbox = await open(folder);
    const names = ['a/x', 'a/x-', 'a/x:1', 'a/x@', 'a/传感器', 'a/%2F'];
    await outbox.put(names.map((name) => reading(name, 1)));
    await outbox.close();
    const found = await (await open(folder)).waiting();
    expect(found.map(({ device }) => device).toSorted()).toEqual(names.toSorted());
  });

  test('cannot be used twice at the same time', async () => {
    const folder = useFolder();
    await open(folder);
    await expect(open(folder)).rejects.toMatchObject({ code: 'OUTBOX_IN_USE' });
  });

  test('is for one endpoint, and for any file of devices', async () => {
    const folder = useFolder();
    await (await open(folder)).close();
    const listener = { nowMs: 7, onMovedAside: () => {}, onLoss: () => {} };
    const elsewhere = { ...FLEET, endpoint: 'https://other.test' };
    await expect(openFleetOutbox({ folder, owner: elsewhere, ...listener })).rejects.toMatchObject({
      code: 'OUTBOX_UNUSABLE',
      message: expect.stringContaining('is of another fleet'),
      likely: `It holds readings of the devices in ${FLEET.fleet} for ${FLEET.endpoint}.`,
    });
    await (
      await openFleetOutbox({ folder, owner: { ...FLEET, fleet: '/moved/fleet.csv' }, ...listener })
    ).close();
    const found = await openFoundFleetOutbox(folder);
    expect(found.owner).toEqual(FLEET);
    await found.close();
  });

  test('and that of a device are not taken for each other, and stay as they are', async () => {
    const [ofFleet, ofDevice] = [join(useFolder(), 'fleet'), join(useFolder(), 'device')];
    const fleet = await open(ofFleet);
    await fleet.put(readings('a/x', 1, 3));
    await fleet.close();
    const device = await openOfDevice(ofDevice);
    await putAll(device, 1, 3);
    await device.close();
    const moved: string[] = [];
    const tell = (text: string): void => void moved.push(text);
    const listener = { nowMs: 7, onMovedAside: tell, onLoss: tell };
    const refused = { code: 'OUTBOX_UNUSABLE', message: expect.stringContaining('is of another') };
    await expect(openOutbox({ folder: ofFleet, owner: OWNER, ...listener })).rejects.toMatchObject(refused);
    await expect(openFoundOutbox(ofFleet)).rejects.toMatchObject(refused);
    await expect(openFleetOutbox({ folder: ofDevice, owner: FLEET, ...listener })).rejects.toMatchObject(
      refused,
    );
    expect(moved).toEqual([]);
    expect(await numbersOf(await open(ofFleet), 'a/x')).toEqual([1, 2, 3]);
  });
});

describe('a damaged outbox of a fleet', () => {
  async function keptOutbox(): Promise<string> {
    const folder = join(useFolder(), 'outbox');
    const outbox = await open(folder);
    await outbox.put(readings('a/x', 1, 100));
    await outbox.put(readings('a/x', 101, 200));
    await outbox.close();
    return folder;
  }

  test.each<[string, string, string]>([
    ['a reading that is none', 'waits/a%2Fx/000000000000002', '{"id":7}'],
    ['a reading without a number', 'waits/a%2Fx/2', reading('a/x', 2).text],
    ['a reading of nobody', 'waits/%/000000000000002', reading('a/x', 2).text],
    ['a count that is none', 'kept', 'many'],
  ])('with %s is moved aside, which is said, and another begun', async (_what, key, value) => {
    const folder = await keptOutbox();
    const level = new ClassicLevel<string, string>(folder);
    await level.put(key, value);
    await level.close();
    const moved: string[] = [];
    const fresh = await open(folder, { onMovedAside: (aside) => moved.push(aside) });
    expect(moved).toEqual([`${folder}.damaged-7`]);
    expect(await fresh.waiting()).toEqual([]);
  });

  test('of which files are missing is moved aside', async () => {
    const folder = await keptOutbox();
    rmSync(join(folder, 'CURRENT'));
    const moved: string[] = [];
    await open(folder, { onMovedAside: (aside) => moved.push(aside) });
    expect(moved).toHaveLength(1);
  });

  test('that lost its end says how much, once, and gives the rest', async () => {
    const folder = await keptOutbox();
    const log = join(folder, readdirSync(folder).find((name) => /^\d+\.log$/.test(name)) ?? 'none');
    truncateSync(log, statSync(log).size - 10);
    const told: string[] = [];
    const onLoss = (reason: string): void => void told.push(reason);
    const again = await open(folder, { onLoss });
    expect(told).toEqual(['its end, with the last 100 readings that were taken']);
    expect(await numbersOf(again, 'a/x')).toEqual(range(1, 100));
    await again.put(readings('a/x', 201, 202));
    await again.close();
    await open(folder, { onLoss });
    expect(told).toHaveLength(1);
  });

  test('in a folder with other files is refused, and nothing is moved', async () => {
    const folder = await keptOutbox();
    writeFileSync(join(folder, 'letter.txt'), 'mine');
    writeFileSync(join(folder, 'CURRENT'), 'nonsense');
    await expect(open(folder)).rejects.toMatchObject({ code: 'OUTBOX_UNUSABLE' });
    expect(readdirSync(dirname(folder))).toEqual(['outbox']);
  });
});

describe('an outbox of a fleet that cannot be written', () => {
  test('tells those whose readings are not kept, and goes on when it can', async () => {
    const folder = useFolder();
    const level: OutboxLevel = new ClassicLevel(folder);
    await level.open();
    const { batch } = level;
    let isFull = false;
    Object.assign(level, {
      batch: (...args: Parameters<typeof batch>) =>
        isFull
          ? Promise.reject(new Error('IO error: No space left on device'))
          : Reflect.apply(batch, level, args),
    });
    const outbox = await createFleetDiskOutbox(level);
    await outbox.put(readings('a/x', 1, 3));
    isFull = true;
    const error = {
      code: 'OUTBOX_UNUSABLE',
      message: 'The outbox cannot be written: IO error: No space left on device.',
    };
    await expect(outbox.put(readings('a/x', 4, 5))).rejects.toMatchObject(error);
    await expect(outbox.remove(readings('a/x', 1, 1))).rejects.toMatchObject(error);
    isFull = false;
    await outbox.put(readings('a/x', 6, 6));
    expect(await numbersOf(outbox, 'a/x')).toEqual([1, 2, 3, 6]);
    await outbox.close();
  });

  test('tells a thread so', async () => {
    const { port1, port2 } = new MessageChannel();
    const outbox = await open(useFolder());
    serveOutbox(outbox, port1);
    const client = outboxOver(port2);
    onTestFinished(() => client.close());
    await outbox.close();
    await expect(client.put(readings('a/x', 1, 1))).rejects.toMatchObject({
      code: 'OUTBOX_UNUSABLE',
      message: expect.stringContaining('The outbox cannot be written'),
      hint: expect.stringContaining('--no-outbox'),
    });
  });
});
