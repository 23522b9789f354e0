import type { Issue } from '../issues.ts';
import { isValueFault, type SensorFault } from '../readings/faults/sensor-fault.ts';
import { propertiesOf } from '../readings/faults/spoil.ts';
import { isNumberType, type ThingModel } from '../tsl/model.ts';
import { didYouMean } from './nearest.ts';
import { parseSensorFault } from './parse-sensor-fault.ts';
import { invalidSettings } from './resolve.ts';

/** Faults as somebody wrote them. */
interface WrittenFaults {
  /** Those of the configuration file. */
  readonly inFile?: readonly string[] | undefined;
  /** Those of flags, which are added to them. */
  readonly flags?: readonly string[] | undefined;
}

/**
 * The faults of a sensor that were asked for, those of the file first.
 * @throws SimError CONFIG_INVALID with all that is wrong with them, or does not fit the model
 */
export function requireFaults({ inFile = [], flags = [] }: WrittenFaults, model: ThingModel): SensorFault[] {
  const issues: Issue[] = [];
  const faults: SensorFault[] = [];
  const read = (path: string, text: string): void => {
    const parsed = parseSensorFault(text);
    const problem = 'problem' in parsed ? parsed.problem : misfit(parsed.value, model);
    if (problem !== undefined) issues.push({ path, message: problem });
    else if ('value' in parsed) faults.push(parsed.value);
  };
  for (const [index, text] of inFile.entries()) read(`faults.${index}`, text);
  for (const text of flags) read(`--fault ${text}`, text);
  if (issues.length > 0) throw invalidSettings(issues);
  return faults;
}

/** Why a model has nothing that could break like this; undefined where it has. */
function misfit({ type, property }: SensorFault, model: ThingModel): string | undefined {
  if (!isValueFault(type) || propertiesOf(type, model, property).length > 0) return undefined;
  if (property === undefined) return `the model has no property that can have ${type}`;
  const dataType = model.properties.get(property)?.dataType;
  if (dataType === undefined) {
    const known = [...model.properties.keys()];
    return `the model has no property ${property}.${didYouMean(property, known) || ` It has ${known.join(', ')}.`}`;
  }
  const why = isNumberType(dataType)
    ? 'it has no bounds that a number could be beyond'
    : `it is of type ${dataType.type}`;
  const others = propertiesOf(type, model, undefined).map(({ identifier }) => identifier);
  return `${property} cannot have ${type}: ${why}${others.length > 0 ? `; it fits ${others.join(', ')}` : ''}`;
}
