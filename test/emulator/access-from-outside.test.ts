import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { createLive } from '../../src/emulator/api/live.ts';
import { createHttpApp } from '../../src/emulator/http-app.ts';
import { createPlatform } from '../../src/emulator/platform.ts';

/** Asks an emulator that listens to other machines, from an address. */
async function ask(url: string, { from = '192.0.2.7', key }: { from?: string; key?: string } = {}) {
  const { signal: stop } = new AbortController();
  const { app } = createHttpApp({
    platform: createPlatform(),
    host: '0.0.0.0',
    accessKey: { id: 'team', secret: 'swordfish' },
    now: Date.now,
    stop,
    live: createLive({ clock: systemClock, stop }),
    onRefused: () => {},
    onRefuse: () => {},
  });
  onTestFinished(() => app.close());
  const authorization = key === undefined ? {} : { authorization: `Basic ${btoa(key)}` };
  const headers = { host: '192.0.2.1:8180', ...authorization };
  const answer = await app.inject({ method: 'GET', url, remoteAddress: from, headers });
  return { status: answer.statusCode, body: answer.body, headers: answer.headers };
}

test.each(['settings', 'log', 'export', 'products', 'faults'])(
  'another machine gets %s with the access key alone',
  async (name) => {
    const url = `/_emulator/${name}`;
    expect((await ask(url, { key: 'team:swordfish' })).status).toBe(200);
    for (const key of [undefined, 'iot-sim:iot-sim', 'team:swordfis', 'team:']) {
      const { status, body } = await ask(url, key === undefined ? {} : { key });
      expect({ key, status }).toEqual({ key, status: 401 });
      expect(body).toContain('access key');
      expect(body).not.toContain('swordfish');
    }
  },
);

test.each(['/', '/assets/index.js', '/_emulator/log'])(
  'the browser of another machine is told to ask for the key: %s',
  async (url) => {
    const { status, headers } = await ask(url);
    expect([status, headers['www-authenticate']]).toEqual([401, 'Basic realm="iot-sim emulator"']);
    expect((await ask(url, { key: 'team:wrong' })).status).toBe(401);
    for (const given of [{ key: 'team:swordfish' }, { from: '127.0.0.1' }]) {
      const { status: answered, headers: without } = await ask(url, given);
      expect([answered === 401, without['www-authenticate']]).toEqual([false, undefined]);
    }
  },
);

test('another machine may ask whether the emulator is there', async () => {
  expect((await ask('/_emulator/health')).status).toBe(200);
  expect((await ask('/_emulator/health/../export')).status).toBe(401);
  expect((await ask('/_emulator/health?x=/export')).status).toBe(401);
});

test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('this machine needs no key: %s', async (from) => {
  expect((await ask('/_emulator/export', { from })).status).toBe(200);
});
