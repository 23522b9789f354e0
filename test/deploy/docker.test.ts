import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { execute } from '../helpers/execute.ts';

const root = join(import.meta.dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');
const { engines, files } = JSON.parse(textOf('package.json')) as {
  engines: { node: string };
  files: string[];
};

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** The stages of the Dockerfile, each with its instructions; the first of each is FROM. */
const stages: Instruction[][] = [];
const lines = textOf('deploy/docker/Dockerfile')
  .replace(/^\s*#.*\n/gm, '')
  .replace(/\\\n\s*/g, '');
for (const line of lines.split('\n').filter((text) => text.trim() !== '')) {
  const [, name = '', rest = ''] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
  if (name === 'FROM') stages.push([]);
  stages.at(-1)!.push({ name, rest });
}
const image = stages.at(-1)!;
const all = stages.flat();
const valuesOf = (stage: readonly Instruction[], wanted: string): string[] =>
  stage.flatMap(({ name, rest }) => (name === wanted ? [rest] : []));

const copies = valuesOf(all, 'COPY').map((rest) => {
  const words = rest.split(' ').filter((word) => !word.startsWith('--'));
  const [, from] = /--from=(\S+)/.exec(rest) ?? [];
  const [, owner] = /--chown=(\S+)/.exec(rest) ?? [];
  return { from, owner, sources: words.slice(0, -1), target: words.at(-1)! };
});
const copied = copies.flatMap(({ from, sources }) => (from === undefined ? sources : []));

/** A list of words, which is run without a shell; there is none in the image. */
const wordsOf = (text: string): string[] => JSON.parse(text) as string[];

describe('the image', () => {
  let packed: string[] = [];

  beforeAll(async () => {
    const isWindows = process.platform === 'win32';
    const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
    const { stdout } = await execute('npm', args, { cwd: root, shell: isWindows });
    const [pack] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    packed = pack.files.map(({ path }) => path);
  });

  test('is made of instructions that are known here', () => {
    const known = /^(?:FROM|WORKDIR|COPY|RUN|ENV|USER|EXPOSE|HEALTHCHECK|ENTRYPOINT|CMD)$/;
    expect(all.filter(({ name }) => !known.test(name))).toEqual([]); // no ADD, which fetches from anywhere
  });

  test('runs on one major version of Node that the program takes', () => {
    const majors = stages.map(([from]) => /(?:\/nodejs|\bnode:)(\d+)-/.exec(from!.rest)?.[1]);
    expect(new Set(majors).size).toBe(1);
    expect(Number(majors[0])).toBeGreaterThanOrEqual(Number(/\d+/.exec(engines.node)?.[0]));
  });

  test('does not run as root, and says so by number', () => {
    const [user = ''] = valuesOf(image, 'USER');
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
  });

  test('has one folder that its user can write to, and keeps state and files there', () => {
    const [user] = valuesOf(image, 'USER');
    const owned = copies.filter(({ owner }) => owner !== undefined);
    expect(owned.map(({ owner, target }) => [owner, target])).toEqual([[user, '/data']]);
    expect(valuesOf(image, 'WORKDIR')).toEqual(['/data']);
    expect(valuesOf(image, 'ENV')).toEqual(['XDG_STATE_HOME=/data/state']);
  });

  test('takes what is there, from stages that are there', () => {
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const names = stages.map(([from]) => / AS (\w+)$/.exec(from!.rest)?.[1]);
    for (const { from } of copies) if (from !== undefined) expect(names).toContain(from);
  });

  test('lets the build see what it copies, and nothing more', () => {
    const rules = textOf('deploy/docker/Dockerfile.dockerignore').split('\n');
    const [first, ...shown] = rules.filter((rule) => rule !== '' && !rule.startsWith('#'));
    expect(first).toBe('*');
    expect(shown.sort()).toEqual(copied.map((path) => `!${path}`).sort());
  });

  test('gets everything that npm would publish', () => {
    const wanted = [...files.filter((path) => path !== 'dist'), 'README.md', 'LICENSE', 'package.json'];
    expect(wanted.filter((path) => !copied.includes(path))).toEqual([]);
  });

  test('starts files that it has, and without a shell', () => {
    const commands = ['ENTRYPOINT', 'HEALTHCHECK'].map((name) =>
      wordsOf(valuesOf(image, name)[0]!.replace(/^.*?CMD /, '')),
    );
    const inImage = [...packed.map((path) => `/app/${path}`), '/app/healthy.js'];
    for (const [node, script] of commands) {
      expect(node).toBe('/nodejs/bin/node');
      expect(inImage).toContain(script);
    }
    expect(copies).toContainEqual(expect.objectContaining({ sources: ['/package'], target: '/app' }));
    expect(copies).toContainEqual(
      expect.objectContaining({ sources: ['deploy/docker/healthy.js'], target: '/app/' }),
    );
    expect(wordsOf(valuesOf(image, 'CMD')[0]!)[0]).toBe('emulator');
  });

  test('is built without the scripts of other people’s packages', () => {
    const installs = valuesOf(all, 'RUN').flatMap(
      (command) => command.match(/npm (?:ci|install)[^&]*/g) ?? [],
    );
    expect(installs).toHaveLength(2);
    for (const install of installs) expect(install).toMatch(/^npm ci .*--ignore-scripts/);
    expect(installs.at(-1)).toContain('--omit=dev');
  });
});
