import { readdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { jsonLines, type PrintedError, readError, readLastError } from '../helpers/expectations.ts';
import { runHere } from '../helpers/run-here.ts';
import { useSandbox } from '../helpers/run-program.ts';
import { type Fault, HTML_502 } from '../helpers/stand-in.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

/** Every command that talks to the platform, so short that it ends at once. */
const COMMANDS = [['auth'], ['once'], ['publish', '--count', '1']];

/** A port of this machine where nothing listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Runs every command; gives how each ended, and sees that nothing was left behind. */
async function failAll(env: Record<string, string>): Promise<(PrintedError & { code: number | null })[]> {
  return Promise.all(
    COMMANDS.map(async (args) => {
      const sandbox = useSandbox();
      const { code, stderr } = await sandbox.run(args, { env });
      const { stdout } = await runHere(sandbox, ['outbox', 'list', '--json']);
      const waiting = jsonLines(stdout).map(({ pending }) => pending);
      expect(waiting, 'nothing is left behind').toEqual(args[0] === 'publish' ? [0] : []);
      expect(readdirSync(sandbox.folder), 'nothing is left behind').toEqual([]);
      return { code, ...readLastError(stderr) };
    }),
  );
}

describe('auth, once and publish', () => {
  test('a wrong secret ends with 3, the platform’s code and what to compare', async () => {
    const standIn = await useStandIn();
    const wrong = { ...standIn.env, IOT_SIM_DEVICE_SECRET: 'ThisIsTheSecretOfAnotherDevice' };
    for (const { code, error, next } of await failAll(wrong)) {
      expect(code).toBe(3);
      expect(error).toContain('20000 auth check error');
      expect(next).toContain('DeviceSecret');
      expect(next).toContain('iot-sim auth --explain');
    }
    expect(standIn.counts).toEqual({ auth: COMMANDS.length, post: 0 });
  });

  test('an unknown host ends with 5 and its name', async () => {
    const standIn = await useStandIn();
    const env = { ...standIn.env, IOT_SIM_ENDPOINT: 'https://no-such-host.invalid' };
    for (const { code, error, next } of await failAll(env)) {
      expect(code).toBe(5);
      expect(error).toContain('no-such-host.invalid');
      expect(next).toContain('--endpoint');
    }
  });

  test('a refused connection ends with 5 and the address', async () => {
    const standIn = await useStandIn();
    const address = `127.0.0.1:${await freePort()}`;
    for (const { code, error, next } of await failAll({
      ...standIn.env,
      IOT_SIM_ENDPOINT: `https://${address}`,
    })) {
      expect(code).toBe(5);
      expect(error).toContain(address);
      expect(next).toContain('iot-sim emulator');
    }
  });

  test('a certificate that is not trusted ends with 5 and says how to trust it', async () => {
    const standIn = await useStandIn();
    for (const { code, error, next } of await failAll({ ...standIn.env, IOT_SIM_CA: '' })) {
      expect(code).toBe(5);
      expect(error).toContain('is not trusted');
      expect(next).toContain('--ca FILE');
    }
    expect(standIn.counts.auth).toBe(0);
  });

  test('an HTML page with status 502 ends with 5 and says what came', async () => {
    const standIn = await useStandIn({ misbehave: () => HTML_502 });
    for (const { code, error, cause } of await failAll(standIn.env)) {
      expect(code).toBe(5);
      expect(error).toContain('HTTP 502, text/html');
      expect(cause).toContain('proxy');
    }
  });

  test('an answer that is no JSON ends with 5 and says what came', async () => {
    const fault: Fault = { type: 'answer', status: 200, contentType: 'text/plain', body: 'hello' };
    const standIn = await useStandIn({ misbehave: () => fault });
    for (const { code, error } of await failAll(standIn.env)) {
      expect(code).toBe(5);
      expect(error).toContain('HTTP 200, text/plain, 5 bytes');
    }
  });

  test('an endpoint that speaks plain HTTP ends with 5 and says so', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n');
    });
    onTestFinished(() => void server.close());
    const port = await listen(server);
    const standIn = await useStandIn();
    const env = { ...standIn.env, IOT_SIM_ENDPOINT: `https://127.0.0.1:${port}` };
    for (const { code, cause } of await failAll(env)) {
      expect(code).toBe(5);
      expect(cause).toContain('plain HTTP');
    }
  });

  test('--verbose adds where an error came from', async () => {
    const standIn = await useStandIn();
    const env = { ...standIn.env, IOT_SIM_DEVICE_SECRET: 'wrong' };
    const runs = COMMANDS.map((args) => useSandbox().run([...args, '--verbose'], { env }));
    for (const { code, stderr } of await Promise.all(runs)) {
      expect(code).toBe(3);
      expect(stderr).toMatch(/^error: [\s\S]+\n next: .+\nSimError: .+\n +at /m);
    }
  });

  test('--quiet still prints the error', async () => {
    const standIn = await useStandIn();
    const env = { ...standIn.env, IOT_SIM_DEVICE_SECRET: 'wrong' };
    const runs = COMMANDS.map((args) => useSandbox().run([...args, '--quiet'], { env }));
    for (const { stdout, stderr } of await Promise.all(runs)) {
      expect(stdout).toBe('');
      expect(readError(stderr).error).toContain('20000');
    }
  });
});

describe('a platform that refuses', () => {
  test('a reading refused for good ends once with 4, the code and what to check', async () => {
    const fault: Fault = { type: 'refuse', code: 30001, message: 'publish message error' };
    const standIn = await useStandIn({ misbehave: ({ kind }) => (kind === 'post' ? fault : undefined) });
    const { code, output } = await useSandbox().run(['once'], { env: standIn.env });
    expect(code).toBe(4);
    expect(output).toContain('30001 publish message error');
    expect(standIn.counts.post).toBe(1);
  });

  test('a refused reading does not end a run, and the exit code tells of it', async () => {
    const fault: Fault = { type: 'refuse', code: 30001, message: 'publish message error' };
    const standIn = await useStandIn({
      misbehave: ({ kind, count }) => (kind === 'post' && count === 2 ? fault : undefined),
    });
    const args = ['publish', '--interval', '1ms', '--count', '4'];
    const { code, stdout } = await useSandbox().run(args, { env: standIn.env });
    expect(code).toBe(4);
    expect(stdout).toContain('4 taken, 3 sent, 1 refused');
  });

  test('a body above 128 KB ends with 4 and names the limit', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    writeFileSync(`${sandbox.folder}/tsl.json`, JSON.stringify({ properties: ['a', 'b'].map(textProperty) }));
    const long = 'x'.repeat(100_000);
    const args = ['once', '--tsl', 'tsl.json', '--set', `a=${long}`, '--set', `b=${long}`];
    const { code, stderr } = await sandbox.run(args, { env: standIn.env });
    expect(code).toBe(4);
    const { error, next } = readLastError(stderr);
    expect(error).toMatch(/200\d{3} bytes/);
    expect(`${error} ${next}`).toMatch(/131072|128 KB/);
  });

  test('a throttled device waits a second and then gets through', async () => {
    const fault: Fault = { type: 'refuse', code: 40000, message: 'request too many' };
    const standIn = await useStandIn({
      misbehave: ({ kind, count }) => (kind === 'post' && count === 1 ? fault : undefined),
    });
    const { code, stderr } = await useSandbox().run(['once'], { env: standIn.env });
    expect(code).toBe(0);
    expect(stderr).toContain('40000 request too many');
    expect(standIn.posts).toHaveLength(1);
  });
});

const textProperty = (identifier: string) => ({
  identifier,
  name: identifier,
  accessMode: 'r',
  required: false,
  dataType: { type: 'text', specs: { length: '10240' } },
});

describe('a connection in trouble', () => {
  test('a run gets over a 502 and a lost connection, and every reading arrives once', async () => {
    const faults: Record<number, Fault> = { 2: HTML_502, 5: { type: 'drop' } };
    const standIn = await useStandIn({
      misbehave: ({ kind, count }) => (kind === 'post' ? faults[count] : undefined),
    });
    const args = ['publish', '--interval', '10ms', '--count', '6'];
    const { code, stdout, stderr } = await useSandbox().run(args, { env: standIn.env });
    expect(code).toBe(0);
    expect(standIn.problems).toEqual([]);
    expect(standIn.posts).toHaveLength(6);
    // Told of once a minute: the second trouble comes too soon after the first.
    expect(stderr.match(/Trying again in/g)).toHaveLength(1);
    expect(stdout.match(/recovered after/g)).toHaveLength(1);
  });
});
