import { describe, expect, test } from 'vitest';
import { useSandbox } from '../helpers/run-program.ts';
import { FLOAT_MODEL } from '../helpers/stand-in-checks.ts';
import { useStandIn } from '../helpers/use-stand-in.ts';

describe('against a strict platform over HTTPS', () => {
  test('auth gets a token and prints it', async () => {
    const standIn = await useStandIn();
    const { code, stdout } = await useSandbox().run(['auth'], { env: standIn.env });
    expect(standIn.problems).toEqual([]);
    expect(code).toBe(0);
    expect(stdout).toContain('auth success');
    expect(stdout).toContain('0 success');
    expect(stdout).toContain(standIn.tokens[0]);
  });

  test('auth --quiet prints the token and nothing else', async () => {
    const standIn = await useStandIn();
    const { stdout, stderr } = await useSandbox().run(['auth', '--quiet'], { env: standIn.env });
    expect(stdout).toBe(`${standIn.tokens[0]}\n`);
    expect(stderr).toBe('');
  });

  test('once --temp 22 --hum 60 posts exactly these', async () => {
    const standIn = await useStandIn();
    const { code, stdout } = await useSandbox().run(['once', '--temp', '22', '--hum', '60'], {
      env: standIn.env,
    });
    expect(standIn.problems).toEqual([]);
    expect(code).toBe(0);
    expect(standIn.posts.map(({ values }) => values)).toEqual([
      { temperature: { raw: '22', time: undefined }, humidity: { raw: '60', time: undefined } },
    ]);
    expect(stdout).toContain('auth success');
    expect(stdout).toContain('publish success: temperature 22 °C, humidity 60 %RH');
  });

  test('publish sends the number of readings asked for, each once and within the model', async () => {
    const standIn = await useStandIn();
    const args = ['publish', '--interval', '50ms', '--count', '20'];
    const { code, stdout } = await useSandbox().run(args, { env: standIn.env });
    expect(standIn.problems).toEqual([]);
    expect(code).toBe(0);
    expect(standIn.posts).toHaveLength(20);
    expect(standIn.counts).toEqual({ auth: 1, post: 20 });
    expect(stdout.match(/publish success/g)).toHaveLength(20);
    expect(stdout).toContain('20 taken, 20 sent, 0 refused');
  });

  test.each(['hmacmd5', 'hmacsha1', 'hmacsha256'])('authenticates with %s', async (method) => {
    const standIn = await useStandIn();
    const { code } = await useSandbox().run(['auth', '--sign-method', method], { env: standIn.env });
    expect(standIn.problems).toEqual([]);
    expect(standIn.auths).toEqual([method]);
    expect(code).toBe(0);
  });

  test('values of the float model are written with a decimal digit', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const args = ['once', '--tsl', 'environment-float', '--temp', '22', '--hum', '60.5'];
    await useSandbox().run(args, { env: standIn.env });
    expect(standIn.problems).toEqual([]);
    expect(standIn.posts[0]?.values['temperature']?.raw).toBe('22.0');
    expect(standIn.posts[0]?.values['humidity']?.raw).toBe('60.5');
  });

  test('drawn values of the float model stay on its range, step and form', async () => {
    const standIn = await useStandIn({ model: FLOAT_MODEL });
    const args = ['publish', '--tsl', 'environment-float', '--interval', '10ms', '--count', '30'];
    await useSandbox().run(args, { env: standIn.env });
    expect(standIn.problems).toEqual([]);
    expect(standIn.posts).toHaveLength(30);
  });

  test('a messageId of 19 digits keeps every digit in plain and in JSON output', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    const json = await sandbox.run(['once', '--json'], { env: standIn.env });
    const plain = await sandbox.run(['once'], { env: standIn.env });
    const [first, second] = standIn.posts.map(({ messageId }) => messageId);
    expect(first).toHaveLength(19);
    expect(json.stdout).toContain(`"messageId":"${first}"`);
    expect(plain.stdout).toContain(second);
  });

  test('two runs never use the same message id', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    const args = ['publish', '--interval', '1ms', '--count', '50', '--no-outbox'];
    await Promise.all([sandbox.run(args, { env: standIn.env }), sandbox.run(args, { env: standIn.env })]);
    expect(standIn.problems).toEqual([]);
    expect(standIn.posts).toHaveLength(100);
  });

  test('the same seed sends the same values', async () => {
    const standIn = await useStandIn();
    const sandbox = useSandbox();
    const args = ['publish', '--interval', '1ms', '--count', '10', '--seed', 'demo'];
    await sandbox.run(args, { env: standIn.env });
    await sandbox.run(args, { env: standIn.env });
    const values = standIn.posts.map((post) => post.values);
    expect(values.slice(0, 10)).toEqual(values.slice(10));
  });
});

describe('a token that stops serving', () => {
  test('is renewed in the middle of a run, and no reading is lost', async () => {
    const standIn = await useStandIn();
    const running = useSandbox().start(['publish', '--interval', '20ms', '--count', '20'], {
      env: standIn.env,
    });
    await standIn.waitForPosts(5);
    standIn.expireTokens();
    const { code } = await running.ended;
    expect(code).toBe(0);
    expect(standIn.problems).toEqual([]);
    expect(standIn.posts).toHaveLength(20);
    expect(standIn.counts.auth).toBe(2);
  });
});
