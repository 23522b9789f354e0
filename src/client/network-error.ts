import { type ErrorCode, SimError } from '../errors.ts';

const TIME_OUTS = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);
const UNREACHABLE = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);

/**
 * Turns what the network layer threw into an error that says what to do; names the endpoint, never the request.
 * What carries no code is no fault of the network, but a bug, and comes back as it is.
 */
export function networkError(error: unknown, endpoint: string): unknown {
  const code = systemCode(error);
  if (code === undefined || code === 'UND_ERR_INVALID_ARG') return error;
  const fail = (kind: ErrorCode, message: string, words: { likely?: string; hint?: string } = {}): SimError =>
    new SimError(kind, message, { cause: error, ...words });
  const { host, hostname } = new URL(endpoint);

  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return fail('HOST_UNKNOWN', `The host ${hostname} is unknown (${code}).`);
  if (UNREACHABLE.has(code)) return fail('CONNECTION_REFUSED', `${host} cannot be reached (${code}).`);
  if (TIME_OUTS.has(code)) return fail('TIMED_OUT', `${host} did not answer in time (${code}).`);
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return fail('CERTIFICATE_UNTRUSTED', `The certificate of ${host} is for another name.`, {
      likely: 'The endpoint is misspelt, or is an address where the certificate has a name.',
      hint: 'Check --endpoint: it must be one of the names in the certificate.',
    });
  }
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return fail('CERTIFICATE_UNTRUSTED', `The certificate of ${host} is out of its dates (${code}).`, {
      likely: 'The certificate was not renewed, or this machine’s clock is wrong.',
      hint: 'Check this machine’s clock; if it is right, the server’s certificate must be renewed.',
    });
  }
  if (isCertificateCode(code))
    return fail('CERTIFICATE_UNTRUSTED', `The certificate of ${host} is not trusted (${code}).`);
  if (
    code.startsWith('HPE') ||
    code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE' ||
    code === 'UND_ERR_HEADERS_OVERFLOW'
  ) {
    return fail('ANSWER_INVALID', `The answer of ${host} is no HTTP answer of the platform (${code}).`);
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return fail('CONNECTION_LOST', `${host} does not speak TLS as expected (${code}).`, {
      likely: 'The port is one for plain HTTP, or something between here and the server breaks TLS.',
    });
  }
  return fail('CONNECTION_LOST', `The connection to ${host} broke off (${code}).`);
}

/** Node's name for what went wrong; where several addresses were tried, of the first. */
function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  if (error.name === 'HTTPParserError') return 'HPE'; // undici gives no code where the answer does not begin with HTTP/
  return systemCode(error instanceof AggregateError ? error.errors[0] : error.cause);
}

function isCertificateCode(code: string): boolean {
  if (code.startsWith('ERR_SSL')) return false; // the server wants a certificate of ours
  return code.includes('CERT') || code.includes('SELF_SIGNED') || code === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE';
}
