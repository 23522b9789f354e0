import { expect, test } from 'vitest';
import { useSandbox } from '../helpers/run-program.ts';

test('preview draws charts in a pipe', async () => {
  const { code, stdout, stderr } = await useSandbox().run(['preview'], { env: { LANG: 'C.UTF-8' } });
  expect(code).toBe(0);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^temperature, °C {2}uniform; model -10\.\.50, step 1\n max 50 ┤[⠀-⣿ ]+\n/m);
});

test('preview --csv of a month of minutes is written whole', async () => {
  const { code, stdout } = await useSandbox().run(['preview', '--for', '30d', '--every', '1m', '--csv']);
  expect(code).toBe(0);
  expect(stdout.split('\n')).toHaveLength(1 + 30 * 1440 + 1);
});

test('preview --csv ends quietly when nobody reads any more', async () => {
  const running = useSandbox().start(['preview', '--for', '3650d', '--every', '1s', '--csv']);
  await running.waitForOutput('time,temperature,humidity');
  running.child.stdout.destroy();
  const { stderr } = await running.ended;
  expect(stderr).toBe('');
});
