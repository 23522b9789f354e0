import type { FleetEntry } from '../../config/parse-fleet.ts';
import type { Resolved } from '../../config/resolve.ts';
import { createFleetDevice, type FleetDevice } from '../../engine/fleet/device.ts';
import { phaseOf } from '../../engine/fleet/phase.ts';
import { createGenerators } from '../../readings/create-generators.ts';
import type { ThingModel } from '../../tsl/model.ts';

/** How the readings of a fleet are spread over time. */
export interface FleetPlan {
  /** Between two readings of a device for which the file says nothing else. */
  readonly intervalMs: number;
  /** All devices take their readings at the same moments. */
  readonly isSync: boolean;
  /** In which time one device after the other begins. */
  readonly rampMs: number;
  /** Of all that is drawn. */
  readonly seed: string;
}

/** Makes the devices of a fleet: each with generators of its own, and its own place in the interval. */
export function makeDevices(
  entries: readonly FleetEntry[],
  { model, resolved, plan }: { model: ThingModel; resolved: Resolved; plan: FleetPlan },
): FleetDevice[] {
  const { seed, site } = resolved.settings;
  return entries.map((entry, order) => {
    const { triple, index } = entry;
    const intervalMs = entry.intervalMs ?? plan.intervalMs;
    const phaseMs = plan.isSync ? 0 : phaseOf(index, intervalMs);
    return createFleetDevice({
      triple,
      generators: createGenerators(model, {
        specs: resolved.readings,
        climate: resolved.climate,
        seed,
        drawnSeed: plan.seed,
        device: triple.deviceName,
        site: entry.site ?? site,
      }),
      intervalMs,
      dueMs: phaseMs + (plan.rampMs * order) / entries.length,
    });
  });
}
