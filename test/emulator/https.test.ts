import { connect as connectTls } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { ensureCertificates } from '../../src/emulator/certificates.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { useFolder } from '../helpers/memory-io.ts';
import { rawConnection } from '../helpers/raw-http.ts';
import { ask, emulatorUnderTest, errorCode, read } from './emulator-under-test.ts';

/** An emulator that speaks HTTPS, and a client that trusts it. */
async function withTls(options: Parameters<typeof emulatorUnderTest>[0] = {}) {
  const tls = await ensureCertificates(useFolder(), { clock: systemClock });
  return { ...(await emulatorUnderTest({ tls, ca: tls.ca, ...options })), ca: tls.ca };
}

describe('over HTTPS', () => {
  test('a device authenticates and reports, and the API answers', async () => {
    const { url, works } = await withTls();
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(await works()).toBe(true);
  });

  test('the certificate is good for localhost too', async () => {
    const { port, ca } = await withTls();
    const health = { method: 'GET', path: '/_emulator/health', ca };
    expect((await ask(`https://localhost:${port}`, health)).status).toBe(200);
  });

  test('who does not trust the authority is not connected', async () => {
    const { url } = await withTls();
    const health = { method: 'GET', path: '/_emulator/health' };
    expect(await errorCode(ask(url, health))).toMatch(/SELF_SIGNED_CERT|UNABLE_TO_VERIFY/);
  });

  test('plain HTTP is hung up on, and the emulator goes on', async () => {
    const { port, works } = await withTls();
    const connection = await rawConnection(port);
    await connection.write('GET /_emulator/health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await connection.closed;
    expect(await works()).toBe(true);
  });

  test('a reset resets the connection', async () => {
    const { auth, api, works } = await withTls();
    await api('POST', 'faults', { type: 'reset', count: 2 });
    expect(await errorCode(auth())).toBe('ECONNRESET');
    expect(await errorCode(auth())).toBe('ECONNRESET');
    expect(await works()).toBe(true);
  });

  test('a reset strikes its own connection alone', async () => {
    const { api, auth, port, ca } = await withTls();
    const other = connectTls({ port, host: '127.0.0.1', ca });
    onTestFinished(() => void other.destroy());
    await new Promise((resolve) => other.once('secureConnect', resolve));
    await api('POST', 'faults', { type: 'reset', on: 'auth' });
    expect(await errorCode(auth())).toBe('ECONNRESET');
    other.write('GET /_emulator/health HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const answer = await new Promise((resolve) => other.once('data', resolve));
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  test('nobody is let in for a while, then as before', async () => {
    const clock = fakeClock({ byHand: true });
    const { api, auth, works } = await withTls({ clock });
    expect((await api('POST', 'faults', { type: 'refuse', forMs: 10_000 })).status).toBe(201);
    await expect.poll(clock.sleepers).toBe(2);
    expect(await errorCode(auth())).toBe('ECONNREFUSED');
    await clock.advance(10_000);
    await expect
      .poll(() =>
        auth().then(
          (answer) => read(answer).code,
          () => undefined,
        ),
      )
      .toBe(0);
    expect(await works()).toBe(true);
  });

  test('closing and refusing do not wait for a connection on which nothing was said', async () => {
    const { port, close, refuse } = await withTls();
    const silent = await rawConnection(port);
    await refuse(1);
    await silent.closed;
    const again = await rawConnection(port);
    await close();
    await again.closed;
  });
});
