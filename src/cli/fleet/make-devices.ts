import type { FleetEntry } from '../../config/parse-fleet.ts';
import type { Resolved } from '../../config/resolve.ts';
import { createFleetDevice, type FleetDevice } from '../../engine/fleet/device.ts';
import { phaseOf } from '../../engine/fleet/phase.ts';
import type { Weather } from '../../readings/climate/weather.ts';
import { siteWeather } from '../../readings/climate-generators.ts';
import { createSharedGenerators, drawKey, type GeneratorOwner } from '../../readings/create-generators.ts';
import type { Generators } from '../../readings/generator.ts';
import type { ThingModel } from '../../tsl/model.ts';

/** How the readings of a fleet are spread over time. */
export interface FleetPlan {
  /** Between two readings of a device for which the file says nothing else. */
  readonly intervalMs: number;
  /** All devices take their readings at the same moments. */
  readonly isSync: boolean;
  /** How many devices the fleet has, with those that are not made here. */
  readonly size: number;
  /** In which time one device after the other begins. */
  readonly rampMs: number;
  /** Of all that is drawn. */
  readonly seed: string;
}

/** What the devices of a fleet are made of. */
interface Making {
  /** The thing model of a device for which the file names this one. */
  readonly modelOf: (name: string | undefined) => ThingModel;
  readonly resolved: Resolved;
  readonly plan: FleetPlan;
}

/** Makes devices of a fleet: each with values of its own, and its own place in the interval. */
export function makeDevices(
  entries: readonly FleetEntry[],
  { modelOf, resolved, plan }: Making,
): FleetDevice[] {
  const { climate, settings } = resolved;
  const weathers = new Map<string, Weather>();
  const weatherOf = (site: string): Weather | undefined => {
    const known = weathers.get(site);
    if (known !== undefined || climate === undefined) return known;
    const weather = siteWeather(climate, { seed: settings.seed ?? '', site });
    weathers.set(site, weather);
    return weather;
  };
  const sharedOf = new Map<ThingModel, (owner: GeneratorOwner) => Generators>();
  const generatorsOf = (model: ThingModel, owner: GeneratorOwner): Generators => {
    const known = sharedOf.get(model);
    if (known !== undefined) return known(owner);
    const shared = createSharedGenerators(model, { specs: resolved.readings, climate });
    sharedOf.set(model, shared);
    return shared(owner);
  };
  return entries.map((entry) => {
    const { triple, index } = entry;
    const model = modelOf(entry.model);
    const site = entry.site ?? settings.site;
    const intervalMs = entry.intervalMs ?? plan.intervalMs;
    const phaseMs = plan.isSync ? 0 : phaseOf(index, intervalMs);
    const owner = {
      seed: settings.seed,
      drawnSeed: plan.seed,
      device: triple.deviceName,
      site,
      weather: site === undefined ? undefined : weatherOf(site),
    };
    return createFleetDevice({
      triple,
      model,
      generators: generatorsOf(model, owner),
      key: drawKey(owner),
      intervalMs,
      dueMs: phaseMs + (plan.rampMs * index) / plan.size,
    });
  });
}
