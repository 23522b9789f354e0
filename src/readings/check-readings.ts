import type { Issue } from '../issues.ts';
import type { Json } from '../json.ts';
import { checkValue } from '../tsl/check-value.ts';
import { type Bounds, drawingGrid } from '../tsl/grid.ts';
import {
  type DataType,
  describeRange,
  isNumberType,
  type NumberType,
  type ThingModel,
} from '../tsl/model.ts';
import type { Value } from '../tsl/write.ts';
import { plainValue } from './plain-value.ts';
import type {
  GeneratorSpec,
  ReadingSpecs,
  SequenceSpec,
  SineSpec,
  UniformSpec,
  WalkSpec,
  WeightedSpec,
} from './specs.ts';

/** Beyond this a sum of two numbers might be none any more. */
const LARGEST = 1e300;

/** What is wrong with the specifications of generators for a model, each with its path: `readings.temperature.memory`. */
export function checkReadings(model: ThingModel, specs: ReadingSpecs): Issue[] {
  return Object.entries(specs).flatMap(([identifier, spec]) => {
    const dataType = model.properties.get(identifier)?.dataType;
    const known = [...model.properties.keys()].join(', ');
    const issues =
      dataType === undefined
        ? [{ path: '', message: `the model has no such property; it has ${known}` }]
        : checkSpec(dataType, spec);
    return issues.map(({ path, message }) => ({
      path: ['readings', identifier, path].filter((part) => part !== '').join('.'),
      message,
    }));
  });
}

function checkSpec(dataType: DataType, spec: GeneratorSpec): Issue[] {
  switch (spec.generator) {
    case undefined:
    case 'uniform':
      return checkUniform(dataType, spec);
    case 'constant':
      return checkConstant(dataType, spec.value);
    case 'walk':
      return isNumberType(dataType) ? checkWalk(spec) : [numbersOnly(dataType, 'walk')];
    case 'sine':
      return isNumberType(dataType) ? checkSine(spec) : [numbersOnly(dataType, 'sine')];
    case 'sequence':
      return checkSequence(dataType, spec);
    case 'weighted':
      return checkWeighted(dataType, spec);
  }
}

function numbersOnly({ type }: DataType, what: string): Issue {
  return { path: 'generator', message: `${what} makes numbers; the property is of type ${type}` };
}

function checkUniform(dataType: DataType, { min, max }: UniformSpec): Issue[] {
  if (min === undefined && max === undefined) return [];
  return isNumberType(dataType)
    ? checkBounds(dataType, { min, max })
    : [{ path: '', message: `min and max fit numbers; the property is of type ${dataType.type}` }];
}

function checkBounds(dataType: NumberType, { min, max }: Bounds): Issue[] {
  const issues: Issue[] = [];
  for (const [path, bound] of Object.entries({ min, max })) {
    if (bound !== undefined && !(bound >= least(dataType) && bound <= greatest(dataType))) {
      issues.push({ path, message: `${bound} is outside the model’s ${describeRange(dataType)}` });
    }
  }
  if (issues.length > 0) return issues;
  if (min !== undefined && max !== undefined && min > max) {
    return [{ path: '', message: `min ${min} is greater than max ${max}` }];
  }
  const isEmpty = drawingGrid(dataType, { min, max }).last < 0n;
  return isEmpty
    ? [{ path: '', message: `no value of ${describeRange(dataType)} lies between its bounds` }]
    : [];
}

function checkConstant(dataType: DataType, value: Value): Issue[] {
  const problem = misfit(dataType, value);
  if (problem !== undefined) return [{ path: 'value', message: problem }];
  // What changes may pass through the range's end, but this would never be sent as it is.
  return isNumberType(dataType) && !(Number(value) >= least(dataType) && Number(value) <= greatest(dataType))
    ? [{ path: 'value', message: `${value} is outside the model’s ${describeRange(dataType)}` }]
    : [];
}

function checkWalk({ mean, deviation, memory }: WalkSpec): Issue[] {
  return [...checkMean(mean), ...checkExtent('deviation', deviation), ...checkTime('memory', memory)];
}

function checkSine({ mean, amplitude, period, peakAt }: SineSpec): Issue[] {
  const issues = [...checkMean(mean), ...checkExtent('amplitude', amplitude), ...checkTime('period', period)];
  if (peakAt !== undefined && !(peakAt >= 0 && peakAt <= period))
    issues.push({ path: 'peakAt', message: 'must lie within the period' });
  return issues;
}

function checkSequence(dataType: DataType, { values, every }: SequenceSpec): Issue[] {
  const issues = values.flatMap((value, index) => {
    const message = misfit(dataType, value);
    return message === undefined ? [] : [{ path: `values.${index}`, message }];
  });
  if (values.length === 0) issues.push({ path: 'values', message: 'must have a value' });
  return every === undefined ? issues : [...issues, ...checkTime('every', every)];
}

function checkWeighted(dataType: DataType, { weights }: WeightedSpec): Issue[] {
  if (dataType.type === 'struct' || dataType.type === 'array') {
    const message = `weighted does not make values of type ${dataType.type}`;
    return [{ path: 'generator', message }];
  }
  const issues: Issue[] = [];
  for (const [text, weight] of Object.entries(weights)) {
    const path = `weights.${text}`;
    const value = plainValue(dataType, text);
    const problem = misfit(dataType, value ?? text);
    if (problem !== undefined) issues.push({ path, message: problem });
    issues.push(...checkExtent(path, weight));
  }
  return issues.length > 0 || Object.values(weights).some((weight) => weight > 0)
    ? issues
    : [{ path: 'weights', message: 'must have a weight above 0' }];
}

function checkMean(mean: number): Issue[] {
  return Math.abs(mean) <= LARGEST ? [] : [{ path: 'mean', message: `must lie within ±${LARGEST}` }];
}

function checkExtent(path: string, extent: number): Issue[] {
  if (extent >= 0 && extent <= LARGEST) return [];
  return [{ path, message: extent < 0 ? 'must not be negative' : `must be a number up to ${LARGEST}` }];
}

function checkTime(path: string, ms: number): Issue[] {
  return ms >= 1 && ms <= LARGEST ? [] : [{ path, message: 'must be 1 ms or longer' }];
}

/** Why a value is none of its type. Any number is one of a number type: it is clamped and snapped before it is sent. */
function misfit(dataType: DataType, value: Value): string | undefined {
  if (isNumberType(dataType))
    return typeof value === 'number' && Number.isFinite(value)
      ? undefined
      : `${shown(value)} is not a number`;
  const mismatch = checkValue(dataType, toJson(value));
  if (mismatch === undefined) return undefined;
  if (dataType.type === 'bool') return `${shown(value)} is none of 0, 1`;
  if (dataType.type === 'enum') return `${shown(value)} is none of ${[...dataType.labels.keys()].join(', ')}`;
  return `${shown(value)}: ${mismatch.message.replace('tsl parse: ', '')}`;
}

function shown(value: Value): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function toJson(value: Value): Json {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(toJson);
  return new Map(Object.entries(value).map(([member, item]) => [member, toJson(item)]));
}

function least({ min }: NumberType): number {
  return Number(min ?? -Infinity);
}

function greatest({ max }: NumberType): number {
  return Number(max ?? Infinity);
}
