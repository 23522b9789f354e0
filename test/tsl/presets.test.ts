import { describe, expect, it } from 'vitest';
import { isPresetName, PRESETS } from '../../src/tsl/presets.ts';
import { fixture } from '../helpers/fixture.ts';
import { readModel } from '../helpers/model.ts';

describe('the presets', () => {
  it.each(['environment', 'environment-float'] as const)('%s is what the console exports for it', (name) => {
    const exported = readModel(fixture(`tsl/${name}.json`));
    expect([...PRESETS[name].properties]).toEqual([...exported.properties]);
  });

  it.each(['', 'Environment', 'environment.json', 'toString', '__proto__'])('know no name %j', (name) => {
    expect(isPresetName(name)).toBe(false);
  });

  it.each(Object.keys(PRESETS))('know the name %s', (name) => {
    expect(isPresetName(name)).toBe(true);
  });
});
