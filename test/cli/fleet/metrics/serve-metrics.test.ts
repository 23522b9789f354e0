import { request } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serveMetrics } from '../../../../src/cli/fleet/metrics/serve-metrics.ts';
import { SimError } from '../../../../src/errors.ts';

const HERE = { host: '127.0.0.1', port: 0 };

async function serve(write: () => Promise<string> = async () => 'a 1\n', address = HERE) {
  const served = await serveMetrics(address, { contentType: 'text/plain; version=0.0.4', write });
  onTestFinished(served.close);
  return served;
}

describe('the server of the metrics', () => {
  test('answers GET and HEAD of /metrics', async () => {
    const { url } = await serve();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:[1-9]\d*\/metrics$/);
    const got = await fetch(`${url}?name[]=a`);
    expect([got.status, got.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4']);
    expect(await got.text()).toBe('a 1\n');
    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '4', '']);
  });

  test('has nothing else', async () => {
    const { url } = await serve();
    for (const path of ['/', '/metrics/', '/metrics/x', '/favicon.ico']) {
      expect((await fetch(new URL(path, url))).status, path).toBe(404);
    }
    const posted = await fetch(url, { method: 'POST', body: 'x' });
    expect([posted.status, posted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('says that a page cannot be made, and makes the next one', async () => {
    let isBroken = true;
    const { url } = await serve(async () => {
      if (isBroken) throw new Error('no figures');
      return 'a 1\n';
    });
    const failed = await fetch(url);
    expect([failed.status, await failed.text()]).toEqual([500, 'no figures\n']);
    isBroken = false;
    expect((await fetch(url)).status).toBe(200);
  });

  test('says that its port is taken', async () => {
    const { url } = await serve();
    const port = Number(new URL(url).port);
    const error = await serveMetrics({ ...HERE, port }, { contentType: '', write: async () => '' }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(SimError);
    expect(error).toMatchObject({
      code: 'PORT_UNAVAILABLE',
      message: `Cannot serve metrics on 127.0.0.1:${port} (EADDRINUSE).`,
      hint: expect.stringContaining('--metrics :0'),
    });
  });

  test('ends though somebody keeps a connection, or waits for a page', async () => {
    let asked = (): void => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const { url, close } = await serveMetrics(HERE, {
      contentType: 'text/plain',
      write: () => {
        asked();
        return new Promise(() => {});
      },
    });
    const waiting = new Promise((resolve) => request(url).on('error', resolve).end());
    await isAsked;
    await close();
    expect(await waiting).toMatchObject({ code: 'ECONNRESET' });
  });
});
