import { readFile, stat } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { lineSchema } from '../../src/cli/reporters/line-schema.ts';
import { DEMO_DEVICE } from '../../src/emulator/demo.ts';
import { ask, read } from '../emulator/emulator-under-test.ts';
import { clientFor, errorOf, models } from '../emulator/management/management-under-test.ts';
import { jsonLines } from '../helpers/expectations.ts';
import { memoryIo, runMain, useFolder } from '../helpers/memory-io.ts';
import { POST_TOPIC } from '../helpers/platforms.ts';
import { httpServer } from '../helpers/servers.ts';
import { authRequest, signedFields, topicRequest } from '../helpers/signed.ts';
import { withEmulator } from '../helpers/with-emulator.ts';
import { api, outcomeOf, refused, token } from './running-emulator.ts';

const isWindows = process.platform === 'win32'; // no modes there
const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

describe('--token-ttl and --rate-limit', () => {
  test('are what the emulator starts with', async () => {
    await withEmulator(['--token-ttl', '90s', '--rate-limit', '30'], async (url) => {
      expect(await api(url, 'settings')).toMatchObject({ tokenTtlMs: 90_000, rateLimit: 30 });
      await api(url, 'settings', 'PATCH', { rateLimit: null, tokenTtlMs: 1 });
      await api(url, 'reset', 'POST');
      expect(await api(url, 'settings')).toMatchObject({ tokenTtlMs: 90_000, rateLimit: 30 });
    });
  });

  test.each([
    ['--token-ttl', '90'],
    ['--token-ttl', '0s'],
    ['--rate-limit', '0'],
    ['--rate-limit', '30/s'],
  ])('%s %s is refused', async (flag, value) => {
    expect((await refused([flag, value])).error).toContain(flag);
  });
});

describe('--access-key', () => {
  const call = (url: string, accessKeyId: string, accessKeySecret: string) =>
    clientFor(Number(new URL(url).port), { accessKeyId, accessKeySecret }).queryProductList(
      new models.QueryProductListRequest({ currentPage: 1, pageSize: 10 }),
    );

  test('replaces the key that everybody knows', async () => {
    const { stdout, stderr } = await withEmulator(['--access-key', 'me:opensesame'], async (url) => {
      expect((await call(url, 'me', 'opensesame')).body).toMatchObject({ success: true });
      expect(await errorOf(call(url, 'iot-sim', 'iot-sim'))).toMatchObject({
        code: 'InvalidAccessKeyId.NotFound',
      });
      expect(await errorOf(call(url, 'me', 'wrong'))).toMatchObject({ code: 'SignatureDoesNotMatch' });
    });
    expect(stdout + stderr).not.toContain('opensesame');
  });

  test.each(['opensesame', ':opensesame', 'opensesame:', 'me:open sesame'])(
    'of a wrong form is named and not printed (%s)',
    async (key) => {
      const { error, stderr } = await refused(['--access-key', key]);
      expect(error).toContain('--access-key: write ID:SECRET');
      expect(stderr).not.toContain('sesame');
    },
  );

  test('is masked by iot-sim config, as is a webhook’s address', async () => {
    const env = { IOT_SIM_ACCESS_KEY: 'me:opensesame', IOT_SIM_FORWARD: 'http://u:opensesame@127.0.0.1/x' };
    for (const flags of [[], ['--json']]) {
      const { output } = await runMain(['config', ...flags], { env });
      expect(output).toContain('accessKey');
      expect(output).toContain('****');
      expect(output).not.toContain('opensesame');
    }
  });
});

describe('--out and --forward', () => {
  test('pass on what devices report', async () => {
    const folder = useFolder();
    const path = join(folder, 'feed.ndjson');
    const posted: { body: string; topic: unknown }[] = [];
    const webhook = await httpServer((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        posted.push({ body, topic: request.headers['x-iot-topic'] });
        response.end();
      });
    });
    await withEmulator(['--out', path, '--forward', webhook.url], async (url) => {
      await outcomeOf(url, 22);
    });
    const lines = jsonLines(await readFile(path, 'utf8'));
    expect(lines).toMatchObject([
      { status: 'online', deviceName: 'demo-sensor' },
      { deviceName: 'demo-sensor', items: { temperature: { value: 22 } } },
    ]);
    expect(posted.map(({ body }) => JSON.parse(body)).sort((a) => ('status' in a ? -1 : 1))).toEqual(lines);
    expect(posted.map(({ topic }) => topic)).toContain('/iot-sim-demo/demo-sensor/thing/event/property/post');
    if (!isWindows) expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  test('warn of what cannot be passed on, without a secret, and go on', async () => {
    const webhook = await httpServer((_request, response) => void response.writeHead(500).end());
    const { host } = new URL(webhook.url);
    const { code, stderr } = await withEmulator(
      ['--forward', `http://user:opensesame@${host}/hook?key=opensesame`],
      async (url) => {
        expect(await outcomeOf(url, 22)).toBe('kept');
      },
    );
    expect(code).toBe(0);
    expect(stderr).toContain(`warning: http://${host}/hook does not take messages of the feed (HTTP 500)`);
    expect(stderr).not.toContain('opensesame');
  });

  test('--forward of no address is refused without showing it', async () => {
    const { error, stderr } = await refused(['--forward', 'opensesame']);
    expect(error).toContain('--forward: is no address');
    expect(stderr).not.toContain('opensesame');
  });
});

describe('--fault', () => {
  test('sets what the API sets', async () => {
    const flags = [
      'latency:200ms,jitter=50ms',
      'code:40000,probability=10%,count=5,device=iot-sim-demo/demo-sensor,on=topic,when=before',
      'http:503,for=30s',
      'reset,when=after',
    ];
    const { stdout } = await withEmulator(
      flags.flatMap((fault) => ['--fault', fault]),
      async (url) => {
        const { faults } = await api(url, 'faults');
        await api(url, 'faults', 'DELETE');
        for (const { id: _, setAtMs: __, struck: ___, isActive: ____, ...settings } of faults) {
          await api(url, 'faults', 'POST', settings);
        }
        const again = (await api(url, 'faults')).faults;
        const strip = ({ id: _, setAtMs: __, ...rest }: Record<string, unknown>) => rest;
        expect(again.map(strip)).toEqual(faults.map(strip));
        expect(faults).toMatchObject([
          { type: 'latency', delayMs: 200, jitterMs: 50 },
          { type: 'code', code: 40000, probability: 0.1, count: 5, on: 'topic', when: 'before' },
          { type: 'http', status: 503, forMs: 30_000 },
          { type: 'reset', when: 'after' },
        ]);
      },
    );
    expect(stdout).toContain('\nfault latency 200 ms ± 50 ms for all requests\n');
    expect(stdout).toContain(
      '\nfault code 40000 for 10 % of topic requests of iot-sim-demo/demo-sensor, 5 of 5 left\n',
    );
  });

  test('names each one that is none', async () => {
    const { error } = await refused(['--fault', 'latency', '--fault', 'http:200', '--fault', 'hung']);
    expect(error).toContain('3 settings are wrong');
    for (const word of ['latency needs a value', '500 to 599', 'Did you mean hang?'])
      expect(error).toContain(word);
  });

  test('refuse lets nobody in at first', async () => {
    await withEmulator(['--fault', 'refuse:200ms'], async (url) => {
      await expect.poll(() => token(url).catch(() => undefined)).toMatch(/^[\da-f]{32}$/);
    });
  });
});

describe('--host', () => {
  test.each(hasIpv6 ? ['0.0.0.0', '::'] : ['0.0.0.0'])(
    '%s prints an address that devices of this machine can report to',
    async (host) => {
      const { stdout, stderr } = await withEmulator(['--host', host], async (url) => {
        expect(await token(url)).toMatch(/^[\da-f]{32}$/);
      });
      expect(stdout).toMatch(/IOT_SIM_ENDPOINT='?http:\/\/(127\.0\.0\.1|\[::1\]):\d+/);
      expect(stderr).toContain(`warning: The emulator listens on ${host}: everybody`);
      expect(stderr).toContain('--access-key');
    },
  );
});

describe('a word behind emulator', () => {
  test.each([
    ['exce', 'Did you mean exec?'],
    ['exprot', 'Did you mean export?'],
    ['start', "Unknown command 'emulator start'."],
  ])('that is no command is refused: %s', async (word, words) => {
    const { error, next } = await refused([word]);
    expect(error).toContain(words);
    expect(next).toBe('Run: iot-sim emulator --help');
  });
});

test('--json prints lines that the schema knows, of every kind of exchange', async () => {
  const flags = ['--json', '--https', '--fault', 'code:40000,on=topic,count=1'];
  const folder = useFolder();
  const { stdout } = await withEmulator([...flags, '--data', folder], async (url) => {
    const ca = await readFile(join(folder, 'tls', 'ca.pem'), 'utf8');
    const device = authRequest(signedFields(DEMO_DEVICE));
    const password = read(await ask(url, { ...device, ca })).token ?? '';
    for (const body of ['x', 'x', '{"params":{"temperature":80,"humidity":"wet"}}']) {
      await ask(url, { ...topicRequest(POST_TOPIC, password, body), ca });
    }
    await ask(url, { path: '/auth/register/device', body: 'x', ca });
    await ask(url, { method: 'GET', path: '/auth', ca });
    await ask(url, { path: '/nowhere', ca });
    await ask(url, { method: 'GET', path: '/_emulator/export', headers: { Origin: 'http://a' }, ca });
    await ask(url, { method: 'POST', path: '/_emulator/faults', body: '{"type":"http","status":500}', ca });
    await ask(url, { ...device, ca });
  });
  const lines = jsonLines(stdout);
  expect(lines.map(({ type }) => type)).toEqual(['listening', ...Array<string>(9).fill('exchange')]);
  for (const line of lines)
    expect([line, lineSchema.safeParse(line).error?.issues]).toEqual([line, undefined]);
});

test('--quiet prints warnings alone', async () => {
  const controller = new AbortController();
  const io = memoryIo(['emulator', '--port', '0', '--quiet', '--host', '0.0.0.0'], {
    stop: controller.signal,
  });
  const run = main(io);
  await expect.poll(() => io.text.stderr).toContain('warning: The emulator listens on 0.0.0.0');
  controller.abort();
  expect(await run).toBe(0);
  expect(io.text.stdout).toBe('');
});

describe('what can never work is refused at the start', () => {
  test.each(['--data', '--out', '--import', '--host', '--tsl', '--devices-out'])(
    '%s with an empty value, as of a variable that was not set',
    async (flag) => {
      expect((await refused([flag, ''])).error).toMatch(new RegExp(`${flag}: is empty`));
    },
  );

  test('--out where no file can be', async () => {
    const folder = useFolder();
    for (const path of [folder, join(folder, 'none', 'feed.ndjson')]) {
      expect((await refused(['--out', path])).error).toContain(`The feed file ${path} cannot be written`);
    }
  });

  test.each(['http://u%zz:p@127.0.0.1:9/', 'ftp://127.0.0.1/', 'nowhere'])('--forward %s', async (url) => {
    expect((await refused(['--forward', url])).error).toContain('--forward: is no address');
  });
});
