import type { Platform } from '../platform.ts';
import { DEVICE_ROUTES } from './devices.ts';
import { EMULATOR_ROUTES } from './emulator.ts';
import { EVENT_ROUTES } from './events.ts';
import { FAULT_ROUTES } from './faults.ts';
import type { ApiHooks, Resource, Routes } from './handler.ts';

import { type LocalAnswer, type LocalRequest, problem } from './local.ts';
import { LOG_ROUTES } from './log.ts';
import { PRODUCT_ROUTES } from './products.ts';
import { SETTING_ROUTES } from './settings.ts';
import { MODEL_ROUTES } from './thing-model.ts';
import { VALUE_ROUTES } from './values.ts';

/** Where the emulator's own API is. */
const API_PREFIX = '/_emulator/';

/** Where anybody may ask whether the emulator is there. */
export const HEALTH_PATH = `${API_PREFIX}health`;

const ROUTES: Routes = {
  ...EMULATOR_ROUTES,
  ...SETTING_ROUTES,
  ...FAULT_ROUTES,
  ...LOG_ROUTES,
  ...PRODUCT_ROUTES,
  ...MODEL_ROUTES,
  ...DEVICE_ROUTES,
  ...VALUE_ROUTES,
  ...EVENT_ROUTES,
};

const PATTERNS = Object.entries(ROUTES).map(([pattern, resource]) => ({
  pattern,
  parts: pattern.split('/'),
  resource,
}));

/** The emulator's own API: JSON for test suites and for its console. Every answer but few is a JSON object. */
export async function answerApi(
  platform: Platform,
  { method, path, body }: LocalRequest,
  hooks: ApiHooks,
): Promise<LocalAnswer> {
  const [pathname = '', search] = path.split('?', 2);
  const found = pathname.startsWith(API_PREFIX) ? findResource(pathname.slice(API_PREFIX.length)) : undefined;
  if (found === undefined) return nothingThere();
  const { pattern, resource, params } = found;
  const name = API_PREFIX + pattern;
  const handler = resource.methods[method];
  if (handler === undefined) {
    return problem(405, `${name} takes ${Object.keys(resource.methods).join(', ')} alone.`);
  }
  const query = new URLSearchParams(search);
  const { query: known = [] } = resource;
  const stray = [...query.keys()].find((key) => !known.includes(key));
  if (stray !== undefined) {
    const there = known.length === 0 ? 'it has none' : `there are ${known.join(', ')}`;
    return problem(400, `The query ${stray} is not known for ${name}; ${there}.`);
  }
  let value: unknown;
  try {
    value = body === '' ? undefined : JSON.parse(body.replace(/^\uFEFF/, ''));
  } catch (error) {
    return problem(400, `The body is no JSON: ${(error as SyntaxError).message}.`);
  }
  return handler({ platform, hooks, params, query, body, value });
}

function findResource(
  path: string,
): { pattern: string; resource: Resource; params: Readonly<Record<string, string>> } | undefined {
  const given = path.split('/').map(decoded);
  for (const { pattern, parts, resource } of PATTERNS) {
    const params = paramsOf(parts, given);
    if (params !== undefined) return { pattern, resource, params };
  }
  return undefined;
}

/** What stands in a path where its pattern has names; undefined where the path is another. */
function paramsOf(
  parts: readonly string[],
  given: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (parts.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const text = given[index] ?? '';
    if (part.startsWith(':') && text !== '') params[part.slice(1)] = text;
    else if (part !== text) return undefined;
  }
  return params;
}

/** Empty, which is no part of a path, where it cannot be decoded. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return '';
  }
}

function nothingThere(): LocalAnswer {
  const known = new Set(PATTERNS.map(({ parts }) => parts[0]));
  const management = 'POST / with the header x-acs-action is the management API.';
  return problem(
    404,
    `There is nothing at this path. Under ${API_PREFIX} there are ${[...known].join(', ')}. ${management}`,
  );
}
