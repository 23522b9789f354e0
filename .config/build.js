// Builds dist/: the program and the library as bundled modules, the console, the types, the JSON Schemas, the licences
// of what is bundled. Bundling is what makes the program start in a fraction of the time (see CONTRIBUTING.md).
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { build as buildPage } from 'vite';

/** The console's scripts together, compressed, are smaller than this. */
const MOST_SCRIPT_BYTES = 100_000;

/** Packages of OpenTelemetry that are bundled. */
const OPENTELEMETRY = [
  'api',
  'core',
  'exporter-metrics-otlp-http',
  'exporter-metrics-otlp-proto',
  'otlp-exporter-base',
  'otlp-transformer',
  'resources',
  'sdk-metrics',
];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
rmSync('dist', { recursive: true, force: true });

const modules = [
  // The program apart from the library: what it needs at once is then one file, which starts faster.
  ...(await bundle('dist/cli', {
    cli: 'src/cli/index.ts',
    'chunks/fleet-thread': 'src/cli/fleet/thread.ts',
  })),
  ...(await bundle('dist', { index: 'src/index.ts', emulator: 'src/emulator/index.ts' })),
  ...(await bundleConsole()),
];
await bundle('dist', { schemas: './.config/schemas.ts' });
writeSchemas(await import(pathToFileURL(join(root, 'dist/schemas.js')).href));
rmSync('dist/schemas.js');
writeLicences(modules);
execFileSync(process.execPath, [typescript(), '-p', '.config/tsconfig.types.json'], { stdio: 'inherit' });

/** Bundles entries into a folder and gives the ids of all modules that went in. */
async function bundle(dir, input) {
  const build = await rolldown({
    input,
    platform: 'node',
    preserveEntrySignatures: 'allow-extension', // what entry and commands share stays in the entry
    external: [/^node:/, 'fastify', 'classic-level', 'typescript'],
    resolve: {
      alias: Object.fromEntries([
        ...['undici', 'hdr-histogram-js'].map((name) => [
          `${name}$`,
          join(root, '.config/bundled', `${name}.js`),
        ]),
        // Once, where their packages ask for versions of their own, and as ES modules, of which the rest can be left out.
        ...OPENTELEMETRY.map((name) => [
          `@opentelemetry/${name}$`,
          join(root, 'node_modules/@opentelemetry', name, 'build/esm/index.js'),
        ]),
      ]),
    },
  });
  const { output } = await build.write({
    dir,
    format: 'esm',
    minify: { mangle: false, compress: true, codegen: { removeWhitespace: true } },
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    comments: { legal: false, annotation: false, jsdoc: false },
  });
  await build.close();
  return output.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []));
}

/** Bundles the console into dist/console and gives the ids of all modules that went in. */
async function bundleConsole() {
  const { output } = await buildPage({ configFile: '.config/vite.config.ts', logLevel: 'warn' });
  const scripts = output.filter((chunk) => chunk.type === 'chunk');
  const bytes = scripts.reduce((sum, { code }) => sum + gzipSync(code).length, 0);
  if (bytes > MOST_SCRIPT_BYTES) {
    throw new Error(
      `The console's scripts have ${bytes} bytes compressed; ${MOST_SCRIPT_BYTES} is the most.`,
    );
  }
  return scripts.flatMap(({ moduleIds }) => moduleIds);
}

function typescript() {
  return join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
}

/** The published JSON Schemas, generated from the definitions the program itself checks with. */
function writeSchemas({ schemas }) {
  mkdirSync('dist/schema', { recursive: true });
  for (const [name, schema] of Object.entries(schemas)) {
    writeFileSync(`dist/schema/${name}.json`, `${JSON.stringify(schema, null, 2)}\n`);
  }
}

/** The licence texts of every package whose code is in the bundle. */
function writeLicences(moduleIds) {
  const folders = new Set();
  for (const id of moduleIds) {
    const match = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replace(/\\/g, '/').replace(/^\0/, ''));
    if (match) folders.add(match[1]);
  }
  const texts = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version} (${license})\n\n${licenceText(folder)}`;
  });
  writeFileSync('dist/licenses.txt', `${texts.join(`\n${'-'.repeat(72)}\n\n`)}`);
}

function licenceText(folder) {
  for (const name of ['LICENSE', 'LICENSE.md', 'LICENSE.txt', 'license', 'license.md', 'LICENCE']) {
    try {
      return readFileSync(join(folder, name), 'utf8').trimEnd().concat('\n');
    } catch {
      // not under this name
    }
  }
  return 'The package has no licence file of its own.\n';
}
