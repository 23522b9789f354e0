import { AUTH_PATH, decodeAuthRequest } from '../protocol/auth.ts';
import type { HttpRequest } from '../protocol/http.ts';
import { TOKEN_HEADER } from '../protocol/publish.ts';
import { decodeRegisterRequest, REGISTER_PATH } from '../protocol/register.ts';
import { deviceText, pathToTopic } from '../protocol/topic.ts';
import type { PlatformState } from './state.ts';

/** What a request of a device is for. */
export type Route =
  | { readonly on: 'auth' }
  | { readonly on: 'register' }
  | { readonly on: 'topic'; readonly topic: string; readonly query: string | undefined };

/** Tells what a path is for; undefined where the platform has nothing of the kind. */
export function routeOf(pathAndQuery: string): Route | undefined {
  const mark = pathAndQuery.indexOf('?');
  const path = mark === -1 ? pathAndQuery : pathAndQuery.slice(0, mark);
  const topic = pathToTopic(path);
  if (topic !== undefined) {
    return { on: 'topic', topic, query: mark === -1 ? undefined : pathAndQuery.slice(mark + 1) };
  }
  // The vendor's C SDK 4 sends /auth?_v=…: a query there is ignored.
  if (path === AUTH_PATH) return { on: 'auth' };
  return path === REGISTER_PATH ? { on: 'register' } : undefined;
}

/** Whose request it claims to be, as `productKey/deviceName`, where there is such a device; no more is checked. */
export function claimedDevice(
  { tokens, registry, clock }: PlatformState,
  { on }: Route,
  { headers, body }: HttpRequest,
): string | undefined {
  if (on === 'topic') {
    const device = tokens.look(headers[TOKEN_HEADER] ?? '', clock.now());
    return typeof device === 'string' ? undefined : deviceText(device.triple);
  }
  const decoded = on === 'auth' ? decodeAuthRequest(body) : decodeRegisterRequest(body);
  if (!('request' in decoded)) return undefined;
  const device = registry.device(decoded.request.productKey, decoded.request.deviceName);
  return device && deviceText(device.triple);
}
