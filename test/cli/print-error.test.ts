import { describe, expect, test } from 'vitest';
import { printError } from '../../src/cli/print-error.ts';
import { SimError } from '../../src/errors.ts';
import { readError } from '../helpers/expectations.ts';
import { memoryIo } from '../helpers/memory-io.ts';

const quiet = { verbose: false, isColored: true };

describe('printError', () => {
  test('prints what happened, the likely cause, and what to do next', () => {
    const io = memoryIo([]);
    printError(io, new SimError('TIMED_OUT', 'example.com did not answer.'), quiet);
    expect(readError(io.text.stderr)).toEqual({
      error: 'example.com did not answer.',
      cause: 'The server is too busy, or a firewall swallows the packets.',
      next: 'Try again; if it stays, check --endpoint and the network.',
    });
    expect(io.text.stdout).toBe('');
  });

  test('breaks lines at the width of a terminal', () => {
    const io = memoryIo([], { isTerminal: true });
    printError(io, new SimError('USAGE', 'word '.repeat(60).trim()), { ...quiet, isColored: false });
    for (const line of io.text.stderr.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    expect(io.text.stderr).toMatch(/^error: word .*\n {7}word /);
  });

  test('leaves lines whole in a pipe, where somebody may search them', () => {
    const io = memoryIo([]);
    const message = 'word '.repeat(60).trim();
    printError(io, new SimError('USAGE', message), quiet);
    expect(io.text.stderr).toContain(`error: ${message}\n`);
  });

  test('adds with --verbose where it came from, and what it came from', () => {
    const io = memoryIo([]);
    const cause = new Error('socket hang up');
    printError(io, new SimError('CONNECTION_LOST', 'Lost.', { cause }), { ...quiet, verbose: true });
    expect(io.text.stderr).toMatch(/\n next: .+\nSimError: Lost\.\n +at /);
    expect(io.text.stderr).toContain('caused by Error: socket hang up');
  });

  test('a bug of ours says so, with the stack', () => {
    const io = memoryIo([]);
    printError(io, new TypeError('x is not a function'), quiet);
    expect(io.text.stderr).toContain('error: Something went wrong inside iot-sim itself.\n');
    expect(io.text.stderr).toContain('\ncause: ');
    expect(io.text.stderr).toMatch(/\n next: .*report/);
    expect(io.text.stderr).toMatch(/TypeError: x is not a function\n +at /);
    expect(io.text.stderr).toMatch(/\n$/);
  });

  test('what is thrown and no error is shown as it is', () => {
    const io = memoryIo([]);
    printError(io, 'a text', quiet);
    expect(io.text.stderr).toContain('a text\n');
  });

  test('colours the labels and nothing else', () => {
    const io = memoryIo([], { isTerminal: true });
    printError(io, new SimError('USAGE', 'Wrong.'), quiet);
    expect(io.text.stderr).toMatch(/^\u001b\[31merror:\u001b\[39m Wrong\.\n\u001b\[33mcause:\u001b\[39m /);
  });
});
