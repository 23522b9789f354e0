import type { Clock } from '../clock.ts';
import { SimError } from '../errors.ts';
import type { Answer } from '../protocol/answer.ts';
import { authSignContent, encodeAuthRequest } from '../protocol/auth.ts';
import { AUTH_FAILED_CODE, answerCode, documentedCause, THROTTLED_CODE } from '../protocol/codes.ts';
import type { HttpResponse, Transport } from '../protocol/http.ts';
import { LIMITS } from '../protocol/limits.ts';
import { isToken } from '../protocol/publish.ts';
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
  if (answer.token !== undefined && !isToken(answer.token)) {
    throw new SimError(
      'ANSWER_INVALID',
      'The answer to /auth holds a token that cannot be sent in a header.',
    );
  }
  return {
    answer,
    timestampMs,
    signContent: authSignContent({ productKey, deviceName, clientId, timestamp: String(timestampMs) }),
    clockAheadMs: clockAhead(response, clock.now()),
  };
}

/** The error for a refused request: what can be retried is no AUTH_REFUSED. */
export function authRefusal({ answer, clockAheadMs }: AuthResult): SimError {
  const { code, message } = answer;
  const words = `The platform refused to authenticate the device: ${code} ${message}.`;
  if (code === THROTTLED_CODE) return new SimError('THROTTLED', words);
  const { remedy, hint } = answerCode(code);
  if (remedy === 'retry') return new SimError('UNDELIVERED', words, { hint });
  if (code !== AUTH_FAILED_CODE) {
    return new SimError('AUTH_REFUSED', words, { likely: documentedCause(code), hint });
  }
  if (isClockOff(clockAheadMs)) {
    const likely =
      'This machine’s clock is more than 15 minutes off the server’s, so the request counts as stale.';
    return new SimError('AUTH_REFUSED', words, { likely, hint: 'Set the clock, then try again.' });
  }
  return new SimError('AUTH_REFUSED', words);
}

/** Whether a clock is so far off that requests signed with it are refused; false where that is not known. */
export function isClockOff(clockAheadMs: number | undefined): boolean {
  return clockAheadMs !== undefined && Math.abs(clockAheadMs) > LIMITS.timestampWindowMs;
}

function clockAhead(response: HttpResponse, nowMs: number): number | undefined {
  const date = Date.parse(response.headers['date'] ?? '');
  return Number.isNaN(date) ? undefined : nowMs - date;
}
