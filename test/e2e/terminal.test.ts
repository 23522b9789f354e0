import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { cleanEnvironment, PROGRAM, useSandbox } from '../helpers/run-program.ts';

/** Makes stdout and stderr look like a terminal of this width. */
const terminalOf = (columns: number): string =>
  `data:text/javascript,${encodeURIComponent(`
    for (const stream of [process.stdout, process.stderr]) {
      const terminal = { isTTY: true, columns: ${columns}, rows: 24, getColorDepth: () => 4 };
      for (const name of ['cursorTo', 'moveCursor', 'clearLine']) terminal[name] = () => true;
      for (const [name, value] of Object.entries(terminal)) Object.defineProperty(stream, name, { value });
    }`)}`;

// A terminal without a size, as `docker run -t`, `script` and some CI give, says 0.
test.each([0, 1, 80])('a run ends on a terminal that says it has %d columns', async (columns) => {
  const { folder } = useSandbox();
  const args = ['--import', terminalOf(columns), PROGRAM, 'publish', '--local'];
  const child = spawn(process.execPath, [...args, '--interval', '5ms', '--count', '3'], {
    cwd: folder,
    env: cleanEnvironment(),
    stdio: 'ignore',
    timeout: 5_000,
    killSignal: 'SIGKILL',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const code = await new Promise((resolve) => child.on('exit', resolve));
  expect(code).toBe(0);
});
