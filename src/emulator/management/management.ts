import type { HttpResponse } from '../../protocol/http.ts';
import { randomHex } from '../../random.ts';
import type { LocalRequest } from '../api/local.ts';
import type { Platform } from '../platform.ts';
import type { AccessKey } from './access-key.ts';
import { type Action, type Context, type Fields, isRefusal, refuseAction } from './action.ts';
import { ACTIONS } from './actions/actions.ts';
import { createApplications } from './applications.ts';
import { type GatewayError, gatewayError, missingParameter } from './gateway-error.ts';
import { createNonces } from './nonces.ts';
import { readParameters } from './parameters.ts';
import { checkSignature } from './signature.ts';

export type { AccessKey } from './access-key.ts';

const VERSION = '2018-01-20';

/** Answers requests to the management API. */
export type Management = (request: LocalRequest) => Promise<HttpResponse>;

/**
 * Makes the management API of a platform: the actions of product code `Iot`, version 2018-01-20, signed with
 * ACS3-HMAC-SHA256. Signatures follow the time of this machine, so that a shifted clock does not shut out its user. Batches of devices and used nonces are remembered as long as it lives.
 */
export function createManagement(
  platform: Platform,
  { accessKey, now }: { accessKey: AccessKey; now: () => number },
): Management {
  const context: Context = { platform, applications: createApplications(platform.clock.now()) };
  const nonces = createNonces();

  return async (request) => {
    const requestId = newRequestId();
    const nowMs = now();
    const headers = {
      'content-type': 'application/json;charset=utf-8',
      'x-acs-request-id': requestId,
      date: new Date(nowMs).toUTCString(),
    };
    const reply = (status: number, fields: Fields): HttpResponse => ({
      status,
      headers,
      body: JSON.stringify({ RequestId: requestId, ...fields }),
    });
    const refuseRequest = ({ status, code, message }: GatewayError): HttpResponse =>
      reply(status, {
        HostId: request.headers['host'] ?? '',
        Code: code,
        Message: message,
        Recommend: `https://api.aliyun.com/troubleshoot?q=${code}&product=Iot&requestId=${requestId}`,
      });

    const action = actionOf(request);
    if ('status' in action) return refuseRequest(action);
    const signatureError = checkSignature(request, { accessKey, nowMs, nonces });
    if (signatureError !== undefined) return refuseRequest(signatureError);
    const parameters = readParameters(request, action.needs);
    if ('status' in parameters) return refuseRequest(parameters);

    // What fails without being refused, such as a disk that is full, is told as the cloud's "system exception".
    const result = await Promise.resolve()
      .then(() => action.run(context, parameters))
      .catch((error: Error) => refuseAction('iot.system.SystemException', error.message));
    if (!isRefusal(result)) return reply(200, { Success: true, ...result });
    const { code, message, fields } = result;
    return reply(200, { Success: false, Code: code, ErrorMessage: message, ...fields });
  };
}

/** The action that a request names. */
function actionOf({ method, path, headers }: LocalRequest): Action | GatewayError {
  const version = headers['x-acs-version'];
  if (!version) return missingParameter('Version');
  if (version !== VERSION) {
    const message = `Specified parameter Version is not valid. The emulator has ${VERSION}.`;
    return gatewayError('InvalidVersion', message);
  }
  const name = headers['x-acs-action'];
  if (!name) return missingParameter('Action');
  const isRoot = path === '/' || path.startsWith('/?');
  const action = isRoot && (method === 'GET' || method === 'POST') ? ACTIONS.get(name) : undefined;
  if (action !== undefined) return action;
  const known = [...ACTIONS.keys()].join(', ');
  const message = `Specified api is not found, please check your url and method. The emulator has ${known}.`;
  return gatewayError('InvalidAction.NotFound', message, 404);
}

/** `E55E50B7-40EE-4B6B-8BBE-D3ED55CCF565`. */
function newRequestId(): string {
  const hex = randomHex(16).toUpperCase();
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
