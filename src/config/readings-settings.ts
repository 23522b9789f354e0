import type { Profile } from '../readings/profiles.ts';
import { didYouMean } from './nearest.ts';
import { anyText, type Parsed } from './parse-text.ts';
import { DEFAULT_PROFILE, PROFILE_NAMES } from './readings-keys.ts';
import { setting } from './setting.ts';

/** What can be set of the weather around a device by a flag; the rest is `readings` and `climate` in the file. */
export const READINGS_SETTINGS = {
  profile: setting({
    flag: '--profile <name>',
    env: 'IOT_SIM_PROFILE',
    key: 'climate.profile',
    // A climate that names none has one all the same, and without one there is no climate.
    fromFile: ({ climate }) => climate && (climate.profile ?? DEFAULT_PROFILE),
    help: `temperature and humidity of a climate: ${PROFILE_NAMES.join(', ')}`,
    parse: parseProfile,
  }),
  site: setting({
    flag: '--site <name>',
    env: 'IOT_SIM_SITE',
    key: 'site',
    fromFile: (config) => config.site,
    help: 'devices of one site share the weather (default: a site of its own)',
    parse: anyText,
  }),
} as const;

function parseProfile(text: string): Parsed<Profile> {
  const value = PROFILE_NAMES.find((name) => name === text);
  if (value !== undefined) return { value };
  const hint = didYouMean(text, PROFILE_NAMES);
  return { problem: `${JSON.stringify(text)} is none of ${PROFILE_NAMES.join(', ')}.${hint}` };
}
