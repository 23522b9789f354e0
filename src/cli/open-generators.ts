import { randomSeed } from '../random.ts';
import { createGenerators, type SeedUse, seedUses } from '../readings/create-generators.ts';
import type { Generators } from '../readings/generator.ts';
import type { Session } from './session.ts';

/** What of a session decides which values there are. */
export type DeviceSettings = Pick<Session, 'model' | 'resolved'> & {
  readonly client: { readonly device: { readonly deviceName: string } };
};

/** A device's generators, and how people are told of what repeats them. */
interface OpenedGenerators {
  readonly generators: Generators;
  /** The run's seed: the one given, or a new one. */
  readonly seed: string;
  /** Such as `seed 1f2e3d4c`. */
  readonly words: string;
}

/**
 * Makes the generators that the settings of a session say.
 * @param drawnSeed the seed of draws where the settings have none
 */
export function openGenerators(
  { model, resolved, client }: DeviceSettings,
  drawnSeed = randomSeed(),
): OpenedGenerators {
  const { seed, site } = resolved.settings;
  const plan = { specs: resolved.readings, climate: resolved.climate };
  const device = client.device.deviceName;
  return {
    seed: seed ?? drawnSeed,
    generators: createGenerators(model, { ...plan, seed, drawnSeed, device, site }),
    words: seed === undefined ? unseeded(seedUses(model, plan), drawnSeed) : `seed ${seed}`,
  };
}

/** What was drawn comes again with the drawn seed; a series that is a function of time does so without, and only without. */
function unseeded(uses: ReadonlySet<SeedUse>, drawnSeed: string): string {
  if (!uses.has('draws')) return uses.has('series') ? 'seed of the device' : 'no seed needed';
  return uses.has('series') ? `seed ${drawnSeed} for draws, of the device for the rest` : `seed ${drawnSeed}`;
}
