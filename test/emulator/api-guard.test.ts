import { describe, expect, test } from 'vitest';
import { rawExchange } from '../helpers/raw-http.ts';
import { emulatorUnderTest, read } from './emulator-under-test.ts';

const FOREIGN: [string, Record<string, string>, string][] = [
  ['a name of its own for this machine', { Host: 'attacker.example:8180' }, 'Host'],
  ['a request across origins', { Origin: 'https://attacker.example' }, 'Origin'],
  ['a sandboxed frame', { Origin: 'null' }, 'Origin'],
  ['a form or an image across sites', { 'Sec-Fetch-Site': 'cross-site' }, 'another site'],
  ['another port of this machine', { 'Sec-Fetch-Site': 'same-site' }, 'another site'],
];
const OWN_PATHS = [
  ['GET', '/_emulator/export'],
  ['POST', '/_emulator/reset'],
  ['DELETE', '/_emulator/tokens'],
  ['GET', '/'],
  ['POST', '/'],
] as const;

describe('a page of another site', () => {
  test.each(FOREIGN)('by %s reaches neither the API nor the management', async (_how, headers, words) => {
    const { ask, token, postCode, exchanges } = await emulatorUnderTest();
    const password = await token();
    for (const [method, path] of OWN_PATHS) {
      const action = path === '/' ? { 'x-acs-action': 'QueryProductList' } : {};
      const { status, body } = await ask({ method, path, headers: { ...headers, ...action } });
      expect([method, path, status]).toEqual([method, path, 403]);
      expect(JSON.parse(body).error).toMatch(/^Refused: .*\.$/);
      expect(JSON.parse(body).error).toContain(words);
    }
    expect(exchanges.at(-1)?.notes.join()).toContain(words);
    expect(await postCode(password)).toBe(0);
  });

  test.each(FOREIGN)('by %s reaches no file of the console', async (_how, headers, words) => {
    const { ask } = await emulatorUnderTest();
    for (const path of ['/', '/assets/index.js']) {
      for (const method of ['GET', 'HEAD']) {
        const { status, body } = await ask({ method, path, headers });
        expect([method, path, status]).toEqual([method, path, 403]);
        if (method === 'GET') expect(JSON.parse(body).error).toContain(words);
      }
    }
  });

  test('leads to the page by a link, and to nothing else', async () => {
    const { ask } = await emulatorUnderTest();
    const headers = {
      'Sec-Fetch-Site': 'cross-site',
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-Dest': 'document',
    };
    const asked = async (method: string, path: string, more = {}) =>
      (await ask({ method, path, headers: { ...headers, ...more } })).status;
    expect(await asked('GET', '/')).not.toBe(403);
    expect(await asked('POST', '/')).toBe(403);
    expect(await asked('GET', '/', { 'x-acs-action': 'QueryProductList' })).toBe(403);
    expect(await asked('GET', '/', { Host: 'attacker.example' })).toBe(403);
    expect(await asked('GET', '/', { 'Sec-Fetch-Dest': 'iframe' })).toBe(403);
    expect(await asked('GET', '/assets/index.js')).toBe(403);
    expect(await asked('GET', '/_emulator/export')).toBe(403);
  });

  test.each([...OWN_PATHS, ['POST', '/auth']] as const)(
    'gets no leave from a preflight of %s %s',
    async (method, path) => {
      const { ask } = await emulatorUnderTest();
      const headers = {
        Origin: 'https://attacker.example',
        'Access-Control-Request-Method': method,
        'Access-Control-Request-Headers': 'x-acs-action',
      };
      const answer = await ask({ method: 'OPTIONS', path, headers });
      expect(answer.status).toBe(path === '/auth' ? 405 : 403);
    },
  );

  test('is never told that it may read an answer', async () => {
    const { ask, token } = await emulatorUnderTest();
    const Origin = 'https://attacker.example';
    const password = await token();
    const answers = [];
    for (const [method, path] of [...OWN_PATHS, ['POST', '/auth'], ['OPTIONS', '/auth'], ['POST', '/x']]) {
      for (const headers of [{ Origin }, {}]) {
        answers.push(await ask({ method: method!, path: path!, headers }));
      }
    }
    answers.push(await ask({ path: '/topic/x', headers: { Origin, password } }));
    for (const { headers } of answers) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

test('a request without the header Host is refused', async () => {
  const { port } = await emulatorUnderTest();
  const { statusLine } = await rawExchange(port, 'GET /_emulator/health HTTP/1.0\r\n\r\n');
  expect(statusLine).toBe('HTTP/1.1 403 Forbidden');
});

test('the emulator’s own pages and programs of this machine get through', async () => {
  const { ask, port } = await emulatorUnderTest();
  const own: Record<string, string>[] = [
    {},
    { Host: `localhost:${port}` },
    { Host: `[::1]:${port}` },
    { Host: `sim.localhost:${port}` },
    { Origin: `http://127.0.0.1:${port}`, 'Sec-Fetch-Site': 'same-origin' },
    { 'Sec-Fetch-Site': 'none' },
  ];
  for (const headers of own) {
    const { status } = await ask({ method: 'GET', path: '/_emulator/health', headers });
    expect([headers, status]).toEqual([headers, 200]);
  }
});

test('a device may call the emulator by any name', async () => {
  const { auth, ask, token } = await emulatorUnderTest();
  expect(read(await auth()).code).toBe(0);
  for (const Host of ['iot-as-http.cn-shanghai.aliyuncs.com', 'emulator', '192.0.2.7:8180']) {
    const { status, body } = await ask({
      path: '/topic/iot-sim-demo/demo-sensor/user/x',
      headers: { Host, 'Content-Type': 'application/octet-stream', password: await token() },
      body: 'x',
    });
    expect([Host, status, JSON.parse(body).code]).toEqual([Host, 200, 0]);
  }
});
