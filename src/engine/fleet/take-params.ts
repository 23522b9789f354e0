import type { Generators, Moment } from '../../readings/generator.ts';
import { fitValue } from '../../tsl/fit.ts';
import type { ThingModel } from '../../tsl/model.ts';
import { writeValue } from '../../tsl/write.ts';

/**
 * Takes a reading of a device: each value clamped and snapped to the model and written as JSON text, by its identifier.
 * The same as `take` does of a reading, without what nobody here asks for.
 */
export function takeParams(model: ThingModel, generators: Generators, at: Moment): Map<string, string> {
  const params = new Map<string, string>();
  for (const [identifier, generate] of generators) {
    const value = generate(at);
    const property = model.properties.get(identifier);
    if (value === undefined || property === undefined) continue;
    params.set(identifier, writeValue(property.dataType, fitValue(property, value).value));
  }
  return params;
}
