import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readLastError } from '../helpers/expectations.ts';
import { cleanEnvironment, PROGRAM, startProcess, useSandbox } from '../helpers/run-program.ts';

const LOCAL = ['publish', '--local', '--interval', '5ms', '--count', '3'];
const COLOUR = '\u001b[';

describe('colour', () => {
  test('there is none in a pipe, and no line that is drawn again', async () => {
    const { output } = await useSandbox().run(LOCAL);
    expect(output).not.toContain('\u001b');
    expect(output).not.toContain('\r');
  });

  test('FORCE_COLOR=1 gives colour in a pipe', async () => {
    const { stdout } = await useSandbox().run(LOCAL, { env: { FORCE_COLOR: '1' } });
    expect(stdout).toContain(`${COLOUR}32mpublish success`);
  });

  test.each(['0', 'false'])('FORCE_COLOR=%s gives none', async (value) => {
    const { output } = await useSandbox().run(LOCAL, { env: { FORCE_COLOR: value } });
    expect(output).not.toContain(COLOUR);
  });

  test('NO_COLOR wins over FORCE_COLOR', async () => {
    const { output } = await useSandbox().run(LOCAL, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
    expect(output).not.toContain(COLOUR);
  });

  test('an empty NO_COLOR counts as none', async () => {
    const { output } = await useSandbox().run(LOCAL, { env: { FORCE_COLOR: '1', NO_COLOR: '' } });
    expect(output).toContain(COLOUR);
  });

  test('--no-color wins over FORCE_COLOR', async () => {
    const { output } = await useSandbox().run([...LOCAL, '--no-color'], { env: { FORCE_COLOR: '1' } });
    expect(output).not.toContain(COLOUR);
  });

  test('errors follow the same rules', async () => {
    const sandbox = useSandbox();
    const plain = await sandbox.run(['once', '--local', '--temp', 'x']);
    const colored = await sandbox.run(['once', '--local', '--temp', 'x'], { env: { FORCE_COLOR: '1' } });
    expect(plain.stderr).not.toContain(COLOUR);
    expect(colored.stderr).toContain(`${COLOUR}31merror:`);
  });

  test('JSON never has any', async () => {
    const { stdout } = await useSandbox().run([...LOCAL, '--json'], { env: { FORCE_COLOR: '1' } });
    expect(stdout).not.toContain(COLOUR);
  });
});

describe('what goes where', () => {
  test('no line for the demo device is wider than 80 columns', async () => {
    const sandbox = useSandbox();
    for (const args of [LOCAL, ['once', '--local'], ['auth', '--local']]) {
      const { output } = await sandbox.run(args);
      for (const line of output.split('\n')) expect([...line].length, line).toBeLessThanOrEqual(80);
    }
  });

  test('--json prints nothing on stdout but JSON, one object a line', async () => {
    const { stdout } = await useSandbox().run([...LOCAL, '--json']);
    const types = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types[0]).toBe('auth');
    expect(types.at(-1)).toBe('summary');
    expect(types.filter((type) => type === 'sent')).toHaveLength(3);
  });

  test('--quiet prints nothing where all goes well', async () => {
    const { output, code } = await useSandbox().run([...LOCAL, '--quiet']);
    expect(output).toBe('');
    expect(code).toBe(0);
  });

  test('publish prints the auth answer, then each reading with its values and the answer, then a summary', async () => {
    const { stdout } = await useSandbox().run(LOCAL);
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d auth success: token valid until \d{4}-\d\d-\d\d \d\d:\d\d$/);
    expect(lines[1]).toBe('  {"code":0,"info":{"token":"****"},"message":"success"}');
    expect(lines[2]).toMatch(
      /^\d\d:\d\d:\d\d publish success: temperature -?\d+ °C, humidity \d+ %RH \([\d.]+ ms\)$/,
    );
    expect(lines[3]).toMatch(/^ {2}\{"code":0,"info":\{"messageId":\d{18,19}\},"message":"success"\}$/);
    expect(stdout).toMatch(
      /\n\n3 taken, 3 sent, 0 refused, 0 given up, 0 pending, 1 auth, in \d+ms\nlatency min /,
    );
  });

  test('the version is that of package.json', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      version: string;
    };
    for (const flag of ['--version', '-V']) {
      expect((await useSandbox().run([flag])).stdout).toBe(`${version}\n`);
    }
  });

  test.skipIf(!existsSync('/dev/full'))(
    'a full disk is an error like any other, and no stack trace',
    async () => {
      const sandbox = useSandbox();
      const command = '"$NODE" "$PROGRAM" once --local > /dev/full';
      const { ended } = startProcess('sh', ['-c', command], {
        cwd: sandbox.folder,
        env: { ...cleanEnvironment(), NODE: process.execPath, PROGRAM },
      });
      const { code, stderr } = await ended;
      expect(code).not.toBe(0);
      expect(readLastError(stderr).error).toContain('ENOSPC');
    },
  );
});
