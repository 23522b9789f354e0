import { issueTexts } from '../issues.ts';
import { isContentType } from '../protocol/body.ts';
import type { HttpRequest } from '../protocol/http.ts';
import { decodeRegisterRequest, encodeRegisterAnswer, REGISTER_CONTENT_TYPE } from '../protocol/register.ts';
import { isSameSignature, sign } from '../protocol/sign.ts';
import { type Decision, refuse } from './decision.ts';
import type { Device } from './registry/device.ts';
import type { PlatformState } from './state.ts';

/**
 * Answers POST /auth/register/device: a device that was made beforehand and never authenticated gets the secret it
 * was made with. Codes: device-side error codes page; the order of the checks, and 460 for a device that does not
 * exist, are ours.
 */
export function answerRegister({ registry }: PlatformState, { headers, body }: HttpRequest): Decision {
  const refuseWith = (code: number, note: string, device?: Device): Decision =>
    refuse({ code, body: encodeRegisterAnswer({ code }), device, notes: [note] });
  if (!isContentType(headers['content-type'], REGISTER_CONTENT_TYPE)) {
    return refuseWith(460, `Content-Type is not ${REGISTER_CONTENT_TYPE}`);
  }
  const decoded = decodeRegisterRequest(body);
  if ('problem' in decoded) {
    return refuseWith(decoded.problem.code, `body: ${issueTexts(decoded.problem.issues).join(', ')}`);
  }
  const { productKey, deviceName, signMethod, sign: signature, signContent } = decoded.request;
  const product = registry.product(productKey);
  if (product === undefined) return refuseWith(6250, `there is no product ${productKey}`);
  if (!product.isDynamicRegistration) return refuseWith(6288, 'dynamic registration is switched off');
  if (!isSameSignature(signature, sign(signMethod, product.productSecret, signContent))) {
    return refuseWith(6600, `sign is not the ${signMethod} of ${signContent}`);
  }
  const device = registry.device(productKey, deviceName);
  if (device === undefined) return refuseWith(460, `there is no device ${productKey}/${deviceName}`);
  if (!device.isEnabled) return refuseWith(460, 'the device is disabled', device);
  if (device.activatedAtMs !== undefined) {
    return refuseWith(6289, 'the device has authenticated before', device);
  }
  return {
    code: 200,
    body: encodeRegisterAnswer({ code: 200, data: device.triple }),
    device,
    notes: [],
    changes: [],
  };
}
