import { createServer } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fakeClock } from '../helpers/fake-clock.ts';
import { useFolder } from '../helpers/memory-io.ts';
import { rawConnection } from '../helpers/raw-http.ts';
import { ask, emulatorUnderTest, errorCode, read } from './emulator-under-test.ts';

/** An emulator that was told over its API to let nobody in for ten seconds. */
async function refusing(options: Parameters<typeof emulatorUnderTest>[0] = {}) {
  const clock = fakeClock({ byHand: true });
  const emulator = await emulatorUnderTest({ clock, ...options });
  const token = await emulator.token();
  const kept = await rawConnection(emulator.port);
  expect(await emulator.postCode(token)).toBe(0);
  const { status, json } = await emulator.api('POST', 'faults', { type: 'refuse', forMs: 10_000 });
  expect([status, json]).toEqual([
    201,
    { type: 'refuse', forMs: 10_000, id: 'f1', setAtMs: clock.now(), struck: 0, isActive: true },
  ]);
  await expect.poll(clock.sleepers).toBe(2); // the other one looks for silent devices
  return { ...emulator, clock, password: token, kept };
}

/** Whether somebody listens. */
const listens = (url: string): Promise<boolean> =>
  ask(url, { method: 'GET', path: '/_emulator/health' }).then(
    () => true,
    () => false,
  );

describe('an emulator that refuses connections for a while', () => {
  test('closes those that are open, and lets nobody in', async () => {
    const { auth, kept } = await refusing();
    await kept.closed;
    expect(await errorCode(auth())).toBe('ECONNREFUSED');
  });

  test.each(['memory', 'a folder'])(
    'listens again at the same port, with all it kept in %s',
    async (place) => {
      const data = place === 'memory' ? undefined : useFolder();
      const { url, clock, password, postCode, taken, api } = await refusing({ data });
      await clock.advance(9_999);
      expect(await listens(url)).toBe(false);
      await clock.advance(1);
      await expect.poll(() => listens(url)).toBe(true);
      expect(await postCode(password)).toBe(0);
      expect(await taken()).toHaveLength(2);
      expect((await api('GET', 'faults')).json.faults).toMatchObject([{ type: 'refuse', isActive: false }]);
    },
  );

  test('can be told so again', async () => {
    const { url, clock, api, works } = await refusing();
    await clock.advance(10_000);
    await expect.poll(() => listens(url)).toBe(true);
    await api('POST', 'faults', { type: 'refuse', forMs: 5_000 });
    await expect.poll(() => listens(url)).toBe(false);
    await expect.poll(clock.sleepers).toBe(2);
    await clock.advance(5_000);
    await expect.poll(() => listens(url)).toBe(true);
    expect(await works()).toBe(true);
  });

  test('can be closed meanwhile, and never listens again', async () => {
    const { url, clock, close } = await refusing();
    await close();
    await clock.advance(10_000);
    expect(await listens(url)).toBe(false);
  });

  test('says so where another program took the port, and listens once it is free', async () => {
    const told: string[] = [];
    const { url, port, clock, works } = await refusing({ onTrouble: (sentence) => told.push(sentence) });
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    await clock.advance(10_000);
    await expect
      .poll(() => told)
      .toEqual([`Cannot listen on 127.0.0.1:${port} (EADDRINUSE). It is tried again every second.`]);
    await new Promise((resolve) => other.close(resolve));
    await expect.poll(clock.sleepers).toBe(2);
    await clock.advance(1_000);
    await expect.poll(() => listens(url)).toBe(true);
    expect(await works()).toBe(true);
    expect(told).toHaveLength(1);
  });

  test('refuses at every address of localhost', async () => {
    const { port } = await refusing({ host: 'localhost' });
    for (const address of ['localhost', '127.0.0.1', '[::1]']) {
      expect([address, await listens(`http://${address}:${port}`)]).toEqual([address, false]);
    }
  });

  test('does not answer a report it never got', async () => {
    const { post, password, clock, url, taken } = await refusing();
    expect(await errorCode(post(password))).toBe('ECONNREFUSED');
    await clock.advance(10_000);
    await expect.poll(() => listens(url)).toBe(true);
    expect(await taken()).toHaveLength(1);
    expect(read(await post(password)).code).toBe(0);
  });
});
