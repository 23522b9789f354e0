import { createHash, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import {
  AlgorithmIdentifier,
  AttributeTypeAndValue,
  AttributeValue,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  ExtendedKeyUsage,
  Extension,
  Extensions,
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_ce_nameConstraints,
  id_ce_subjectAltName,
  id_ce_subjectKeyIdentifier,
  id_kp_serverAuth,
  KeyUsage,
  KeyUsageFlags,
  Name,
  NameConstraints,
  RelativeDistinguishedName,
  SubjectAlternativeName,
  SubjectKeyIdentifier,
  SubjectPublicKeyInfo,
  TBSCertificate,
  Validity,
  Version,
} from '@peculiar/asn1-x509';
import { randomHex } from '../random.ts';

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3650;
/** Clients refuse server certificates of more than 398 days. */
const SERVER_DAYS = 397;
const COMMON_NAME = '2.5.4.3';
/** The vendor's C SDKs know nothing newer than RSA with SHA-256. */
const SHA256_WITH_RSA = new AlgorithmIdentifier({ algorithm: '1.2.840.113549.1.1.11', parameters: null });

/** Signs the certificate of an authority for this machine alone, as PEM. Its name follows from its key. */
export function issueAuthority({ key, nowMs }: { key: KeyObject; nowMs: number }): string {
  const name = authorityName(key);
  return issue({
    issuer: name,
    subject: name,
    key,
    signingKey: key,
    validity: validity(nowMs, AUTHORITY_DAYS),
    extensions: [
      critical(id_ce_basicConstraints, new BasicConstraints({ cA: true, pathLenConstraint: 0 })),
      critical(id_ce_keyUsage, new KeyUsage(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign)),
      extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdentifier(key))),
      // Not critical: the vendor's mbedTLS does not know it and refuses critical extensions that it does not know.
      extension(id_ce_nameConstraints, new NameConstraints({ permittedSubtrees: permitted() })),
    ],
  });
}

/** Signs the certificate of a server on this machine, as PEM. */
export function issueServer({
  key,
  authorityKey,
  nowMs,
}: {
  key: KeyObject;
  authorityKey: KeyObject;
  nowMs: number;
}): string {
  const names = [{ dNSName: 'localhost' }, { iPAddress: '127.0.0.1' }, { iPAddress: '::1' }];
  const usage = KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment;
  return issue({
    issuer: authorityName(authorityKey),
    subject: commonName('localhost'),
    key,
    signingKey: authorityKey,
    validity: validity(nowMs, SERVER_DAYS),
    extensions: [
      critical(id_ce_basicConstraints, new BasicConstraints()),
      critical(id_ce_keyUsage, new KeyUsage(usage)),
      extension(id_ce_extKeyUsage, new ExtendedKeyUsage([id_kp_serverAuth])),
      extension(id_ce_subjectAltName, new SubjectAlternativeName(names.map((name) => new GeneralName(name)))),
      extension(id_ce_subjectKeyIdentifier, new SubjectKeyIdentifier(keyIdentifier(key))),
      extension(
        id_ce_authorityKeyIdentifier,
        new AuthorityKeyIdentifier({ keyIdentifier: new SubjectKeyIdentifier(keyIdentifier(authorityKey)) }),
      ),
    ],
  });
}

interface Parts {
  readonly issuer: Name;
  readonly subject: Name;
  /** The subject's private key. */
  readonly key: KeyObject;
  readonly signingKey: KeyObject;
  readonly validity: Validity;
  readonly extensions: Extension[];
}

function issue({ issuer, subject, key, signingKey, validity, extensions }: Parts): string {
  const tbsCertificate = new TBSCertificate({
    version: Version.v3,
    serialNumber: serialNumber(),
    signature: SHA256_WITH_RSA,
    issuer,
    validity,
    subject,
    subjectPublicKeyInfo: AsnConvert.parse(publicKey(key), SubjectPublicKeyInfo),
    extensions: new Extensions(extensions),
  });
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(tbsCertificate)), signingKey);
  const certificate = new Certificate({
    tbsCertificate,
    signatureAlgorithm: SHA256_WITH_RSA,
    signatureValue: arrayBuffer(signature),
  });
  const base64 = Buffer.from(AsnConvert.serialize(certificate)).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END CERTIFICATE-----\n`;
}

/** From a day ago, as the clocks of two machines differ. */
function validity(nowMs: number, days: number): Validity {
  const startMs = nowMs - DAY_MS;
  return new Validity({ notBefore: new Date(startMs), notAfter: new Date(startMs + days * DAY_MS) });
}

/** Another key is another authority, by name as well: clients look for the issuer by its name. */
function authorityName(key: KeyObject): Name {
  return commonName(`iot-sim emulator CA ${keyIdentifier(key).toString('hex').slice(0, 8)}`);
}

function commonName(text: string): Name {
  const value = new AttributeValue({ utf8String: text });
  return new Name([new RelativeDistinguishedName([new AttributeTypeAndValue({ type: COMMON_NAME, value })])]);
}

function permitted(): GeneralSubtrees {
  const names = [{ dNSName: 'localhost' }, { iPAddress: '127.0.0.1/32' }, { iPAddress: '::1/128' }];
  return new GeneralSubtrees(names.map((name) => new GeneralSubtree({ base: new GeneralName(name) })));
}

function critical(extnID: string, value: object): Extension {
  return new Extension({ extnID, critical: true, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

function extension(extnID: string, value: object): Extension {
  return new Extension({ extnID, extnValue: new OctetString(AsnConvert.serialize(value)) });
}

/** 124 bits nobody can guess; the leading 4 keeps the number positive and its encoding the shortest. */
function serialNumber(): ArrayBuffer {
  return arrayBuffer(Buffer.from(`4${randomHex(16).slice(1)}`, 'hex'));
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha256').update(publicKey(key)).digest().subarray(0, 20);
}

function publicKey(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

function arrayBuffer(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
