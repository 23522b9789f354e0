import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the files are that the console's page loads; each has a hash of what is in it in its name. */
export const CONSOLE_ASSETS = '/assets/';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The page may load from here alone, runs nothing that stands in itself, and no other page may hold it. */
const SAFETY = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
    "require-trusted-types-for 'script'; trusted-types 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
};

/** An answer that is a file. */
export interface FileAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
}

/** The console's files, read when the first of them is asked for. */
export interface ConsoleFiles {
  /**
   * The file at a path.
   * @param ifNoneMatch the header If-None-Match
   */
  answer(path: string, ifNoneMatch: string | undefined): Promise<FileAnswer | 'missing' | 'not built'>;
}

/** Opens the console's files. @param folder where they are; by default where the build puts them */
export function openConsoleFiles(folder?: string): ConsoleFiles {
  let files: ReadonlyMap<string, FileAnswer> | undefined;
  return {
    async answer(path, ifNoneMatch) {
      files ??= await readFiles(folder ?? builtFolder());
      if (files === undefined) return 'not built';
      const [pathname = ''] = path.split('?', 1);
      const file = files.get(pathname);
      if (file === undefined) return 'missing';
      const { ETag: etag } = file.headers;
      const isKnown = ifNoneMatch?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
      return isKnown ? { ...file, status: 304, body: Buffer.alloc(0) } : file;
    },
  };
}

/** All files by path, so that a path leads to nothing else; undefined where there is no page. */
async function readFiles(folder: string): Promise<ReadonlyMap<string, FileAnswer> | undefined> {
  const files = new Map<string, FileAnswer>();
  try {
    files.set('/', fileAnswer('index.html', await readFile(join(folder, 'index.html'))));
    for (const name of await readdir(join(folder, 'assets'))) {
      files.set(CONSOLE_ASSETS + name, fileAnswer(name, await readFile(join(folder, 'assets', name))));
    }
  } catch {
    return undefined; // a build may still make them
  }
  return files;
}

function fileAnswer(name: string, body: Buffer): FileAnswer {
  const extension = extname(name);
  const headers = {
    'Content-Type': CONTENT_TYPES[extension] ?? 'application/octet-stream',
    'Cache-Control': extension === '.html' ? 'no-cache' : 'max-age=31536000, immutable',
    'Content-Length': body.length,
    ETag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`,
    ...SAFETY,
  };
  return { status: 200, headers, body };
}

/** dist/console of the package, whichever file of it this stands in. */
function builtFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return join(folder, 'dist/console');
}
