import type { Issue } from '../issues.ts';
import { isJsonObject, type JsonObject, parseJson, scalarText } from '../json.ts';
import { withoutTrailingNul } from './body.ts';
import type { HttpRequest } from './http.ts';
import { LIMITS } from './limits.ts';
import { sign, signContent } from './sign.ts';
import { IMPLIED_SIGN_METHOD, parseSignMethod, type SignMethod } from './sign-method.ts';
import type { DeviceIdentity, DeviceTriple } from './topic.ts';

/** Where a device gets its token. */
export const AUTH_PATH = '/auth';

/** What goes into a request for a token. */
export interface AuthParameters extends DeviceTriple {
  /** 1 to 64 characters. */
  readonly clientId: string;
  readonly signMethod: SignMethod;
  /** Milliseconds since 1970; left out of request and signature when undefined. */
  readonly timestampMs?: number | undefined;
}

/** The exact text that a request for a token signs. */
export function authSignContent(
  fields: DeviceIdentity & { clientId: string; timestamp?: string | undefined },
): string {
  const { clientId, deviceName, productKey, timestamp } = fields;
  return signContent({ clientId, deviceName, productKey, ...(timestamp === undefined ? {} : { timestamp }) });
}

/** Builds the request for a token. Source: HTTPS document, "Authenticate a device". */
export function encodeAuthRequest(parameters: AuthParameters): HttpRequest {
  const { productKey, deviceName, deviceSecret, clientId, signMethod, timestampMs } = parameters;
  // The documents' sample sends the time as text; the tutorial as a number. Both are signed as its decimal digits.
  const timestamp = timestampMs === undefined ? undefined : String(timestampMs);
  const content = authSignContent({ productKey, deviceName, clientId, timestamp });
  return {
    path: AUTH_PATH,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      version: 'default',
      clientId,
      signmethod: signMethod,
      sign: sign(signMethod, deviceSecret, content),
      productKey,
      deviceName,
      timestamp,
    }),
  };
}

/** A request for a token as the platform reads it. */
export interface AuthRequest extends DeviceIdentity {
  readonly clientId: string;
  readonly signMethod: SignMethod;
  /** As the request spelt it; undefined where it named none. */
  readonly signMethodAsSent: string | undefined;
  readonly sign: string;
  /** Decimal digits as sent, whether text or number; undefined where there is none. */
  readonly timestamp: string | undefined;
  /** The text its signature must cover: the documented fields. */
  readonly signContent: string;
  /** The same over every field that was sent, as the documents can be read too. */
  readonly signContentOfAll: string;
}

/** Reads the body of a request for a token, or names all that is wrong with it. */
export function decodeAuthRequest(body: string): { request: AuthRequest } | { issues: Issue[] } {
  let value: unknown;
  try {
    value = parseJson(withoutTrailingNul(body));
  } catch (error) {
    return { issues: [{ path: '', message: `is not JSON: ${(error as SyntaxError).message}` }] };
  }
  if (!isJsonObject(value)) return { issues: [{ path: '', message: 'is not a JSON object' }] };
  const issues: Issue[] = [];
  const productKey = requiredText(value, 'productKey', issues);
  const deviceName = requiredText(value, 'deviceName', issues);
  const clientId = requiredText(value, 'clientId', issues);
  const signature = requiredText(value, 'sign', issues);
  if ([...clientId].length > LIMITS.clientIdCharacters) {
    issues.push({ path: 'clientId', message: `is longer than ${LIMITS.clientIdCharacters} characters` });
  }
  const timestamp = readTimestamp(value, issues);
  const signMethodAsSent = value.has('signmethod') ? requiredText(value, 'signmethod', issues) : undefined;
  const signMethod = parseSignMethod(signMethodAsSent ?? IMPLIED_SIGN_METHOD);
  if (signMethod === undefined && signMethodAsSent !== '') {
    issues.push({ path: 'signmethod', message: `${JSON.stringify(signMethodAsSent)} is no sign method` });
  }
  if (issues.length > 0 || signMethod === undefined) return { issues };
  return {
    request: {
      productKey,
      deviceName,
      clientId,
      signMethod,
      signMethodAsSent,
      sign: signature,
      timestamp,
      signContent: authSignContent({ productKey, deviceName, clientId, timestamp }),
      signContentOfAll: signContent(signedFields(value)),
    },
  };
}

/** "All parameters that are submitted except version, sign and signmethod" (HTTPS document). */
function signedFields(body: JsonObject): Record<string, string> {
  const fields = [...body].flatMap(([name, value]) => {
    const text = ['version', 'sign', 'signmethod'].includes(name) ? undefined : scalarText(value);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(fields);
}

function requiredText(body: JsonObject, name: string, issues: Issue[]): string {
  const value = body.get(name);
  if (typeof value === 'string' && value !== '') return value;
  issues.push({ path: name, message: value === undefined ? 'is missing' : 'is not a text, or empty' });
  return '';
}

function readTimestamp(body: JsonObject, issues: Issue[]): string | undefined {
  const value = body.get('timestamp');
  if (value === undefined || value === null) return undefined;
  const text = scalarText(value);
  if (text !== undefined && /^\d{1,19}$/.test(text)) return text;
  issues.push({ path: 'timestamp', message: 'is not a time in milliseconds' });
  return undefined;
}
