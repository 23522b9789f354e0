import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openFeedFile } from '../../../src/emulator/feed/file.ts';
import type { FeedMessage } from '../../../src/emulator/feed/format.ts';
import { fakeClock } from '../../helpers/fake-clock.ts';

const message = (payload: string): FeedMessage => ({
  topic: '/t',
  messageId: '1',
  generateTimeMs: 0,
  payload,
});

async function open(name = 'feed.ndjson', folder?: string) {
  const place = folder ?? (await mkdtemp(join(tmpdir(), 'feed-')));
  onTestFinished(() => rm(place, { recursive: true, force: true }));
  const path = join(place, name);
  const clock = fakeClock({ byHand: true });
  const told: string[] = [];
  const start = () => openFeedFile(path, { clock, onTrouble: (sentence) => told.push(sentence) });
  return { folder: place, path, clock, told, start };
}

/** Waits until nothing is left to be written. */
async function settled(sink: ReturnType<typeof openFeedFile>): Promise<void> {
  await vi.waitUntil(() => sink.counts().waiting === 0, { interval: 2, timeout: 10_000 });
}

test('holds every line in order once it is closed, for the user’s eyes alone', async () => {
  const { path, told, start } = await open();
  const sink = start();
  const lines = Array.from({ length: 5_000 }, (_, index) => `{"n":${index}}`);
  for (const line of lines) sink.send(message(line));
  await sink.close();
  expect(await readFile(path, 'utf8')).toBe(`${lines.join('\n')}\n`);
  expect(sink.counts()).toEqual({ delivered: 5_000, waiting: 0, lost: 0 });
  expect(told).toEqual([]);
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('is there before the first line, so that it can be followed', async () => {
  const { path, start } = await open();
  await start().close();
  expect(await readFile(path, 'utf8')).toBe('');
});

test('appends to what is there', async () => {
  const { path, start } = await open();
  await writeFile(path, '{"old":1}\n');
  const sink = start();
  sink.send(message('{"new":1}'));
  await sink.close();
  expect(await readFile(path, 'utf8')).toBe('{"old":1}\n{"new":1}\n');
});

test('is made anew after somebody moved it away', async () => {
  const { path, start } = await open();
  const sink = start();
  sink.send(message('1'));
  await settled(sink);
  await vi.waitUntil(() => existsSync(path), { interval: 2, timeout: 10_000 });
  await rename(path, `${path}.1`);
  sink.send(message('2'));
  await sink.close();
  expect(await readFile(`${path}.1`, 'utf8')).toBe('1\n');
  expect(await readFile(path, 'utf8')).toBe('2\n');
});

test('tells once a minute that its folder is gone, goes on, and tells that it is back', async () => {
  const { folder, path, clock, told, start } = await open('feed.ndjson');
  const sink = start();
  await settled(sink);
  await vi.waitUntil(() => existsSync(path), { interval: 2, timeout: 10_000 });
  await rename(folder, `${folder}-away`);
  onTestFinished(() => rm(`${folder}-away`, { recursive: true, force: true }));
  for (const line of ['1', '2']) {
    sink.send(message(line));
    await settled(sink);
  }
  expect(told).toEqual([`The feed file ${path} cannot be written (ENOENT); 1 line lost.`]);
  await clock.advance(60_000);
  sink.send(message('3'));
  await settled(sink);
  expect(told[1]).toBe(`The feed file ${path} cannot be written (ENOENT); 3 lines lost.`);
  await rename(`${folder}-away`, folder);
  sink.send(message('4'));
  await sink.close();
  expect(told.slice(2)).toEqual([
    `The feed file ${path} is written again; 3 lines lost.`,
    `3 lines of the feed could not be written to ${path}.`,
  ]);
  expect(await readFile(path, 'utf8')).toBe('4\n');
});

test.skipIf(!existsSync('/dev/full'))('survives a full disk', async () => {
  const told: string[] = [];
  const sink = openFeedFile('/dev/full', { clock: fakeClock(), onTrouble: (text) => told.push(text) });
  sink.send(message('1'));
  await sink.close();
  expect(sink.counts()).toEqual({ delivered: 0, waiting: 0, lost: 1 });
  expect(told[0]).toBe('The feed file /dev/full cannot be written (ENOSPC); 1 line lost.');
});

test('shows at once that it cannot be made, and takes nothing after it was closed', async () => {
  const { path, told, start } = await open('no/such/folder/feed.ndjson');
  const sink = start();
  await sink.close();
  expect(told).toEqual([`The feed file ${path} cannot be written (ENOENT); 0 lines lost.`]);
  sink.send(message('1'));
  expect(sink.counts()).toEqual({ delivered: 0, waiting: 0, lost: 1 });
});
