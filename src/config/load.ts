import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader } from 'cosmiconfig';
import { SimError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { CONFIG_PLACES } from './places.ts';

/** A configuration file as read, not yet checked. */
export interface ConfigFile {
  readonly path: string;
  readonly value: unknown;
}

/**
 * Finds and reads the configuration.
 * @param options.file the file the user named; without one the places above are searched
 * @returns undefined where there is none and none was named
 * @throws SimError FILE_UNREADABLE, CONFIG_SYNTAX with file and line
 */
export async function loadConfig({
  cwd,
  file,
}: {
  cwd: string;
  file?: string | undefined;
}): Promise<ConfigFile | undefined> {
  // Most of the time to start would go into looking for what is not there.
  if (file === undefined && !CONFIG_PLACES.some((place) => existsSync(join(cwd, place)))) return undefined;
  const { cosmiconfig } = await import('cosmiconfig');
  try {
    // cosmiconfig reads package.json whatever it is asked for, and would quote a broken one.
    const manifest = join(cwd, 'package.json');
    if (existsSync(manifest)) loadJson(manifest, readFileSync(manifest, 'utf8'));
    const explorer = cosmiconfig('sensor', {
      searchPlaces: CONFIG_PLACES,
      searchStrategy: 'none',
      loaders: {
        '.json': loadJson,
        '.js': loadModule,
        '.mjs': loadModule,
        '.cjs': loadModule,
        '.ts': loadModule,
      },
      ignoreEmptySearchPlaces: false,
      cache: false,
    });
    const found = file === undefined ? await explorer.search(cwd) : await explorer.load(resolve(cwd, file));
    return found === null ? undefined : { path: found.filepath, value: found.isEmpty ? {} : found.config };
  } catch (error) {
    throw describeLoadError(error, file);
  }
}

/** Our own, because the usual message shows the lines around the mistake, and one of them may be the secret. */
const loadJson: Loader = (path, content) => {
  const text = content.replace(/^\uFEFF/, '');
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new SimError('CONFIG_SYNTAX', `${path}${jsonProblem(text)}`);
  }
};

/** Where JSON text breaks off, as `:line:column: what was found`. */
function jsonProblem(text: string): string {
  try {
    parseJson(text);
    return ' is not JSON.';
  } catch (error) {
    const offset = Number(/offset (\d+)/.exec((error as Error).message)?.[1] ?? 0);
    const before = text.slice(0, offset).split('\n');
    const found = offset >= text.length ? 'the end of the file' : JSON.stringify(text[offset]);
    return `:${before.length}:${(before.at(-1) ?? '').length + 1}: unexpected ${found} in the JSON.`;
  }
}

/** For code, in place of the usual ones: they answer a mistake with words about their own way of loading. */
const loadModule: Loader = async (path) => {
  const loaded = (await import(pathToFileURL(path).href)) as { default?: unknown };
  return loaded.default;
};

function describeLoadError(error: unknown, file: string | undefined): SimError {
  if (error instanceof SimError) return error;
  const { code, message, filepath, mark, reason } = error as {
    code?: string;
    message: string;
    filepath?: string;
    mark?: { line: number };
    reason?: string;
  };
  const path = filepath ?? file ?? 'the configuration';
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
    return new SimError('FILE_UNREADABLE', `The configuration ${path} cannot be read (${code}).`, {
      cause: error,
    });
  }
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') {
    return new SimError('CONFIG_SYNTAX', `${path}: this Node cannot read TypeScript.`, {
      cause: error,
      likely: 'Configuration in TypeScript needs Node 22.18 or newer.',
      hint: 'Update Node, or write the configuration as JSON: iot-sim init',
    });
  }
  if (message.includes('No loader specified')) {
    return new SimError('CONFIG_SYNTAX', `${path} is of no kind that can be read.`, {
      likely: 'A configuration ends in .json, .yaml, .yml, .js, .mjs, .cjs or .ts.',
      hint: 'Rename the file, or write one with: iot-sim init',
    });
  }
  // What a parser says quotes the file, and may quote the secret: so without its words in quotes, and without a cause.
  if (mark !== undefined) {
    return new SimError(
      'CONFIG_SYNTAX',
      `${path}:${mark.line + 1}: ${withoutQuotes(reason ?? '')} in the YAML.`,
    );
  }
  if (!(error instanceof SyntaxError)) {
    return new SimError('CONFIG_SYNTAX', `${path} failed: ${withoutQuotes(message.split('\n')[0] ?? '')}.`, {
      likely: 'The code in it threw an error.',
      hint: `Run it by itself to see where: node ${path}`,
    });
  }
  const line = /^file:.*:(\d+)$/m.exec((error as Error).stack?.split('\n    at ')[0] ?? '')?.[1];
  const place = line === undefined ? path : `${path}:${line}`;
  return new SimError('CONFIG_SYNTAX', `${place}: ${withoutQuotes(message.split('\n')[0] ?? '')}.`);
}

function withoutQuotes(text: string): string {
  return text.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, '…');
}

/** Reads a text file that a setting names. @throws SimError FILE_UNREADABLE */
export function readTextFile(path: string, what: string): string {
  return readBytes(path, what).toString();
}

/** The same as bytes. */
export function readBytes(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new SimError('FILE_UNREADABLE', `The ${what} ${path} cannot be read (${code}).`, { cause: error });
  }
}
