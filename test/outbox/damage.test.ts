import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/emulator/store/store.ts';
import { openFoundOutbox } from '../../src/outbox/open.ts';
import { useFolder } from '../helpers/memory-io.ts';
import { idsOf, open, putAll, settleAll } from './outboxes.ts';

const isRoot = process.getuid?.() === 0; // nothing is forbidden to it

/** What LevelDB writes first of all into a folder: an empty database, which has no file yet for what comes. */
const FIRST_MANIFEST = '957cb9c5220001011a6c6576656c64622e4279746577697365436f6d70617261746f72020003020400';

/** The only file of this kind in a folder. */
function fileOf(folder: string, kind: RegExp): string {
  return join(folder, readdirSync(folder).find((name) => kind.test(name)) ?? 'none');
}

const manifestOf = (folder: string): string => fileOf(folder, /^MANIFEST/);
const logOf = (folder: string): string => fileOf(folder, /^\d+\.log$/);
const tableOf = (folder: string): string => fileOf(folder, /^\d+\.ldb$/);

/** A closed outbox in which so many wait, in a folder of its own below one that goes away. */
async function keptOutbox(count = 3): Promise<string> {
  const folder = join(useFolder(), 'outbox');
  const outbox = await open(folder);
  for (let from = 1; from <= count; from += 100) await putAll(outbox, from, Math.min(from + 99, count));
  await outbox.close();
  return folder;
}

function flip(file: string, part: number): void {
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length * part);
  bytes[at] = (bytes[at] ?? 0) ^ 0x55;
  writeFileSync(file, bytes);
}

describe('a damaged outbox', () => {
  const damage: [what: string, spoil: (folder: string) => void][] = [
    ['CURRENT is nonsense', (folder) => writeFileSync(join(folder, 'CURRENT'), 'nonsense')],
    ['CURRENT is empty', (folder) => writeFileSync(join(folder, 'CURRENT'), '')],
    ['CURRENT leads nowhere', (folder) => writeFileSync(join(folder, 'CURRENT'), 'MANIFEST-999999\n')],
    ['CURRENT is missing', (folder) => rmSync(join(folder, 'CURRENT'))],
    ['the manifest is nonsense', (folder) => writeFileSync(manifestOf(folder), Buffer.alloc(100, 0xa5))],
    ['the manifest is empty', (folder) => writeFileSync(manifestOf(folder), '')],
    ['the manifest is missing', (folder) => rmSync(manifestOf(folder))],
    ['the log is missing', (folder) => rmSync(logOf(folder))],
  ];
  test.each(damage)('of which %s is moved aside, which is said, and another begun', async (_what, spoil) => {
    const folder = await keptOutbox();
    spoil(folder);
    const left = readdirSync(folder).filter((name) => !name.startsWith('LO'));
    const moved: string[] = [];
    const fresh = await open(folder, { onMovedAside: (aside) => moved.push(aside) });
    expect(moved).toEqual([`${folder}.damaged-7`]);
    expect(readdirSync(`${folder}.damaged-7`), 'all that was left is there').toEqual(
      expect.arrayContaining(left),
    );
    await putAll(fresh, 4, 5);
    expect(await settleAll(fresh)).toEqual(['4', '5']);
  });

  const tables: [what: string, spoil: (table: string) => void][] = [
    ['missing', (table) => rmSync(table)],
    ['cut off', (table) => writeFileSync(table, readFileSync(table).subarray(0, 20_000))],
    ['flipped in its middle', (table) => flip(table, 0.5)],
  ];
  test.each(tables)('of which a table is %s is moved aside', async (_what, spoil) => {
    const folder = await keptOutbox(3000);
    await (await open(folder)).close(); // makes a table of the log
    spoil(tableOf(folder));
    const moved: string[] = [];
    const fresh = await open(folder, { onMovedAside: (aside) => moved.push(aside) });
    expect(moved).toHaveLength(1);
    expect(fresh.size()).toBe(0);
  });

  test('with a message that is none is moved aside', async () => {
    for (const text of ['nonsense', '7', '{"id":7}', '{"id":"7","at":1,"params":{"temperature":22}}']) {
      const folder = await keptOutbox();
      const level = new ClassicLevel<string, string>(folder);
      await level.put('taken/000000000000002', text);
      await level.close();
      const moved: string[] = [];
      await open(folder, { onMovedAside: (aside) => moved.push(aside) });
      expect(moved, text).toHaveLength(1);
    }
  });

  test('of which a piece cannot be read gives all the others, and says so', async () => {
    const folder = await keptOutbox(3000);
    flip(logOf(folder), 0.5);
    const losses: string[] = [];
    const again = await open(folder, { onLoss: (reason) => losses.push(reason) });
    expect(losses).toEqual([expect.stringMatching(/^\d+ bytes: checksum mismatch$/)]);
    const given = await settleAll(again);
    expect(given.length).toBeGreaterThan(2000);
    expect(given.length).toBeLessThan(3000);
    expect(given.slice(0, 1000)).toEqual(idsOf(1, 1000));
    await again.close();
    await open(folder, { onLoss: (reason) => losses.push(reason) });
    expect(losses, 'once').toHaveLength(1);
  });

  test('that ends in the middle of a message, as after a power cut, gives all before it without a word', async () => {
    const folder = await keptOutbox(300);
    const log = logOf(folder);
    writeFileSync(log, readFileSync(log).subarray(0, -10));
    const told: string[] = [];
    const note = (text: string): void => void told.push(text);
    const again = await open(folder, { onMovedAside: note, onLoss: note });
    expect(await settleAll(again)).toEqual(idsOf(1, 200));
    expect(told).toEqual([]);
  });

  test('that shares its folder with other files is refused, and nothing is moved', async () => {
    const folder = await keptOutbox();
    writeFileSync(join(folder, 'letter.txt'), 'mine');
    writeFileSync(join(folder, 'CURRENT'), 'nonsense');
    await expect(open(folder)).rejects.toMatchObject({ code: 'OUTBOX_UNUSABLE' });
    expect(readdirSync(dirname(folder))).toEqual(['outbox']);
  });

  test('that somebody finds is told of, and left as it is', async () => {
    const folder = await keptOutbox();
    writeFileSync(join(folder, 'CURRENT'), 'nonsense');
    await expect(openFoundOutbox(folder)).rejects.toMatchObject({ code: 'OUTBOX_UNUSABLE' });
    expect(readdirSync(dirname(folder))).toEqual(['outbox']);
  });
});

describe('what is no damage', () => {
  test('such as a first start that was killed is just begun again', async () => {
    const folder = join(useFolder(), 'outbox');
    mkdirSync(folder);
    writeFileSync(join(folder, 'CURRENT'), 'MANIFEST-000001\n');
    writeFileSync(join(folder, 'MANIFEST-000001'), Buffer.from(FIRST_MANIFEST, 'hex'));
    const moved: string[] = [];
    const outbox = await open(folder, { onMovedAside: (aside) => moved.push(aside) });
    await putAll(outbox, 1, 2);
    expect([moved, await settleAll(outbox)]).toEqual([[], ['1', '2']]);
  });

  test.skipIf(isRoot || process.platform === 'win32')(
    'such as a file that may not be read is refused',
    async () => {
      const folder = await keptOutbox();
      chmodSync(manifestOf(folder), 0);
      await expect(open(folder)).rejects.toMatchObject({ code: 'OUTBOX_UNUSABLE' });
      expect(readdirSync(dirname(folder))).toEqual(['outbox']);
    },
  );

  test('such as the database of an emulator is refused, and stays as it is', async () => {
    const folder = join(useFolder(), 'data');
    const store = await openStore(folder);
    await store.write([{ type: 'put', key: 'a', value: '1' }]);
    await store.close();
    await expect(open(folder)).rejects.toMatchObject({
      code: 'OUTBOX_UNUSABLE',
      message: expect.stringContaining('is no outbox'),
    });
    const again = await openStore(folder);
    expect(await again.read('a')).toBe('1');
    expect(await again.read('owner')).toBeUndefined();
    await again.close();
  });

  test('such as a folder of logs is used, and they stay', async () => {
    const folder = join(useFolder(), 'logs');
    mkdirSync(folder);
    writeFileSync(join(folder, 'server.log'), 'mine');
    const outbox = await open(folder);
    await putAll(outbox, 1, 2);
    expect(await settleAll(outbox)).toEqual(['1', '2']);
    expect(readFileSync(join(folder, 'server.log'), 'utf8')).toBe('mine');
  });
});
