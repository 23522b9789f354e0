import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERRORS } from '../src/errors.ts';

const src = join(import.meta.dirname, '..', 'src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => file.split(sep).join('/'));

/** What a folder may import beside itself and the root files (CONTRIBUTING.md, Layout). */
const allowed: Record<string, readonly string[]> = {
  root: [],
  protocol: [],
  tsl: [],
  outbox: [],
  readings: ['tsl'],
  client: ['protocol'],
  engine: ['client', 'outbox', 'readings', 'tsl', 'protocol'],
  emulator: ['protocol', 'tsl'],
  config: ['emulator', 'engine', 'outbox', 'readings', 'tsl', 'protocol'],
  cli: ['protocol', 'tsl', 'outbox', 'readings', 'client', 'engine', 'emulator', 'config'],
  index: ['protocol', 'tsl', 'outbox', 'readings', 'client', 'engine'],
  console: ['emulator'], // its shapes of JSON alone, see below
};

/** All that the page and the emulator share: types, of which nothing is left once they are compiled. */
const SHAPES = 'emulator/api/shapes.ts';

/** The only places that may name an outside library, or reach for the process, time and chance. */
const doors: readonly { pattern: RegExp; allowed: RegExp }[] = [
  { pattern: /'undici'/, allowed: /^client\/undici\.ts$/ },
  { pattern: /'cosmiconfig'/, allowed: /^config\/load\.ts$/ },
  {
    pattern: /from 'zod'/,
    allowed:
      /^config\/schema\.ts$|^cli\/reporters\/(?:schema-parts|event-schema|fleet-schema|plan-schema|line-schema)\.ts$/,
  },
  { pattern: /from '(commander|chalk|ora|@inquirer\/prompts)'/, allowed: /^cli\// },
  { pattern: /from 'fastify'/, allowed: /^emulator\/http-app\.ts$/ },
  { pattern: /'classic-level'/, allowed: /^emulator\/store\/store\.ts$|^outbox\/(?:level|open)\.ts$/ },
  { pattern: /'prom-client'/, allowed: /^cli\/fleet\/metrics\/prometheus-text\.ts$/ },
  { pattern: /'@opentelemetry\//, allowed: /^cli\/fleet\/metrics\/otlp(?:-data)?\.ts$/ },
  { pattern: /'sorted-btree'/, allowed: /^emulator\/store\/level\.ts$/ },
  { pattern: /'@peculiar\//, allowed: /^emulator\/issue-certificate\.ts$/ },
  { pattern: /\bawait fetch\(/, allowed: /^emulator\/feed\/post\.ts$|^console\/api\.ts$/ },
  { pattern: /\bfetch\(/, allowed: /^(?!console\/)|^console\/api\.ts$/ },
  { pattern: /\bXMLHttpRequest\b|\bWebSocket\b|\bsendBeacon\b/, allowed: /^$/ },
  { pattern: /\bnew EventSource\(/, allowed: /^console\/live\.ts$/ },
  { pattern: /'preact[/']/, allowed: /^console\// },
  { pattern: /'uplot[/']/, allowed: /^console\/(?:.+\/)?chart\.tsx$/ },
  { pattern: /innerHTML\b|\bouterHTML\b|\binsertAdjacentHTML\b|\bdocument\.write/i, allowed: /^$/ },
  {
    pattern: /\bprocess\./,
    allowed: /^cli\/(process-io|signals|fleet\/plan\/own-usage|fleet\/plan\/canned-server)\.ts$/,
  },
  {
    pattern:
      /\bDate\.now\b|\bnew Date\(\)|\bperformance\.|\bsetTimeout\b|\bsetInterval\b|\brequest\w+(?:Frame|Callback)\b|node:timers/,
    allowed: /^(?:console\/)?clock\.ts$/,
  },
  { pattern: /\bMath\.random\(|\brandomBytes\b|\brandomUUID\b/, allowed: /^random\.ts$/ },
  { pattern: /\bconsole\.(log|info|warn|error)/, allowed: /^$/ },
];

function importsOf(file: string): string[] {
  return findImports(file, /(?:from|import\()\s*'(\.{1,2}\/[^']+)'/g);
}

/** Those of which the compiler leaves nothing. */
function typeImportsOf(file: string): string[] {
  return findImports(file, /^import type [^;]*?from '(\.{1,2}\/[^']+)'/gm);
}

function findImports(file: string, pattern: RegExp): string[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(pattern)].map(([, path]) =>
    relative(src, join(src, dirname(file), path ?? ''))
      .split(sep)
      .join('/'),
  );
}

function folderOf(file: string): string {
  if (file === 'index.ts') return 'index';
  return file.includes('/') ? (file.split('/')[0] ?? '') : 'root';
}

describe('the structure of src', () => {
  it.each(files)('%s imports only what its folder may', (file) => {
    const folder = folderOf(file);
    const wrong = importsOf(file).filter((target) => {
      const targetFolder = folderOf(target);
      const isOutside = target.startsWith('..'); // package.json, for the version
      return (
        !isOutside &&
        targetFolder !== 'root' &&
        targetFolder !== folder &&
        !allowed[folder]?.includes(targetFolder)
      );
    });
    expect(wrong).toEqual([]);
  });

  it.each(files)('%s goes to the outside through the right door', (file) => {
    const text = readFileSync(join(src, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    const wrong = doors.filter((door) => door.pattern.test(text) && !door.allowed.test(file));
    expect(wrong.map(({ pattern }) => String(pattern))).toEqual([]);
  });

  it.each(files.filter((file) => folderOf(file) === 'console'))(
    '%s takes from outside the page nothing but the shapes of JSON',
    (file) => {
      const outside = (target: string): boolean => folderOf(target) !== 'console';
      const types = typeImportsOf(file).filter(outside);
      expect(importsOf(file).filter(outside)).toEqual(types);
      expect(types.filter((target) => target !== SHAPES)).toEqual([]);
    },
  );

  it('has no circle of imports', () => {
    const graph = new Map(files.map((file) => [file, importsOf(file)]));
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (file: string, trail: readonly string[]): void => {
      if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
      if (trail.includes(file) || done.has(file)) return;
      for (const target of graph.get(file) ?? []) walk(target, [...trail, file]);
      done.add(file);
    };
    for (const file of files) walk(file, []);
    expect(circles).toEqual([]);
  });

  it('has no file so long that it wants to be two', () => {
    const long = files.filter((file) => readFileSync(join(src, file), 'utf8').split('\n').length > 260);
    expect(long).toEqual([]);
  });

  it('throws every kind of error that errors.ts explains', () => {
    const text = files
      .filter((file) => file !== 'errors.ts')
      .map((file) => readFileSync(join(src, file), 'utf8'));
    const unused = Object.keys(ERRORS).filter((code) => !text.some((source) => source.includes(`'${code}'`)));
    expect(unused).toEqual([]);
  });

  it('says on every export what it gives', () => {
    const bare = files.flatMap((file) => {
      const lines = readFileSync(join(src, file), 'utf8').split('\n');
      return lines.flatMap((line, index) => {
        const name = /^export (?:async )?(?:function\*?|const|class|interface) (\w+)/.exec(line)?.[1];
        return name && !/\*\/$/.test(lines[index - 1] ?? '') ? [`${file}: ${name}`] : [];
      });
    });
    expect(bare).toEqual([]);
  });
});
