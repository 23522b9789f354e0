import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { Io, Output } from '../src/cli/io.ts';
import { createProgram } from '../src/cli/program.ts';
import { eventSchema } from '../src/cli/reporters/event-schema.ts';
import { CONFIG_PLACES } from '../src/config/places.ts';
import { configSchema, parseConfig } from '../src/config/schema.ts';
import type { Setting } from '../src/config/setting.ts';
import { OTHER_VARIABLES, SETTINGS } from '../src/config/settings.ts';
import { ERRORS, EXIT } from '../src/errors.ts';
import { ANSWER_CODES, CHECK_CODES, REGISTER_CODES } from '../src/protocol/codes.ts';
import { CLIMATE_RANGES, type ClimateParameters } from '../src/readings/climate/parameters.ts';
import { PROFILES } from '../src/readings/profiles.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const nowhere: Output = { write: () => {}, isTerminal: false, columns: 80, colorLevel: 0 };
const program = createProgram(
  { stdout: nowhere, stderr: nowhere } as Io,
  () => {},
  () => {},
);

const remedies = {
  retry: 'tries again',
  renew: 'gets a new token and sends again',
  'give-up': 'gives up',
} as const;

/** All, with those of a command, but the one that prints the help of the others. */
const commands = program.commands
  .filter((command) => command.name() !== 'help')
  .flatMap((command) => [command, ...command.commands]);

/** The words that call a command. */
const nameOf = (command: Command): string =>
  command.parent === null || command.parent === program
    ? command.name()
    : `${command.parent.name()} ${command.name()}`;

const row = (...cells: string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: string[], rows: string[][]): string =>
  [row(...head), `|${'---|'.repeat(head.length)}`, ...rows.map((cells) => row(...cells))].join('\n');
const code = (text: string | undefined): string => (text === undefined ? '' : `\`${text}\``);

/** Every part of the README that follows from the program. `UPDATE_DOCS=1 npm run vitest test/docs.test.ts` writes them anew. */
const generated: Record<string, string> = {
  ...Object.fromEntries(
    commands.map((command) => {
      const help: string[] = [];
      command.configureOutput({ writeOut: (text) => void help.push(text) });
      command.outputHelp();
      return [`help: ${nameOf(command)}`, `\`\`\`text\n${help.join('').trimEnd()}\n\`\`\``];
    }),
  ),
  settings: table(
    ['file', 'environment', 'flag', 'default', ''],
    Object.values(SETTINGS as Record<string, Setting<unknown>>).map(({ key, env, flag, fallback, help }) => [
      code(key),
      code(env),
      code(flag?.split(' ')[0]),
      code(fallback),
      help,
    ]),
  ),
  errors: table(
    ['error', 'exit code', 'likely cause'],
    Object.entries(ERRORS).map(([name, { exitCode, likely }]) => [code(name), String(exitCode), likely]),
  ),
  'answer codes': table(
    ['code', 'message', 'meaning', 'what iot-sim does'],
    Object.entries(ANSWER_CODES).map(([number, { message, meaning, remedy }]) => [
      number,
      message,
      meaning,
      remedies[remedy],
    ]),
  ),
  'register codes': table(
    ['code', 'message', 'meaning'],
    Object.entries(REGISTER_CODES).map(([number, { message, meaning }]) => [number, message ?? '', meaning]),
  ),
  climate: table(
    ['parameter', 'unit', 'range', ...Object.keys(PROFILES), ''],
    Object.entries(CLIMATE_RANGES).map(([name, { unit, min, max, meaning }]) => [
      code(name),
      unit,
      `${min} to ${max}`,
      ...Object.values(PROFILES).map((profile) => String(profile[name as keyof ClimateParameters])),
      meaning,
    ]),
  ),
  'check codes': table(
    ['code', 'message', 'meaning'],
    Object.entries(CHECK_CODES).map(([number, { message, meaning }]) => [number, message ?? '', meaning]),
  ),
};

function block(name: string): { whole: string; inner: string } {
  const open = `<!-- ${name} -->\n`;
  const start = readme.indexOf(open);
  const end = readme.indexOf('<!-- end -->', start);
  if (start < 0 || end < 0) throw new Error(`README.md has no part "${name}"`);
  return { whole: readme.slice(start, end), inner: readme.slice(start + open.length, end).trim() };
}

describe('the README', () => {
  it.each(Object.keys(generated))('says of "%s" what the program says', (name) => {
    if (process.env['UPDATE_DOCS'] === '1') {
      const now = readFileSync(join(root, 'README.md'), 'utf8');
      writeFileSync(
        join(root, 'README.md'),
        now.replace(block(name).whole, `<!-- ${name} -->\n\n${generated[name]}\n\n`),
      );
      return;
    }
    expect(block(name).inner).toBe(generated[name]);
  });

  it('has no generated part that the program knows nothing of', () => {
    const names = [...readme.matchAll(/<!-- (?!end)(.+?) -->/g)].map(([, name]) => name);
    expect(names.sort()).toEqual(Object.keys(generated).sort());
  });

  it('names no flag that no command has', () => {
    const known = commands.flatMap((command) => command.options.map(({ long }) => long ?? ''));
    const outside = ['--global', '--version', '--help'];
    const named = [...readme.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([flag]) => flag);
    expect(named.filter((flag) => !known.includes(flag) && !outside.includes(flag))).toEqual([]);
  });

  it('names every environment variable that is read, and no other', () => {
    const named = new Set([...readme.matchAll(/\bIOT_SIM_[A-Z_]+/g)].map(([name]) => name));
    const read = [...Object.values(SETTINGS).map(({ env }) => env), ...OTHER_VARIABLES];
    expect([...named].sort()).toEqual(read.sort());
  });

  it('names every key of the configuration file', () => {
    const keys = Object.keys(configSchema.shape).filter((key) => key !== '$schema' && key !== 'device');
    expect(keys.filter((key) => !readme.includes(`\`${key}`))).toEqual([]);
  });

  it('names every place of a configuration', () => {
    const missing = CONFIG_PLACES.filter((place) => !readme.includes(place.replace(/^sensor\.config/, '')));
    expect(missing).toEqual([]);
  });

  it('lists every exit code', () => {
    const listed = [...readme.matchAll(/^\| (\d+) \| [a-z]/gm)].map(([, number]) => Number(number));
    const codes = Object.values(EXIT);
    expect(codes.filter((exitCode) => !listed.includes(exitCode))).toEqual([]);
  });

  it('lists every event of --json with its fields', () => {
    for (const option of eventSchema.options) {
      const type = option.shape.type.value;
      const line = readme.split('\n').find((text) => text.startsWith(`| \`${type}\` |`)) ?? '';
      const unnamed = Object.keys(option.shape).filter(
        (name) => !['type', 'at', 'device'].includes(name) && !line.includes(`\`${name}\``),
      );
      expect({ type, unnamed }).toEqual({ type, unnamed: [] });
    }
  });
});

describe('sensor.config.example.json', () => {
  it('is a valid configuration', () => {
    const example: unknown = JSON.parse(readFileSync(join(root, 'sensor.config.example.json'), 'utf8'));
    expect(parseConfig(example)).toEqual({ config: example, issues: [] });
  });
});
