import { type EmulatorSettings, SETTING_LIMITS } from '../state.ts';
import type { ApiRequest, Routes } from './handler.ts';
import { json, type LocalAnswer, wrongBody } from './local.ts';
import { type Checks, isBoolean, isWhole, readChanges } from './read-body.ts';

const YEAR_MS = 365 * 24 * 60 * 60_000;

/** What can be set while the emulator runs. */
export const SETTING_ROUTES: Routes = {
  settings: { methods: { GET: show, PATCH: change } },
};

const CHECKS: Checks<EmulatorSettings> = {
  tokenTtlMs: (value) =>
    isWhole(value, 1, SETTING_LIMITS.tokenTtlMs)
      ? undefined
      : `must be a whole number of 1 to ${SETTING_LIMITS.tokenTtlMs}`,
  rateLimit: (value) =>
    value === null || isWhole(value, 1, SETTING_LIMITS.rateLimit)
      ? undefined
      : `must be a whole number of 1 to ${SETTING_LIMITS.rateLimit}, or null`,
  clockOffsetMs: (value) =>
    isWhole(value, -10 * YEAR_MS, 10 * YEAR_MS)
      ? undefined
      : 'must be a whole number of milliseconds, ten years at most',
  signsEveryField: isBoolean,
  revokesEarlierTokens: isBoolean,
};

function show({ platform: { settings, clock } }: ApiRequest): LocalAnswer {
  return json(JSON.stringify({ ...settings, rateLimit: settings.rateLimit ?? null, now: clock.now() }));
}

function change(request: ApiRequest): LocalAnswer {
  const read = readChanges(request.value, CHECKS);
  if ('issues' in read) return wrongBody(read.issues);
  const { given } = read;
  Object.assign(request.platform.settings, given);
  // `null` takes the limit away.
  if ('rateLimit' in given) request.platform.settings.rateLimit = given.rateLimit ?? undefined;
  request.hooks.live.onChange(); // the clock that a page shows may be another now
  return show(request);
}
