import type { Resolved } from '../../config/resolve.ts';
import { climateIdentifiers } from '../../readings/climate-generators.ts';
import { specOf } from '../../readings/specs.ts';
import type { ThingModel } from '../../tsl/model.ts';
import type { PreviewReading } from './readings.ts';
import type { Schedule } from './schedule.ts';

/** What is to be shown: readings, and how they come about. */
export interface Preview {
  readonly model: ThingModel;
  readonly resolved: Pick<Resolved, 'readings' | 'climate'>;
  readonly schedule: Schedule;
  readonly device: string;
  /** What the values depend on, such as `seed 1f2e3d4c`. */
  readonly words: string;
  readonly batches: AsyncIterable<readonly PreviewReading[]>;
}

/** What makes the values of a property: the name of a generator, or of a climate's profile. */
export function madeBy({ model, resolved }: Preview, identifier: string): string {
  const generator = specOf(resolved.readings, identifier)?.generator;
  if (generator !== undefined) return generator;
  const { climate } = resolved;
  const isJoint = climate !== undefined && climateIdentifiers(model, climate).includes(identifier);
  return isJoint ? `climate ${climate.profile}` : 'uniform';
}
