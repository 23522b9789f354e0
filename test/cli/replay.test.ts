import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { main } from '../../src/cli/main.ts';
import { readLastError } from '../helpers/expectations.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { memoryIo, useFolder } from '../helpers/memory-io.ts';

/** Runs publish --local with a standard input that a test writes. */
async function replayStdin(
  readStdin: () => AsyncIterable<string>,
  { args = [], ...options }: Parameters<typeof memoryIo>[1] & { args?: readonly string[] } = {},
) {
  const all = ['publish', '--local', '--tsl', 'environment-float', '--replay', '-', ...args];
  const io = { ...memoryIo(all, { clock: fakeClock(), ...options }), readStdin };
  const code = await main(io);
  return { code, io, ...io.text };
}

describe('publish --replay -', () => {
  test.each([
    ['anything', ''],
    ['the first row', 'temperature\n'],
  ])('ends as stopped where a signal comes before %s', async (_, text) => {
    const stop = new AbortController();
    async function* interrupted(): AsyncGenerator<string> {
      yield text;
      stop.abort();
      throw stop.signal.reason;
    }
    const { code, stderr } = await replayStdin(interrupted, { stop: stop.signal });
    expect(readLastError(stderr).error).toBe('Stopped before there was an answer.');
    expect(code).toBe(5);
  });

  test('tells of a standard input that cannot be read, and of no file of that name', async () => {
    // biome-ignore lint/correctness/useYield: it fails before there is anything
    async function* broken(): AsyncGenerator<string> {
      throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    }
    const { code, stderr } = await replayStdin(broken);
    expect(readLastError(stderr).error).toBe('Standard input cannot be read (EISDIR).');
    expect(code).toBe(2);
  });

  test('leaves standard input alone where nothing can be recorded, so that the process can end', async () => {
    const cwd = useFolder();
    writeFileSync(join(cwd, 'there.csv'), 'mine');
    async function* rows(): AsyncGenerator<string> {
      yield 'temperature\n1\n2\n';
    }
    const { code, io, stderr } = await replayStdin(rows, { cwd, args: ['--record', 'there.csv'] });
    expect(stderr).toContain('is there already');
    expect(code).toBe(2);
    expect(io.streams.stdin.destroyed).toBe(true);
  });
});
