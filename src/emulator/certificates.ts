import { createPrivateKey, generateKeyPair, type KeyObject, X509Certificate } from 'node:crypto';
import { link, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '../clock.ts';
import { SimError } from '../errors.ts';
import { randomHex } from '../random.ts';
import { writePrivateFile } from '../write-file.ts';

const DAY_MS = 86_400_000;
/** How much of its life a certificate has left when it is replaced. */
const AUTHORITY_RESERVE_MS = 365 * DAY_MS;
const SERVER_RESERVE_MS = 30 * DAY_MS;

/** What a server needs to speak TLS, and a client to trust it; all texts are PEM. */
export interface Certificates {
  /** The file that holds `ca`. */
  readonly caFile: string;
  /** The certificate of the authority that signed the server's. */
  readonly ca: string;
  readonly cert: string;
  /** The server's private key. */
  readonly key: string;
}

/**
 * The certificates of an emulator on this machine: kept in the folder, and made where they are missing, damaged or
 * near their end. Several processes may start at once: the keys of the first one stay, and of certificates that
 * two of them make for the same keys each is as good as the other.
 * @param folder made where it does not exist
 * @throws SimError FILE_UNREADABLE, FILE_UNWRITABLE
 */
export async function ensureCertificates(folder: string, { clock }: { clock: Clock }): Promise<Certificates> {
  const nowMs = clock.now();
  const caFile = join(folder, 'ca.pem');
  await writing(folder, () => mkdir(folder, { recursive: true, mode: 0o700 }));
  const authorityKey = await keepKey(join(folder, 'ca-key.pem'));
  const authority = await keepCertificate(caFile, {
    isGood: (kept) =>
      kept.ca && isGood(kept, { key: authorityKey, issuer: kept, nowMs, reserveMs: AUTHORITY_RESERVE_MS }),
    make: async () => (await issuing()).issueAuthority({ key: authorityKey, nowMs }),
  });
  const key = await keepKey(join(folder, 'server-key.pem'));
  const server = await keepCertificate(join(folder, 'server.pem'), {
    isGood: (kept) => isGood(kept, { key, issuer: authority, nowMs, reserveMs: SERVER_RESERVE_MS }),
    make: async () => (await issuing()).issueServer({ key, authorityKey, nowMs }),
  });
  return { caFile, ca: authority.toString(), cert: server.toString(), key: keyText(key) };
}

/** Loads what most starts do not need: they find all in the folder. */
const issuing = () => import('./issue-certificate.ts');

/** Reads a private key, or makes it. */
async function keepKey(path: string): Promise<KeyObject> {
  const text = await read(path);
  const kept = parseKey(text);
  if (kept !== undefined) return kept;
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const put = text === undefined ? createFile : writePrivateFile;
  await writing(path, () => put(path, keyText(privateKey)));
  return parseKey(await read(path)) ?? privateKey; // that of another process, where it was first
}

/** Reads a certificate, or makes it. */
async function keepCertificate(
  path: string,
  { isGood, make }: { isGood: (kept: X509Certificate) => boolean; make: () => Promise<string> },
): Promise<X509Certificate> {
  const kept = parseCertificate(await read(path));
  if (kept !== undefined && isGood(kept)) return kept;
  const made = await make();
  await writing(path, () => writePrivateFile(path, made));
  return new X509Certificate(made);
}

interface Expected {
  readonly key: KeyObject;
  readonly issuer: X509Certificate;
  readonly nowMs: number;
  readonly reserveMs: number;
}

function isGood(kept: X509Certificate, { key, issuer, nowMs, reserveMs }: Expected): boolean {
  return (
    kept.checkPrivateKey(key) &&
    kept.checkIssued(issuer) &&
    kept.verify(issuer.publicKey) &&
    Date.parse(kept.validFrom) <= nowMs &&
    Date.parse(kept.validTo) >= nowMs + reserveMs
  );
}

function keyText(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function parseKey(text = ''): KeyObject | undefined {
  try {
    const key = createPrivateKey(text);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined; // missing or damaged: it is made anew
  }
}

function parseCertificate(text = ''): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined; // missing or damaged: it is made anew
  }
}

/** The text of a file, undefined where there is none. */
async function read(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new SimError('FILE_UNREADABLE', `The file ${path} cannot be read (${code}).`, {
      cause: error,
      likely: 'The file belongs to another user, or something else has its name.',
      hint: `Remove ${dirname(path)}: the certificates are made anew.`,
    });
  }
}

/** Writes a private file whole unless there is one already: the first one stays. */
async function createFile(path: string, text: string): Promise<void> {
  const candidate = `${path}.${randomHex(4)}.new`;
  await writePrivateFile(candidate, text);
  try {
    await link(candidate, path);
  } catch (error) {
    const isFirst = (error as NodeJS.ErrnoException).code !== 'EEXIST';
    if (isFirst) await rename(candidate, path); // a file system without hard links: the last one stays
  } finally {
    await rm(candidate, { force: true });
  }
}

async function writing(path: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new SimError('FILE_UNWRITABLE', `${path} cannot be written (${code}).`, { cause: error });
  }
}
