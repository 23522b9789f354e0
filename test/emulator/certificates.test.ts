import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Certificate, KeyUsage, NameConstraints } from '@peculiar/asn1-x509';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type Certificates, ensureCertificates } from '../../src/emulator/certificates.ts';
import { ANY_REQUEST, connect } from '../helpers/connections.ts';
import { fakeClock } from '../helpers/fake-clock.ts';

const FILES = ['ca-key.pem', 'ca.pem', 'server-key.pem', 'server.pem'] as const;
type File = (typeof FILES)[number];
const hasModes = process.platform !== 'win32';

let base: string;
/** As it is after the first use, for copies: keys take their time to make. */
let original: string;
let made: Certificates;
/** Another folder after its first use. */
let elsewhere: string;
let folder: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'iot-sim-test-'));
  original = join(base, 'state', 'certificates');
  made = await ensureCertificates(original, { clock: systemClock });
  elsewhere = join(base, 'elsewhere');
  await ensureCertificates(elsewhere, { clock: systemClock });
});
afterAll(() => rm(base, { recursive: true, force: true }));
beforeEach(async () => {
  folder = await mkdtemp(join(base, 'copy-'));
  await cp(original, folder, { recursive: true });
});

/** Uses the folder so many days after it was made. */
function useAfter(days: number): Promise<Certificates> {
  return ensureCertificates(folder, { clock: fakeClock({ startMs: systemClock.now() + days * 86_400_000 }) });
}

/** What the folder holds. */
async function contents(path = folder): Promise<Record<File, string>> {
  const texts = FILES.map(async (name) => [name, await readFile(join(path, name), 'utf8')] as const);
  return Object.fromEntries(await Promise.all(texts)) as Record<File, string>;
}

/** The files that changed since the first use. */
async function changed(): Promise<string[]> {
  const [before, after] = [await contents(original), await contents()];
  return FILES.filter((name) => before[name] !== after[name]);
}

/** Fails unless a server with this certificate is trusted by who trusts this authority, and has its key. */
function expectPair({ cert, key, ca }: Pick<Certificates, 'ca' | 'cert' | 'key'>): void {
  const [server, authority] = [new X509Certificate(cert), new X509Certificate(ca)];
  expect(server.checkIssued(authority)).toBe(true);
  expect(server.verify(authority.publicKey)).toBe(true);
  expect(server.publicKey.export({ type: 'spki', format: 'pem' })).toBe(publicPart(key));
}

function publicPart(key: string): string | Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'pem' });
}

describe('the certificates of a new folder', () => {
  test('are kept in it, and it holds nothing else', async () => {
    expect(await readdir(original)).toEqual([...FILES]);
    const files = await contents(original);
    expect(made).toEqual({
      caFile: join(original, 'ca.pem'),
      ca: files['ca.pem'],
      cert: files['server.pem'],
      key: files['server-key.pem'],
    });
  });

  test.skipIf(!hasModes)('may be read by the user alone, and so may the folder', async () => {
    const modes = await Promise.all(FILES.map(async (name) => (await stat(join(original, name))).mode));
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o600, 0o600, 0o600, 0o600]);
    expect((await stat(original)).mode & 0o777).toBe(0o700);
  });

  test('are those of another authority than in any other folder', async () => {
    const other = await contents(elsewhere);
    const authority = new X509Certificate(made.ca);
    expect(new X509Certificate(other['ca.pem']).subject).not.toBe(authority.subject);
    expect(new X509Certificate(other['server.pem']).checkIssued(authority)).toBe(false);
  });

  test('match each other, whoever else starts at the same time', async () => {
    const empty = join(base, 'shared');
    const all = await Promise.all(
      Array.from({ length: 4 }, () => ensureCertificates(empty, { clock: systemClock })),
    );
    expect(await readdir(empty)).toEqual([...FILES]);
    const files = await contents(empty);
    for (const { cert, key } of [...all, { cert: files['server.pem'], key: files['server-key.pem'] }]) {
      expectPair({ cert, key, ca: files['ca.pem'] });
    }
  });
});

/** A certificate as it is on the wire. */
function decoded(pem: string) {
  const certificate = AsnConvert.parse(new X509Certificate(pem).raw, Certificate);
  const extensions = certificate.tbsCertificate.extensions ?? [];
  return {
    algorithms: [certificate.signatureAlgorithm, certificate.tbsCertificate.signature].map(
      ({ algorithm }) => algorithm,
    ),
    critical: extensions.filter(({ critical }) => critical).map(({ extnID }) => extnID),
    extension: (id: string) => extensions.find(({ extnID }) => extnID === id)!.extnValue,
  };
}

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
const NAME_CONSTRAINTS = '2.5.29.30';

describe('both certificates', () => {
  test.each(['ca', 'cert'] as const)('are RSA of 2048 bits with SHA-256 (%s)', (name) => {
    const { publicKey } = new X509Certificate(made[name]);
    expect(publicKey.asymmetricKeyType).toBe('rsa');
    expect(publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(decoded(made[name]).algorithms).toEqual([SHA256_WITH_RSA, SHA256_WITH_RSA]);
  });

  test.each(['ca', 'cert'] as const)('mark as critical only what mbedTLS knows (%s)', (name) => {
    expect(decoded(made[name]).critical).toEqual([BASIC_CONSTRAINTS, KEY_USAGE]);
  });

  test('have serial numbers that are positive and not the same', () => {
    const numbers = [made.ca, made.cert].map((pem) => new X509Certificate(pem).serialNumber);
    for (const number of numbers) expect(number).toMatch(/^4[\dA-F]{31}$/);
    expect(new Set(numbers).size).toBe(2);
  });

  test('are valid on a clock that is hours behind', () => {
    const hoursAgo = systemClock.now() - 20 * 3_600_000;
    for (const pem of [made.ca, made.cert]) {
      expect(Date.parse(new X509Certificate(pem).validFrom)).toBeLessThan(hoursAgo);
    }
  });
});

describe('the server’s certificate', () => {
  test('is for this machine by name and address, and for no other', () => {
    const server = new X509Certificate(made.cert);
    expect(server.checkHost('localhost')).toBe('localhost');
    expect(server.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(server.checkIP('::1')).toBe('::1');
    expect(server.checkHost('example.com')).toBeUndefined();
    expect(server.checkIP('127.0.0.2')).toBeUndefined();
  });

  test('may sign and encipher keys, for servers alone', () => {
    const server = new X509Certificate(made.cert);
    expect(server.ca).toBe(false);
    expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    const usage = AsnConvert.parse(decoded(made.cert).extension(KEY_USAGE), KeyUsage);
    expect(usage.toJSON()).toEqual(['digitalSignature', 'keyEncipherment']);
  });
});

describe('the authority’s certificate', () => {
  test('may sign certificates of servers on this machine, and nothing else', () => {
    expect(new X509Certificate(made.ca).ca).toBe(true);
    const { extension } = decoded(made.ca);
    expect(AsnConvert.parse(extension(KEY_USAGE), KeyUsage).toJSON()).toEqual(['crlSign', 'keyCertSign']);
    const { permittedSubtrees = [] } = AsnConvert.parse(extension(NAME_CONSTRAINTS), NameConstraints);
    expect(permittedSubtrees.map(({ base: { dNSName, iPAddress } }) => dNSName ?? iPAddress)).toEqual([
      'localhost',
      '127.0.0.1/32',
      '::1/128',
    ]);
  });
});

describe('a server with the certificate', () => {
  async function serve(): Promise<number> {
    const server = createServer({ cert: made.cert, key: made.key }, (_request, response) =>
      response.end('hello'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  test.each(['localhost', '127.0.0.1'])('is trusted as %s by a client that has ca.pem', async (host) => {
    const ca = [await readFile(made.caFile, 'utf8')];
    const { body } = await connect({ endpoint: `https://${host}:${await serve()}`, ca }).send(ANY_REQUEST);
    expect(body).toBe('hello');
  });

  test('is not trusted by a client that has not', async () => {
    await expect(
      connect({ endpoint: `https://localhost:${await serve()}` }).send(ANY_REQUEST),
    ).rejects.toMatchObject({ code: 'CERTIFICATE_UNTRUSTED' });
  });

  test('speaks with the vendor’s C SDKs: TLS 1.2, RSA key exchange, CBC, no name asked for', async () => {
    const port = await serve();
    const cipher = await new Promise((resolve, reject) => {
      const asked = request(
        {
          host: '127.0.0.1',
          port,
          ca: made.ca,
          ciphers: 'AES128-SHA256',
          maxVersion: 'TLSv1.2',
          agent: false,
        },
        (response) => {
          response.resume();
          resolve((response.socket as TLSSocket).getCipher().name);
        },
      );
      asked.on('error', reject).end();
    });
    expect(cipher).toBe('AES128-SHA256');
  });
});

describe('later use', () => {
  test('gives the same', async () => {
    expect(await useAfter(0)).toEqual({ ...made, caFile: join(folder, 'ca.pem') });
    expect(await changed()).toEqual([]);
  });

  test('makes a new certificate for the server a month before the old one ends', async () => {
    await useAfter(365);
    expect(await changed()).toEqual([]);
    expectPair(await useAfter(367));
    expect(await changed()).toEqual(['server.pem']);
  });

  test('makes a new one for the authority a year before the old one ends, which old clients trust too', async () => {
    await useAfter(3283);
    expect(await changed()).toEqual(['server.pem']);
    const { cert, key, ca } = await useAfter(3285);
    expect(await changed()).toEqual(['ca.pem', 'server.pem']);
    expectPair({ cert, key, ca });
    expectPair({ cert, key, ca: made.ca });
  });

  test('makes new ones where the clock was set back before their time', async () => {
    await useAfter(-2);
    expect(await changed()).toEqual(['ca.pem', 'server.pem']);
  });

  test.each<[File, string[]]>([
    ['server.pem', ['server.pem']],
    ['server-key.pem', ['server-key.pem', 'server.pem']],
    ['ca.pem', ['ca.pem']],
    ['ca-key.pem', ['ca-key.pem', 'ca.pem', 'server.pem']],
  ])('mends a %s that is missing, damaged or of another folder', async (name, expected) => {
    const other = (await contents(elsewhere))[name];
    for (const text of [undefined, '', made.cert.slice(0, 200), other]) {
      await cp(original, folder, { recursive: true });
      await rm(join(folder, name));
      if (text !== undefined) await writeFile(join(folder, name), text);
      expectPair(await useAfter(0));
      expect(await changed()).toEqual(expected);
    }
  });

  test('does not take keys that the C SDKs do not know', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await writeFile(
      join(folder, 'server-key.pem'),
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    );
    expect(new X509Certificate((await useAfter(0)).cert).publicKey.asymmetricKeyType).toBe('rsa');
  });
});

describe('a folder that cannot be used', () => {
  test('because it is a file is FILE_UNWRITABLE', async () => {
    const path = join(folder, 'ca.pem');
    await expect(ensureCertificates(path, { clock: systemClock })).rejects.toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: `${path} cannot be written (EEXIST).`,
    });
  });

  test('because something else has a file’s name is FILE_UNREADABLE', async () => {
    const path = join(folder, 'server-key.pem');
    await rm(path);
    await mkdir(path);
    await expect(useAfter(0)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining(path),
      hint: expect.stringContaining(folder),
    });
  });
});
