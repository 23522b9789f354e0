import type { Platform } from '../platform.ts';
import type { LocalAnswer, LocalRequest } from './local.ts';
import { problem } from './local.ts';
import { type ApiHooks, RESOURCES } from './resources.ts';

/** Where the emulator's own API is. */
const API_PREFIX = '/_emulator/';

/** Where anybody may ask whether the emulator is there. */
export const HEALTH_PATH = `${API_PREFIX}health`;

/** The emulator's own API: JSON for test suites and for its console. Every answer is a JSON object. */
export async function answerApi(
  platform: Platform,
  { method, path, body }: LocalRequest,
  hooks: ApiHooks,
): Promise<LocalAnswer> {
  const [pathname = '', query] = path.split('?', 2);
  const [name = '', ...rest] = pathname.slice(API_PREFIX.length).split('/');
  const resource = pathname.startsWith(API_PREFIX) ? RESOURCES.get(name) : undefined;
  if (resource === undefined || (rest.length > 0 && resource.hasItems !== true)) {
    const known = [...RESOURCES.keys()].join(', ');
    const management = 'POST / with the header x-acs-action is the management API.';
    return problem(
      404,
      `There is nothing at this path. Under ${API_PREFIX} there are ${known}. ${management}`,
    );
  }
  const handler = resource.methods[method];
  if (handler === undefined) {
    return problem(405, `${API_PREFIX}${name} takes ${Object.keys(resource.methods).join(', ')} alone.`);
  }
  const asked = new URLSearchParams(query);
  const { query: known = [] } = resource;
  const stray = [...asked.keys()].find((key) => !known.includes(key));
  if (stray !== undefined) {
    const there = known.length === 0 ? 'it has none' : `there are ${known.join(', ')}`;
    return problem(400, `The query ${stray} is not known for ${API_PREFIX}${name}; ${there}.`);
  }
  let value: unknown;
  try {
    value = body === '' ? undefined : JSON.parse(body);
  } catch (error) {
    return problem(400, `The body is no JSON: ${(error as SyntaxError).message}.`);
  }
  return handler({ platform, hooks, rest: rest.join('/'), query: asked, value });
}
