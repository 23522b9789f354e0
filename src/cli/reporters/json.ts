import type { SimEvent } from '../../engine/events.ts';
import type { ThingModel } from '../../tsl/model.ts';
import { type Value, writeValue } from '../../tsl/write.ts';
import type { Output } from '../io.ts';
import type { Reporter } from './reporter.ts';

/** One event a line, as JSON; values are written as they are sent: `22.0` for a float. */
export function jsonReporter(stdout: Output, model: ThingModel): Reporter {
  return {
    emit: (event) => stdout.write(`${eventLine(event, model)}\n`),
    close() {},
  };
}

function eventLine(event: SimEvent, model: ThingModel): string {
  if (event.type !== 'reading') return JSON.stringify(event);
  const { values, ...rest } = event;
  const written = Object.entries(values).map(
    ([identifier, value]) => `${JSON.stringify(identifier)}:${writeAs(model, identifier, value)}`,
  );
  return `${JSON.stringify(rest).slice(0, -1)},"values":{${written.join(',')}}}`;
}

function writeAs(model: ThingModel, identifier: string, value: Value): string {
  const property = model.properties.get(identifier);
  return property ? writeValue(property.dataType, value) : JSON.stringify(value);
}
