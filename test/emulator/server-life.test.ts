import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { startEmulator } from '../../src/emulator/server.ts';
import { constantPace } from '../../src/engine/pace.ts';
import { connect } from '../helpers/connections.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { received } from '../helpers/platforms.ts';
import { rawConnection, rawPost } from '../helpers/raw-http.ts';
import { startRun } from '../helpers/runs.ts';
import { authRequest, signedFields } from '../helpers/signed.ts';
import { clientOptions } from '../helpers/transports.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

async function start(options: Parameters<typeof startEmulator>[0] = {}) {
  const emulator = await startEmulator({ port: 0, ...options });
  onTestFinished(() => emulator.close());
  return { ...emulator, taken: () => received(emulator) };
}

describe('starting', () => {
  test('on port 0 finds a free one and says which', async () => {
    const [one, two] = [await start(), await start()];
    expect(one.url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d+$/);
    expect(two.url).not.toBe(one.url);
  });

  test('on a port in use fails with PORT_UNAVAILABLE', async () => {
    const { url } = await start();
    const port = Number(new URL(url).port);
    await expect(startEmulator({ port })).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
      message: `Cannot listen on 127.0.0.1:${port} (EADDRINUSE).`,
      cause: expect.objectContaining({ code: 'EADDRINUSE' }),
    });
  });

  test('on a port that something else uses fails alike', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await expect(startEmulator({ port: port! })).rejects.toMatchObject({ code: 'PORT_UNAVAILABLE' });
  });

  test('on an address that is not this machine’s fails with PORT_UNAVAILABLE', async () => {
    await expect(startEmulator({ port: 0, host: '192.0.2.1' })).rejects.toMatchObject({
      code: 'PORT_UNAVAILABLE',
    });
  });

  test.skipIf(!hasIpv6)('on an IPv6 address gives a URL that can be used', async () => {
    const { url, device } = await start({ host: '::1' });
    expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
    const { send } = connect({ endpoint: url });
    const { body } = await send(authRequest(signedFields(device)));
    expect(JSON.parse(body).code).toBe(0);
  });
});

describe('closing', () => {
  test('ends with a kept-alive connection open', async () => {
    const emulator = await start();
    const connection = await rawConnection(Number(new URL(emulator.url).port));
    await connection.write(rawPost('/auth', {}, '{}'));
    await connection.answer();
    await emulator.close();
    await connection.closed;
  });

  test('ends with a connection open on which nothing was said', async () => {
    const emulator = await start();
    const connection = await rawConnection(Number(new URL(emulator.url).port));
    await emulator.close();
    await connection.closed;
  });

  test('ends with a request that is half sent', async () => {
    const emulator = await start();
    const connection = await rawConnection(Number(new URL(emulator.url).port));
    await connection.write('POST /auth HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{');
    await emulator.close();
    await connection.closed;
  });

  test('frees the port for the next', async () => {
    const first = await start();
    const port = Number(new URL(first.url).port);
    await first.close();
    expect((await start({ port })).url).toBe(first.url);
  });

  test('can be done twice', async () => {
    const emulator = await start();
    await emulator.close();
    await emulator.close();
  });
});

describe('the program’s own client and the emulator', () => {
  test('work together over a socket', async () => {
    const { url, device, taken } = await start();
    const { send } = connect({ endpoint: url });
    // The emulator's clock is the machine's, so the client signs with that of today.
    const clock = fakeClock({ startMs: Date.now() });
    const client = createClient(clientOptions({ send, clock, device }));
    const topic = `/sys/${device.productKey}/${device.deviceName}/thing/event/property/post`;
    const answer = await client.publish({ topic, body: () => '{"params":{"temperature":22}}' });
    expect(answer).toEqual({ code: 0, message: 'success', messageId: (await taken())[0]?.messageId });
  });

  test('run a device over a socket to its end', async () => {
    const { url, taken } = await start();
    const { send } = connect({ endpoint: url });
    const run = startRun({
      send,
      clock: fakeClock({ startMs: Date.now() }),
      pace: constantPace({ intervalMs: 0, count: 30 }),
    });
    expect(await run.done).toMatchObject({ taken: 30, sent: 30, refused: 0, dropped: 0, pending: 0 });
    expect((await taken()).map(({ id }) => id)).toEqual(run.of('reading').map(({ id }) => id));
  });
});
