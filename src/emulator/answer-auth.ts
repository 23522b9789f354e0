import { issueTexts } from '../issues.ts';
import { encodeAnswer } from '../protocol/answer.ts';
import { decodeAuthRequest } from '../protocol/auth.ts';
import { isContentType } from '../protocol/body.ts';
import type { HttpRequest } from '../protocol/http.ts';
import { LIMITS } from '../protocol/limits.ts';
import { isSameSignature, sign } from '../protocol/sign.ts';
import { type Decision, refuse } from './decision.ts';
import type { Device } from './registry/device.ts';
import type { PlatformState } from './state.ts';

/**
 * Answers POST /auth. The documents give the codes and not which fault gets which; the choice is: what cannot be read
 * is 10001, who cannot be believed is 20000. The exchange's notes say the reason, the answer does not.
 */
export function answerAuth(
  { clock, registry, tokens, settings }: PlatformState,
  { headers, body }: HttpRequest,
): Decision {
  const refuseWith = (code: number, note: string, device?: Device): Decision =>
    refuse({ code, body: encodeAnswer({ code }), device, notes: [note] });
  if (!isContentType(headers['content-type'], 'application/json')) {
    return refuseWith(10001, 'Content-Type is not application/json');
  }
  const decoded = decodeAuthRequest(body);
  if ('issues' in decoded) return refuseWith(10001, `body: ${issueTexts(decoded.issues).join(', ')}`);
  const { request } = decoded;
  const { productKey, deviceName, signMethod, signMethodAsSent, timestamp } = request;
  const device = registry.device(productKey, deviceName);
  if (device === undefined) return refuseWith(20000, `there is no device ${productKey}/${deviceName}`);
  if (!device.isEnabled) return refuseWith(20000, 'the device is disabled', device);
  const nowMs = clock.now();
  const aheadMs = timestamp === undefined ? 0 : Number(timestamp) - nowMs;
  if (Math.abs(aheadMs) > LIMITS.timestampWindowMs) {
    const note = `timestamp is ${aheadMs} ms off; ${LIMITS.timestampWindowMs} are allowed`;
    return refuseWith(20000, note, device);
  }
  const content = settings.signsEveryField ? request.signContentOfAll : request.signContent;
  if (!isSameSignature(request.sign, sign(signMethod, device.triple.deviceSecret, content))) {
    return refuseWith(20000, `sign is not the ${signMethod} of ${content}`, device);
  }
  const notes: string[] = [];
  if (signMethod === 'hmacsha256') notes.push('hmacsha256 is undocumented for HTTPS');
  if (signMethodAsSent !== undefined && signMethodAsSent !== signMethod) {
    notes.push(`signmethod "${signMethodAsSent}" is documented as "${signMethod}"`);
  }
  const { activatedAtMs } = device;
  device.activatedAtMs ??= nowMs;
  const revoked = settings.revokesEarlierTokens ? tokens.revoke(device) : undefined;
  const issued = tokens.issue(device, nowMs + settings.tokenTtlMs);
  return {
    code: 0,
    body: encodeAnswer({ code: 0, token: issued.token }),
    device,
    notes,
    changes: [...(revoked?.changes ?? []), ...issued.changes],
    undo() {
      device.activatedAtMs = activatedAtMs;
      issued.undo();
      revoked?.undo();
    },
  };
}
