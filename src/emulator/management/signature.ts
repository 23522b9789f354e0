import { createHash, createHmac } from 'node:crypto';
import { LIMITS } from '../../protocol/limits.ts';
import { isSameSignature } from '../../protocol/sign.ts';
import type { LocalRequest } from '../api/local.ts';
import type { AccessKey } from './access-key.ts';
import { type GatewayError, gatewayError, invalidParameter, missingParameter } from './gateway-error.ts';
import type { Nonces } from './nonces.ts';
import { queryOf } from './parameters.ts';

const ALGORITHM = 'ACS3-HMAC-SHA256';
const AUTHORIZATION = /^(\S+) +Credential=([^,]+), *SignedHeaders=([^,]+), *Signature=([\da-f]+)$/i;
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Headers that every signed request has, and their names as parameters of the gateway. */
const NEEDED_HEADERS = [
  ['authorization', 'Authorization'],
  ['x-acs-date', 'Timestamp'],
  ['x-acs-signature-nonce', 'SignatureNonce'],
  ['x-acs-content-sha256', 'ContentSha256'],
] as const;

const LONGEST_NONCE = 128;

/** The official SDK signs some ten. */
const MOST_SIGNED_HEADERS = 100;

/**
 * Checks the signature of a request. Source: "Request body and signature method V3", and how the official SDK signs.
 * @returns what is wrong, undefined when all is well
 */
export function checkSignature(
  request: LocalRequest,
  { accessKey, nowMs, nonces }: { accessKey: AccessKey; nowMs: number; nonces: Nonces },
): GatewayError | undefined {
  const { headers } = request;
  for (const [header, name] of NEEDED_HEADERS) if (!headers[header]) return missingParameter(name);
  const [, algorithm, id, signedHeaders = '', signature = ''] =
    AUTHORIZATION.exec(headers['authorization'] ?? '') ?? [];
  if (algorithm === undefined) return incomplete('The header Authorization cannot be read.');
  if (algorithm !== ALGORITHM) {
    return gatewayError('InvalidSignatureMethod', 'Specified signature method is not valid.');
  }
  const dateError = checkDate(headers['x-acs-date'] ?? '', nowMs);
  if (dateError !== undefined) return dateError;
  if (id !== accessKey.id) {
    return gatewayError('InvalidAccessKeyId.NotFound', 'Specified access key is not found.', 404);
  }
  const signed = signedHeaders.split(';');
  if (signed.length > MOST_SIGNED_HEADERS)
    return incomplete(`More than ${MOST_SIGNED_HEADERS} signed headers.`);
  const unsigned = unsignedHeader(headers, signed);
  if (unsigned !== undefined) return incomplete(`The header ${unsigned} is not signed.`);

  const hash = sha256(request.body);
  const canonicalRequest = canonical(request, signedHeaders, hash);
  const stringToSign = `${ALGORITHM}\n${sha256(canonicalRequest)}`;
  const expected = createHmac('sha256', accessKey.secret).update(stringToSign).digest('hex');
  const isBodyAsSigned = isSameSignature(headers['x-acs-content-sha256'] ?? '', hash);
  if (!isSameSignature(signature, expected) || !isBodyAsSigned)
    return notMatched(stringToSign, canonicalRequest);

  const nonce = headers['x-acs-signature-nonce'] ?? '';
  if (nonce.length > LONGEST_NONCE) return invalidParameter('SignatureNonce');
  if (!nonces.use(nonce, nowMs)) {
    return gatewayError('SignatureNonceUsed', 'Specified signature nonce was used already.');
  }
  return undefined;
}

function checkDate(text: string, nowMs: number): GatewayError | undefined {
  const atMs = DATE.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(atMs)) {
    const message = 'Specified time stamp or date value is not well formatted.';
    return gatewayError('InvalidTimeStamp.Format', message);
  }
  if (Math.abs(atMs - nowMs) <= LIMITS.timestampWindowMs) return undefined;
  const message = `Specified time stamp or date value is expired. The emulator's time is ${new Date(nowMs).toISOString()}.`;
  return gatewayError('InvalidTimeStamp.Expired', message);
}

/** "All common request headers must be signed as long as they exist": what is not signed could be changed. */
function unsignedHeader(headers: LocalRequest['headers'], signed: readonly string[]): string | undefined {
  return Object.keys(headers).find(
    (name) => (name === 'host' || name.startsWith('x-acs-')) && !signed.includes(name),
  );
}

function incomplete(detail: string): GatewayError {
  const message = `The request signature does not conform to Aliyun standards. ${detail}`;
  return gatewayError('IncompleteSignature', message);
}

/** The cloud says what it signed, so that whoever signs by hand can compare. */
function notMatched(stringToSign: string, canonicalRequest: string): GatewayError {
  const message = [
    'Specified signature is not matched with our calculation. server string to sign is:',
    stringToSign,
    ' server canonical request is:',
    canonicalRequest.slice(0, 2000),
  ].join('');
  return gatewayError('SignatureDoesNotMatch', message);
}

function canonical({ method, path, headers }: LocalRequest, signedHeaders: string, bodyHash: string): string {
  const lines = signedHeaders.split(';').map((name) => `${name}:${textOf(headers, name).trim()}\n`);
  const pathname = path.split('?', 1)[0] ?? '';
  return [method, pathname, canonicalQuery(queryOf(path)), lines.join(''), signedHeaders, bodyHash].join(
    '\n',
  );
}

/** A header as text; the request says which, and Node has some as lists. */
function textOf(headers: LocalRequest['headers'], name: string): string {
  const value: unknown = Object.hasOwn(headers, name) ? headers[name] : undefined;
  return typeof value === 'string' ? value : '';
}

/** Sorted by name, encoded after RFC 3986: what the SDK signs is not letter for letter what it sends. */
function canonicalQuery(query: string): string {
  return [...new URLSearchParams(query)]
    .sort(([a, aValue], [b, bValue]) => compare(a, b) || compare(aValue, bValue))
    .map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
