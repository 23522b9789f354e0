import { describe, expect, test } from 'vitest';
import { PROGRAM, useSandbox } from '../helpers/run-program.ts';

const isWindows = process.platform === 'win32'; // no signals there

/** The words of a command that runs this text. */
const node = (text: string): string[] => [process.execPath, '--input-type=module', '-e', text];
const exec = (command: readonly string[]): string[] => ['emulator', 'exec', '--', ...command];

describe('iot-sim emulator exec', () => {
  test('runs a command whose device reports to an emulator', async () => {
    const once = [process.execPath, PROGRAM, 'once', '--temp', '22', '--hum', '60'];
    const { code, stdout } = await useSandbox().run(exec(once));
    expect(code).toBe(0);
    expect(stdout).toContain('publish success: temperature 22 °C, humidity 60 %RH');
  });

  test('adds nothing to what the command prints', async () => {
    const authenticate = `
      const { IOT_SIM_ENDPOINT: endpoint, IOT_SIM_PRODUCT_KEY: productKey } = process.env;
      const headers = { 'Content-Type': 'application/json' };
      const answer = await fetch(endpoint + '/auth', { method: 'POST', headers, body: JSON.stringify({ productKey }) });
      console.log((await answer.json()).message)`;
    const { stdout, stderr } = await useSandbox().run(exec(node(authenticate)));
    expect({ stdout, stderr }).toEqual({ stdout: 'param error\n', stderr: '' });
  });

  test('gives standard input to the command', async () => {
    const { stdout } = await useSandbox().run(exec(node('process.stdin.pipe(process.stdout)')), {
      input: 'hello\n',
    });
    expect(stdout).toBe('hello\n');
  });

  test('ends with the exit code of the command', async () => {
    expect((await useSandbox().run(exec(node('process.exit(42)')))).code).toBe(42);
  });

  test('leaves flags behind the dashes to the command', async () => {
    const { code, stdout } = await useSandbox().run(exec([process.execPath, PROGRAM, '--version']));
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([[], ['--']])('without a command is an error that shows one (%j)', async (...dashes) => {
    const { code, stderr } = await useSandbox().run(['emulator', 'exec', ...dashes]);
    expect(code).toBe(2);
    expect(stderr).toContain('iot-sim emulator exec -- npm test');
  });

  test('with a command that does not exist ends with 127 and says so', async () => {
    const { code, stderr } = await useSandbox().run(exec(['no-such-command']));
    expect(code).toBe(127);
    expect(stderr).toContain('error: There is no command no-such-command.');
  });

  test.skipIf(isWindows).each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)(
    'passes %s on, and ends after the command with its exit code',
    async (name) => {
      const running = useSandbox().start(
        exec(
          node(`process.on('${name}', () => { console.log('heard'); process.exit(7) });
            setInterval(() => {}, 1e6);
            console.log('ready');`),
        ),
      );
      await running.waitForOutput('ready');
      running.child.kill(name);
      const { code, stdout } = await running.ended;
      expect(stdout).toBe('ready\nheard\n');
      expect(code).toBe(7);
    },
  );

  test.skipIf(isWindows)('does not end before the command, however often it is told to', async () => {
    const running = useSandbox().start(
      exec(
        node(`let count = 0;
          process.on('SIGTERM', () => { console.log('heard', ++count); if (count === 3) process.exit(9) });
          setInterval(() => {}, 1e6);
          console.log('ready');`),
      ),
    );
    await running.waitForOutput('ready');
    for (const count of [1, 2, 3]) {
      running.child.kill('SIGTERM');
      await running.waitForOutput(`heard ${count}`);
    }
    expect((await running.ended).code).toBe(9);
  });

  test.skipIf(isWindows)('ends with 128 and the number of the signal that ended the command', async () => {
    const running = useSandbox().start(exec(node("setInterval(() => {}, 1e6); console.log('ready')")));
    await running.waitForOutput('ready');
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(143);
  });
});
