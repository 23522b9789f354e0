import { describe, expect, test } from 'vitest';
import { PROFILE_NAMES } from '../../src/config/readings-keys.ts';
import { READINGS_SETTINGS } from '../../src/config/readings-settings.ts';

const { profile, site } = READINGS_SETTINGS;

describe('profile', () => {
  test.each(PROFILE_NAMES)('may be %s, and help says so', (name) => {
    expect(profile.parse(name)).toEqual({ value: name });
    expect(profile.help).toContain(name);
  });

  test.each([
    ['outdor', 'Did you mean outdoor?'],
    ['Indoor', 'Did you mean indoor?'],
    ['', '"" is none of outdoor, indoor'],
    ['toString', 'is none of'],
  ])('may not be %j: %s', (text, words) => {
    expect(profile.parse(text)).toEqual({ problem: expect.stringContaining(words) });
  });

  test('of a file with a climate that names none is outdoor; without a climate there is none', () => {
    expect(profile.fromFile?.({ climate: {} })).toBe('outdoor');
    expect(profile.fromFile?.({ climate: { profile: 'indoor' } })).toBe('indoor');
    expect(profile.fromFile?.({})).toBeUndefined();
  });
});

test('site may be any text but an empty one', () => {
  expect(site.parse('hall 5')).toEqual({ value: 'hall 5' });
  expect(site.parse(' ')).toEqual({ problem: 'is empty' });
});
