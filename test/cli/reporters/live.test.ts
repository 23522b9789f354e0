import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { runMain } from '../../helpers/memory-io.ts';
import { useStandIn } from '../../helpers/use-stand-in.ts';

const RUN = ['publish', '--interval', '5ms', '--count', '3'];

/** Runs publish on a terminal. */
async function onTerminal(args: readonly string[], env: Record<string, string> = {}) {
  const standIn = await useStandIn();
  return runMain([...RUN, ...args], { env: { ...standIn.env, ...env }, isTerminal: true });
}

describe('on a terminal', () => {
  test('a line at the bottom says how the run stands and how to stop it', async () => {
    const { code, stderr } = await onTerminal([]);
    expect(code).toBe(0);
    const text = stripVTControlCharacters(stderr);
    expect(text).toMatch(/0 sent · Ctrl-C stops/);
    expect(text).toMatch(/[123] sent (?:· \d waiting )?· p50 [\d.]+ ms · /);
  });

  test('once no more readings are taken, it no longer says how to stop', async () => {
    const { stderr } = await onTerminal([]);
    expect(stderr).toContain('stopping');
    expect(stderr.slice(stderr.indexOf('stopping'))).not.toContain('Ctrl-C stops');
  });

  test('results are coloured and stand on stdout', async () => {
    const { stdout } = await onTerminal([]);
    expect(stdout).toContain('\u001b[32mpublish success\u001b[39m');
    expect(stripVTControlCharacters(stdout)).toContain('3 taken, 3 sent');
  });

  test('the line is gone at the end, and the cursor is back', async () => {
    const { stderr } = await onTerminal([]);
    expect(stderr).toContain('\u001b[?25h');
    expect(stderr.lastIndexOf('\u001b[?25h')).toBeGreaterThan(stderr.lastIndexOf(' sent ·'));
  });

  test.each([
    ['CI', { CI: 'true' }],
    ['a dumb terminal', { TERM: 'dumb' }],
  ])('there is no such line in %s', async (_, env) => {
    const { stderr } = await onTerminal([], env);
    expect(stripVTControlCharacters(stderr)).not.toContain(' sent ·');
  });

  test.each(['--quiet', '--json'])('nor with %s', async (flag) => {
    const { stderr } = await onTerminal([flag]);
    expect(stderr).not.toContain(' sent ·');
  });

  test('--no-color leaves the colours out', async () => {
    const { stdout } = await onTerminal(['--no-color']);
    expect(stdout).not.toContain('\u001b');
  });
});
