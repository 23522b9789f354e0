import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../src/emulator/store/store.ts';
import { KEPT_MARK } from '../../src/outbox/kept-mark.ts';
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

  test('of which a piece cannot be read says so to whoever finds it', async () => {
    const folder = await keptOutbox(300);
    flip(logOf(folder), 0.5);
    const found = await openFoundOutbox(folder);
    await found.close();
    expect(found.loss).toMatch(/^\d+ bytes: checksum mismatch$/);
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

describe('an outbox that lost its end', () => {
  /** A closed outbox of 200 messages, and where its second hundred begins in the log. */
  async function twoHundred(): Promise<{ folder: string; log: string; half: number }> {
    const folder = useFolder();
    const outbox = await open(folder);
    await putAll(outbox, 1, 100);
    const log = logOf(folder);
    const half = statSync(log).size;
    await putAll(outbox, 101, 200);
    await outbox.close();
    return { folder, log, half };
  }

  /** Opens it and gives what was told, and the ids of what is there. */
  async function look(folder: string): Promise<{ told: string[]; ids: string[] }> {
    const told: string[] = [];
    const note = (text: string): void => void told.push(text);
    const outbox = await open(folder, { onMovedAside: note, onLoss: note });
    const ids = outbox.oldest(1000).map(({ id }) => id);
    await outbox.close();
    return { told, ids };
  }

  const cuts: [what: string, spoil: (log: string, half: number) => void][] = [
    ['between two messages', (log, half) => truncateSync(log, half)],
    ['in the middle of one', (log) => truncateSync(log, statSync(log).size - 10)],
    [
      'by a length beyond the end of the file',
      (log, half) => {
        const bytes = readFileSync(log);
        bytes.fill(0xff, half + 4, half + 6);
        writeFileSync(log, bytes);
      },
    ],
    ['by zeros', (log, half) => writeFileSync(log, readFileSync(log).fill(0, half))],
  ];
  test.each(cuts)('%s says how many are missing, once, and gives all before them', async (_where, spoil) => {
    const { folder, log, half } = await twoHundred();
    spoil(log, half);
    await (await openFoundOutbox(folder)).close(); // whoever only looks takes nothing away from it
    expect(await look(folder)).toEqual({
      told: ['its end, with the last 100 readings that were taken'],
      ids: idsOf(1, 100),
    });
    const again = await open(folder);
    await putAll(again, 201, 210);
    await again.close();
    expect(await look(folder)).toEqual({ told: [], ids: [...idsOf(1, 100), ...idsOf(201, 210)] });
  });

  test('with all its files says so', async () => {
    const { folder } = await twoHundred();
    for (const name of readdirSync(folder)) if (name !== KEPT_MARK) rmSync(join(folder, name));
    expect(await look(folder)).toEqual({
      told: ['its end, with the last 200 readings that were taken'],
      ids: [],
    });
  });

  const marks: [what: string, spoil: (mark: string) => void][] = [
    ['is behind, as after a power cut,', (mark) => writeFileSync(mark, '000000000000100')],
    ['is empty', (mark) => truncateSync(mark)],
    ['is nonsense', (mark) => writeFileSync(mark, 'nonsense of more than fifteen characters')],
    ['is missing', (mark) => rmSync(mark)],
  ];
  test.each(marks)('is not known where the note of it %s', async (_what, spoil) => {
    const { folder, log, half } = await twoHundred();
    truncateSync(log, half);
    spoil(join(folder, KEPT_MARK));
    expect(await look(folder)).toEqual({ told: [], ids: idsOf(1, 100) });
    const again = await open(folder);
    await putAll(again, 101, 200);
    await again.close();
    truncateSync(logOf(folder), 0);
    expect((await look(folder)).told, 'but the next time').toHaveLength(1);
  });
});

describe('what is no damage', () => {
  test('such as a message of which only a piece was written is not told of', async () => {
    const folder = await keptOutbox(100);
    const log = logOf(folder);
    const bytes = readFileSync(log);
    writeFileSync(log, Buffer.concat([bytes, bytes.subarray(0, 60)])); // the owner, which is longer
    const losses: string[] = [];
    const again = await open(folder, { onLoss: (reason) => losses.push(reason) });
    expect([losses, await settleAll(again)]).toEqual([[], idsOf(1, 100)]);
    await again.close();
    await open(folder, { onLoss: (reason) => losses.push(reason) });
    expect(losses, 'nor that nothing waits any more').toEqual([]);
  });

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
