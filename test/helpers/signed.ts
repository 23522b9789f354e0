import { createHmac } from 'node:crypto';
import type { HttpRequest } from '../../src/protocol/http.ts';

/** A device's three values. */
interface Triple {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
}

/** What a request for a token says beside the triple. */
interface Saying {
  readonly clientId?: string;
  /** As it stands in the request; undefined leaves it out. */
  readonly signmethod?: string | undefined;
  /** Text or number; undefined leaves it out. */
  readonly timestamp?: string | number | undefined;
}

/**
 * The fields of a request for a token, signed with nothing but node:crypto, so that a mistake in the program's own
 * signing cannot hide. Without a method it is signed with HMAC-MD5, as the documents say.
 */
export function signedFields(
  { productKey, deviceName, deviceSecret }: Triple,
  { clientId = 'test-client', signmethod, timestamp }: Saying = {},
): Record<string, unknown> {
  const time = timestamp === undefined ? '' : `timestamp${timestamp}`;
  const content = `clientId${clientId}deviceName${deviceName}productKey${productKey}${time}`;
  const algorithm = (signmethod ?? 'hmacmd5').toLowerCase().replace('hmac', '');
  const sign = createHmac(algorithm, deviceSecret).update(content).digest('hex');
  return { productKey, deviceName, clientId, sign, signmethod, timestamp };
}

/** The request for a token that carries these fields. */
export function authRequest(fields: Readonly<Record<string, unknown>>): HttpRequest {
  return { path: '/auth', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(fields) };
}

/** The request that publishes a body to a topic. */
export function topicRequest(topic: string, token: string, body: string): HttpRequest {
  return {
    path: `/topic${topic}`,
    headers: { 'Content-Type': 'application/octet-stream', password: token },
    body,
  };
}
