import { formatIssues } from '../issues.ts';
import { decodeAuthRequest } from '../protocol/auth.ts';
import { isContentType } from '../protocol/body.ts';
import type { HttpRequest } from '../protocol/http.ts';
import { LIMITS } from '../protocol/limits.ts';
import { isSameSignature, sign } from '../protocol/sign.ts';
import type { Decision, PlatformState } from './state.ts';

/**
 * Answers POST /auth. The documents give the codes and not which fault gets which; the choice is: what cannot be read
 * is 10001, who cannot be believed is 20000. The exchange's notes say the reason, the answer does not.
 */
export function answerAuth(
  { clock, registry, tokens }: PlatformState,
  { headers, body }: HttpRequest,
): Decision {
  if (!isContentType(headers['content-type'], 'application/json')) {
    return { code: 10001, notes: ['Content-Type is not application/json'] };
  }
  const decoded = decodeAuthRequest(body);
  if ('issues' in decoded) return { code: 10001, notes: [`body:${formatIssues(decoded.issues)}`] };
  const { request } = decoded;
  const { productKey, deviceName, signMethod, signMethodAsSent, timestamp } = request;
  const device = registry.find(productKey, deviceName);
  if (device === undefined) return { code: 20000, notes: [`there is no device ${productKey}/${deviceName}`] };
  const name = `${productKey}/${deviceName}`;
  if (!device.isEnabled) return { code: 20000, device: name, notes: ['the device is disabled'] };
  const aheadMs = timestamp === undefined ? 0 : Number(timestamp) - clock.now();
  if (Math.abs(aheadMs) > LIMITS.timestampWindowMs) {
    return {
      code: 20000,
      device: name,
      notes: [`timestamp is ${aheadMs} ms off; ${LIMITS.timestampWindowMs} are allowed`],
    };
  }
  const expected = sign(signMethod, device.triple.deviceSecret, request.signContent);
  if (!isSameSignature(request.sign, expected)) {
    return { code: 20000, device: name, notes: [`sign is not the ${signMethod} of ${request.signContent}`] };
  }
  const notes: string[] = [];
  if (signMethod === 'hmacsha256') notes.push('hmacsha256 is undocumented for HTTPS');
  if (signMethodAsSent !== undefined && signMethodAsSent !== signMethod) {
    notes.push(`signmethod "${signMethodAsSent}" is documented as "${signMethod}"`);
  }
  return { code: 0, device: name, token: tokens.issue(device), notes };
}
