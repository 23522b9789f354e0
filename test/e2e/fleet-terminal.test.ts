import { spawn } from 'node:child_process';
import { expect, onTestFinished, test } from 'vitest';
import { cleanEnvironment, PROGRAM, useSandbox } from '../helpers/run-program.ts';

/** Makes stdout and stderr look like a terminal of this size. */
const terminalOf = (columns: number, rows: number): string =>
  `data:text/javascript,${encodeURIComponent(`
    for (const stream of [process.stdout, process.stderr]) {
      const terminal = { isTTY: true, columns: ${columns}, rows: ${rows}, getColorDepth: () => 1 };
      for (const name of ['cursorTo', 'moveCursor', 'clearLine']) terminal[name] = () => true;
      for (const [name, value] of Object.entries(terminal)) Object.defineProperty(stream, name, { value });
    }`)}`;

test.each([
  [0, 0],
  [1, 1],
  [80, 24],
])('a fleet shows how it stands and ends on a terminal of %d columns and %d rows', async (columns, rows) => {
  const { folder, state } = useSandbox();
  const args = ['--import', terminalOf(columns, rows), PROGRAM, 'fleet', '--local', '--devices', '5'];
  const child = spawn(process.execPath, [...args, '--interval', '50ms', '--duration', '1500ms'], {
    cwd: folder,
    env: { ...cleanEnvironment(), LANG: 'C.UTF-8', XDG_STATE_HOME: state },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 20_000,
    killSignal: 'SIGKILL',
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      text[name] += piece;
    });
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect(code).toBe(0);
  // One that does not know its size has lines, and so has one that is not a terminal.
  if (columns === 80) expect(text.stderr).toMatch(/\ds · .* · 5 devices · Ctrl-C stops\nreadings {3}/);
  if (columns > 0) expect(text.stderr).toMatch(/\u001b\[\?25h$/); // the cursor is shown again
  expect(text.stdout).toMatch(/^devices {4}5$/m);
});
