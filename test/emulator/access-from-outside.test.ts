import { expect, onTestFinished, test } from 'vitest';
import { createHttpApp } from '../../src/emulator/http-app.ts';
import { createPlatform } from '../../src/emulator/platform.ts';

/** Asks an emulator that listens to other machines, from an address. */
async function ask(url: string, { from = '192.0.2.7', key }: { from?: string; key?: string } = {}) {
  const { app } = createHttpApp({
    platform: createPlatform(),
    host: '0.0.0.0',
    accessKey: { id: 'team', secret: 'swordfish' },
    now: Date.now,
    stop: new AbortController().signal,
    onRefused: () => {},
    onRefuse: () => {},
  });
  onTestFinished(() => app.close());
  const authorization = key === undefined ? {} : { authorization: `Basic ${btoa(key)}` };
  const headers = { host: '192.0.2.1:8180', ...authorization };
  const answer = await app.inject({ method: 'GET', url, remoteAddress: from, headers });
  return { status: answer.statusCode, body: answer.body };
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

test('another machine may ask whether the emulator is there', async () => {
  expect((await ask('/_emulator/health')).status).toBe(200);
  expect((await ask('/_emulator/health/../export')).status).toBe(401);
  expect((await ask('/_emulator/health?x=/export')).status).toBe(401);
});

test.each(['127.0.0.1', '::1', '::ffff:127.0.0.1'])('this machine needs no key: %s', async (from) => {
  expect((await ask('/_emulator/export', { from })).status).toBe(200);
});
