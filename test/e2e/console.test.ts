import { describe, expect, test } from 'vitest';
import { ask, emulatorUnderTest } from '../emulator/emulator-under-test.ts';
import { expectNoSeriousFindings, useBrowser } from '../helpers/browser.ts';
import { useSandbox } from '../helpers/run-program.ts';
import { httpServer } from '../helpers/servers.ts';

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types 'none'";
const SAFETY = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
};

const { usePage } = useBrowser();

describe('the page in a browser', () => {
  test.each(['light', 'dark'] as const)(
    'comes without a complaint, and can be used by all: %s',
    async (colorScheme) => {
      const page = await usePage(await emulatorUnderTest(), { colorScheme });
      await page.getByRole('heading').first().waitFor();
      await expectNoSeriousFindings(page);
    },
  );

  test('is where the started program says', async () => {
    const running = useSandbox().start(['emulator', '--port', '0', '--json']);
    let text = '';
    running.child.stdout.on('data', (chunk: string) => {
      text += chunk;
    });
    await running.waitForOutput('\n');
    const { url, console: address } = JSON.parse(text) as { url: string; console: string };
    const page = await usePage({ url });
    await page.getByRole('heading').first().waitFor();
    expect(page.url().replace(/#.*/, '')).toBe(address);
  });

  test('is not shown under a foreign name that leads to this machine', async () => {
    const { url, port } = await emulatorUnderTest();
    const page = await usePage({ url }, { tolerates: /./ });
    const answer = await page.goto(`http://attacker.example:${port}/`);
    expect(answer?.status()).toBe(403);
  });

  test('is opened by a link on another site, which gets hold of nothing', async () => {
    const { url, exchanges } = await emulatorUnderTest();
    const paths = ['/', '/_emulator/events', '/_emulator/export'];
    const script = `
      const outcomes = [];
      for (const path of ${JSON.stringify(paths)}) {
        outcomes.push(await fetch('${url}' + path).then(() => 'answered', () => 'failed'));
      }
      document.title = outcomes.join();`;
    const site = await httpServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html');
      const frame = `<iframe src="${url}/"></iframe>`;
      response.end(`<a href="${url}/">link</a>${frame}<script type="module">${script}</script>`);
    });
    const page = await usePage({ url }, { tolerates: /./ });
    await page.goto(site.url.replace('127.0.0.1', 'other.example'));
    await page.waitForFunction('document.title');
    expect(await page.title()).toBe('failed,failed,failed');
    const refused = exchanges.filter(({ notes }) => /another site|is not this emulator/.test(notes.join()));
    expect(refused.map(({ path }) => path).sort()).toEqual(['/', ...paths]);
    const framed = page.frames().find((frame) => frame.parentFrame() !== null);
    expect(await framed?.locator('script').count()).toBe(0);
    await page.getByText('link').click();
    await page.waitForURL(`${url}/**`);
    await page.getByRole('heading').first().waitFor();
  });
});

describe('the files of the page', () => {
  const get = (url: string, path: string, headers: Record<string, string> = {}, method = 'GET') =>
    ask(url, { method, path, headers });

  test('come with what keeps a browser to them', async () => {
    const { url } = await emulatorUnderTest();
    const { status, headers, body } = await get(url, '/');
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      ...SAFETY,
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
    });
    expect(body).not.toMatch(/<script(?![^>]* src=)|<style|\son[a-z]+=|\sstyle=|https?:/);
    const assets = [...body.matchAll(/"(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? '');
    const types = {
      js: 'text/javascript; charset=utf-8',
      css: 'text/css; charset=utf-8',
      svg: 'image/svg+xml',
    };
    expect(assets.length).toBeGreaterThanOrEqual(2);
    for (const path of assets) {
      const asset = await get(url, path);
      const type = types[path.split('.').at(-1) as keyof typeof types];
      expect([path, asset.status, asset.headers['content-type']]).toEqual([path, 200, type]);
      expect(asset.headers).toMatchObject({ ...SAFETY, 'cache-control': 'max-age=31536000, immutable' });
    }
  });

  test('are not sent again to who has them', async () => {
    const { url } = await emulatorUnderTest();
    const { headers } = await get(url, '/');
    const again = await get(url, '/', { 'If-None-Match': String(headers['etag']) });
    expect([again.status, again.body, again.headers['etag']]).toEqual([304, '', headers['etag']]);
    expect(again.headers).toMatchObject(SAFETY);
    expect((await get(url, '/', { 'If-None-Match': '"another"' })).status).toBe(200);
  });

  test('tell their headers alone where these alone are asked for', async () => {
    const { url } = await emulatorUnderTest();
    const [head, whole] = [await get(url, '/', {}, 'HEAD'), await get(url, '/')];
    expect([head.status, head.body]).toEqual([200, '']);
    expect(head.headers['content-length']).toBe(String(Buffer.byteLength(whole.body)));
  });

  test.each([
    '/assets/',
    '/assets/none.js',
    '/assets/../index.html',
    '/assets/..%2f..%2f..%2fpackage.json',
    '/assets/%00',
  ])('are all that there is: %s', async (path) => {
    const { url } = await emulatorUnderTest();
    const { status, body } = await get(url, path);
    expect([status, JSON.parse(body)]).toEqual([404, { error: 'The console has no such file.' }]);
  });
});
