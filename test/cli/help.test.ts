import type { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { fakeClock } from '../helpers/fake-clock.ts';
import { memoryIo, runMain } from '../helpers/memory-io.ts';

/** A command, and how it is called. */
interface Called {
  readonly command: Command;
  /** Empty for the program itself. */
  readonly words: readonly string[];
}

const program = createProgram(
  { ...memoryIoForHelp(), args: [] },
  () => {},
  () => {},
);
const commands = program.commands.map((command) => command.name()).filter((name) => name !== 'help');
const all = allOf({ command: program, words: [] }).filter(({ words }) => words[0] !== 'help');

/** The command and all commands of it, and of these. */
function allOf(called: Called): Called[] {
  const { command, words } = called;
  return [
    called,
    ...command.commands.flatMap((sub) => allOf({ command: sub, words: [...words, sub.name()] })),
  ];
}

function memoryIoForHelp() {
  const output = { write: () => {}, isTerminal: false, columns: 80, colorLevel: 0 } as const;
  return { stdout: output, stderr: output } as unknown as ReturnType<typeof memoryIo>;
}

/** The examples at the end of a help text. */
const examplesOf = (help: string): string[] =>
  (help.split('\nExamples:\n')[1] ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What a shell would make of a line: the words after `iot-sim`, what is piped in, the variable set before it. */
function readExample(line: string): { args: string[]; stdin: string; env: Record<string, string> } {
  const stdin = /^echo '([^']*)' \|/.exec(line)?.[1] ?? '';
  const words = /iot-sim ?([^|)>]*)(?:\)|> \S+)?$/.exec(line)?.[1] ?? '';
  const assignment = /^(\w+)=([\w-]+) /.exec(line);
  const env = assignment ? { [assignment[1] ?? '']: assignment[2] ?? '' } : {};
  return { args: words.split(' ').filter((word) => word !== ''), stdin, env };
}

const helps = all.map(({ command, words }) => {
  const text: string[] = [];
  command.configureOutput({ writeOut: (chunk) => void text.push(chunk) }).outputHelp();
  return { name: words.join(' ') || 'iot-sim', help: text.join('') };
});
const examples = helps.flatMap(({ help }) => examplesOf(help));

describe('help', () => {
  test.each(helps)('of $name has an example', ({ help }) => {
    expect(examplesOf(help).length).toBeGreaterThan(0);
  });

  test.each(helps)('of $name fits into 80 columns, but for its examples', ({ help }) => {
    const lines = help.split('\nExamples:\n')[0]?.split('\n') ?? [];
    for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(80);
  });

  test.each([['--help'], ['-h'], ['help']])(
    '%s prints the same, on stdout, and ends with 0',
    async (flag) => {
      const { code, stdout, stderr } = await runMain([flag]);
      expect(code).toBe(0);
      expect(stdout).toBe(helps[0]?.help);
      expect(stderr).toBe('');
    },
  );

  test.each(commands)('of %s is given by --help and by the command help', async (name) => {
    const [flag, command] = [await runMain([name, '--help']), await runMain(['help', name])];
    expect(flag).toEqual(command);
    expect(flag.code).toBe(0);
    expect(flag.stdout).toContain(`Usage: iot-sim ${name}`);
  });

  test.each(all.filter(({ words }) => words.length > 1).map(({ words }) => words.join(' ')))(
    'of %s is given by --help',
    async (name) => {
      const { code, stdout, stderr } = await runMain([...name.split(' '), '--help']);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toBe(helps.find((help) => help.name === name)?.help);
      expect(stdout).toContain(`Usage: iot-sim ${name}`);
    },
  );

  test('help reaches the commands of a command', async () => {
    const { code, stdout } = await runMain(['help', 'emulator', 'exec']);
    expect(code).toBe(0);
    expect(stdout).toBe((await runMain(['emulator', 'exec', '--help'])).stdout);
    expect((await runMain(['help', 'emulator', 'exce'])).stderr).toContain('exec');
  });

  test('help for an unknown command suggests the nearest', async () => {
    const { code, stderr } = await runMain(['help', 'onc']);
    expect(code).toBe(2);
    expect(stderr).toContain('Did you mean once?');
  });

  test('one-letter flags are one letter, and every flag is explained', () => {
    for (const option of all.flatMap(({ command }) => command.options)) {
      if (option.short !== undefined && option.short !== null) expect(option.short).toMatch(/^-[a-zA-Z]$/);
      expect(option.description, option.flags).not.toBe('');
    }
  });
});

describe('every example in the help', () => {
  test.each([...new Set(examples)])('parses: %s', async (line) => {
    const io = memoryIo(readExample(line).args);
    const parsed = createProgram(
      io,
      () => {},
      () => {},
    );
    for (const { command } of allOf({ command: parsed, words: [] })) command.action(() => {});
    await parsed.parseAsync(io.args, { from: 'user' });
    expect(io.text.stderr).toBe('');
  });

  test.each(examples.filter((line) => line.includes('--local')))('runs: %s', async (line) => {
    const { args, stdin } = readExample(line);
    const { code, stderr } = await runMain(args, { stdin, clock: fakeClock() });
    expect(stderr).not.toContain('error');
    expect(code).toBe(0);
  });

  test.each(examples.filter((line) => line.includes('iot-sim check')))('runs: %s', async (line) => {
    const { args, stdin } = readExample(line);
    const { code, stdout } = await runMain(args, { stdin });
    expect(stdout).toMatch(/^temperature /);
    expect(code).toBe(line.includes('strong') ? 4 : 0);
  });

  test.each(examples.filter((line) => line.includes('init --yes')))('runs: %s', async (line) => {
    const { args, env } = readExample(line);
    expect((await runMain(args, { env })).code).toBe(0);
  });

  test.each(examples.filter((line) => line.includes('iot-sim config')))('runs: %s', async (line) => {
    const { code, stdout } = await runMain(readExample(line).args);
    expect(code).toBe(0);
    expect(stdout).toContain('interval');
  });
});
