import type { Clock } from '../clock.ts';
import { SimError } from '../errors.ts';
import type { Answer } from '../protocol/answer.ts';
import { authSignContent, encodeAuthRequest } from '../protocol/auth.ts';
import { answerCode } from '../protocol/codes.ts';
import type { HttpResponse, Transport } from '../protocol/http.ts';
import type { SignMethod } from '../protocol/sign-method.ts';
import type { DeviceTriple } from '../protocol/topic.ts';
import { readAnswer } from './read-answer.ts';

/** Who authenticates, and how. */
export interface AuthOptions {
  readonly device: DeviceTriple;
  /** 1 to 64 characters. */
  readonly clientId: string;
  readonly signMethod: SignMethod;
}

/** What one request for a token brought, refused or not. */
export interface AuthResult {
  readonly answer: Answer;
  /** Milliseconds since 1970, as signed. */
  readonly timestampMs: number;
  /** The exact text that was signed. */
  readonly signContent: string;
  /** How far this machine's clock is ahead of the server's, in ms; known to the second, from its Date header. */
  readonly clockAheadMs: number | undefined;
}

/**
 * Asks for a token, once.
 * @throws SimError when there was no answer, or one that is none
 */
export async function authenticate(
  { device, clientId, signMethod }: AuthOptions,
  { send, clock, signal }: { send: Transport; clock: Clock; signal?: AbortSignal | undefined },
): Promise<AuthResult> {
  const timestampMs = clock.now();
  const { productKey, deviceName } = device;
  const response = await send(encodeAuthRequest({ ...device, clientId, signMethod, timestampMs }), signal);
  const answer = readAnswer(response);
  if (answer.code === 0 && answer.token === undefined) {
    throw new SimError('ANSWER_INVALID', 'The answer to /auth says success and holds no token.');
  }
  return {
    answer,
    timestampMs,
    signContent: authSignContent({ productKey, deviceName, clientId, timestamp: String(timestampMs) }),
    clockAheadMs: clockAhead(response, clock.now()),
  };
}

/** The error for a refused request: what can be retried is no AUTH_REFUSED. */
export function authRefusal({ code, message }: Answer): SimError {
  const words = `The platform refused to authenticate the device: ${code} ${message}.`;
  if (code === 40000) return new SimError('THROTTLED', words);
  const { remedy, hint } = answerCode(code);
  return new SimError(remedy === 'retry' ? 'UNDELIVERED' : 'AUTH_REFUSED', words, { hint });
}

function clockAhead(response: HttpResponse, nowMs: number): number | undefined {
  const date = Date.parse(response.headers['date'] ?? '');
  return Number.isNaN(date) ? undefined : nowMs - date;
}
