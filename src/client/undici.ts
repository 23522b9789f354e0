import { createSecureContext, rootCertificates } from 'node:tls';
import { Client, type Dispatcher } from 'undici';
import type { Transport } from '../protocol/http.ts';
import { networkError } from './network-error.ts';

/** How long a connection may take. The vendor's C SDKs wait 5 to 10 s. */
const CONNECT_TIMEOUT_MS = 5_000;
/** How long an answer may take. The vendor's C SDKs wait 5 s. */
const RESPONSE_TIMEOUT_MS = 5_000;

/** An idle connection is kept this long, unless the server announces less, so that an interval of minutes reuses it. */
const KEEP_ALIVE_MS = 10 * 60_000;
/** No answer of the platform comes near this; a larger one is somebody else's. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** One kept-alive connection to an endpoint. */
export interface Connection {
  readonly send: Transport;
  close(): Promise<void>;
}

interface ConnectionOptions {
  /** `https://host[:port][/path]`; a path is put before every request's. */
  readonly endpoint: string;
  /** Further certificate authorities to trust, PEM. */
  readonly ca?: readonly string[] | undefined;
  /** @default CONNECT_TIMEOUT_MS */
  readonly connectTimeoutMs?: number;
  /** @default RESPONSE_TIMEOUT_MS */
  readonly responseTimeoutMs?: number;
}

/**
 * Opens the way to an endpoint: one connection, TLS verified, kept alive between requests.
 * Its `send` rejects with a SimError that says whether the host, the connection, the certificate or the time was wrong.
 */
export function openConnection(options: ConnectionOptions): Connection {
  const { endpoint, ca } = options;
  const { connectTimeoutMs = CONNECT_TIMEOUT_MS, responseTimeoutMs = RESPONSE_TIMEOUT_MS } = options;
  const { origin, pathname } = new URL(endpoint);
  const prefix = pathname.replace(/\/$/, '');
  const client = new Client(origin, {
    connect: {
      timeout: connectTimeoutMs,
      // Made once: all the authorities would otherwise be read anew, and kept, for each connection.
      ...(ca === undefined
        ? {}
        : { secureContext: createSecureContext({ ca: [...rootCertificates, ...ca] }) }),
    },
    headersTimeout: responseTimeoutMs,
    bodyTimeout: responseTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    maxResponseSize: MAX_ANSWER_BYTES,
    pipelining: 1,
  });
  return {
    async send({ path, headers, body }, signal) {
      signal?.throwIfAborted();
      try {
        const answer = await client.request({
          method: 'POST',
          path: prefix + path,
          headers,
          body,
          ...(signal ? { signal } : {}),
        });
        const text = await readInTime(answer.body, responseTimeoutMs);
        return { status: answer.statusCode, headers: plainHeaders(answer.headers), body: text };
      } catch (error) {
        if (signal?.aborted) throw signal.reason;
        throw networkError(error, endpoint);
      }
    },
    close: () => client.destroy(),
  };
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, String(value ?? '')] as const);
  return Object.fromEntries(entries);
}

/** undici's own limit counts from the last byte: an answer that comes in drops would never end. */
async function readInTime(body: Dispatcher.ResponseData['body'], ms: number): Promise<string> {
  const limit = AbortSignal.timeout(ms);
  const onLimit = (): void => {
    body.destroy(Object.assign(new Error('the answer did not end in time'), { code: 'ETIMEDOUT' }));
  };
  limit.addEventListener('abort', onLimit, { once: true });
  try {
    return await body.text();
  } finally {
    limit.removeEventListener('abort', onLimit);
  }
}
