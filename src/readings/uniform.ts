import type { Issue } from '../issues.ts';
import { createRandom, type Random } from '../random.ts';
import { type Bounds, drawingGrid, type Grid, gridValue } from '../tsl/grid.ts';
import { type DataType, describeRange, type NumberType, type ThingModel } from '../tsl/model.ts';
import type { Value } from '../tsl/write.ts';
import type { Generator, Generators, Moment } from './generator.ts';

/** Narrower bounds by property identifier, as `readings` in the configuration gives them. */
export type Narrowings = Readonly<Record<string, Bounds>>;

const LONGEST_TEXT = 8;
const LARGEST_ARRAY = 4;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** What is wrong with narrower bounds for a model: unknown properties, bounds outside the model, nothing left. */
export function checkNarrowings(model: ThingModel, narrowings: Narrowings): Issue[] {
  const issues: Issue[] = [];
  for (const [identifier, narrowing] of Object.entries(narrowings)) {
    const path = `readings.${identifier}`;
    const dataType = model.properties.get(identifier)?.dataType;
    if (dataType === undefined) {
      issues.push({
        path,
        message: `the model has no such property; it has ${[...model.properties.keys()].join(', ')}`,
      });
    } else if (!isNumberType(dataType)) {
      issues.push({ path, message: `min and max fit numbers; the property is of type ${dataType.type}` });
    } else {
      issues.push(...checkBounds(path, dataType, narrowing));
    }
  }
  return issues;
}

function checkBounds(path: string, dataType: NumberType, { min, max }: Bounds): Issue[] {
  const issues: Issue[] = [];
  for (const [name, bound] of Object.entries({ min, max })) {
    if (bound === undefined) continue;
    if (bound < Number(dataType.min ?? -Infinity) || bound > Number(dataType.max ?? Infinity)) {
      issues.push({
        path: `${path}.${name}`,
        message: `${bound} is outside the model’s ${describeRange(dataType)}`,
      });
    }
  }
  if (issues.length > 0) return issues;
  if (min !== undefined && max !== undefined && min > max) {
    return [{ path, message: `min ${min} is greater than max ${max}` }];
  }
  const isEmpty = drawingGrid(dataType, { min, max }).last < 0n;
  return isEmpty ? [{ path, message: `no value of ${describeRange(dataType)} lies between its bounds` }] : [];
}

/**
 * Generators that draw every property of a model anew for each reading: numbers uniformly over range and step, both
 * ends included. The same seed and device give the same values.
 * @param options.narrowings bounds that {@link checkNarrowings} found nothing against
 */
export function uniformGenerators(
  model: ThingModel,
  { seed, device, narrowings = {} }: { seed: string; device: string; narrowings?: Narrowings },
): Generators {
  const generators = new Map<string, Generator>();
  for (const { identifier, dataType } of model.properties.values()) {
    const random = createRandom(seed, device, identifier);
    generators.set(identifier, uniform(dataType, random, narrowings[identifier]));
  }
  return generators;
}

function uniform(dataType: DataType, random: Random, narrowed?: Bounds): Generator {
  switch (dataType.type) {
    case 'int':
    case 'float':
    case 'double': {
      const grid = drawingGrid(dataType, narrowed);
      return () => gridValue(grid, drawIndex(grid, random));
    }
    case 'bool':
      return () => pick([0, 1], random);
    case 'enum': {
      const keys = [...dataType.labels.keys()];
      return () => pick(keys, random);
    }
    case 'text': {
      const length = Math.min(dataType.length, LONGEST_TEXT);
      return () => Array.from({ length }, () => pick([...LETTERS], random)).join('');
    }
    case 'date':
      return ({ timeMs }) => String(timeMs);
    case 'struct': {
      const members = dataType.members.map(
        (member) => [member.identifier, uniform(member.dataType, random)] as const,
      );
      return (at) => Object.fromEntries(drawAll(members, at));
    }
    case 'array': {
      const length = Math.min(dataType.size, LARGEST_ARRAY);
      const element = uniform(dataType.item, random);
      return (at) =>
        drawAll(
          Array.from({ length }, (_, index) => [String(index), element] as const),
          at,
        ).map(([, value]) => value);
    }
  }
}

function drawAll(generators: readonly (readonly [string, Generator])[], at: Moment): [string, Value][] {
  return generators.flatMap(([name, generate]) => {
    const value = generate(at);
    return value === undefined ? [] : [[name, value] as [string, Value]];
  });
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** One of 0..last, each as likely; counted in big numbers, since a wide range with a small step has very many. */
function drawIndex({ last }: Grid, random: Random): bigint {
  return (BigInt(Math.floor(random() * 2 ** 53)) * (last + 1n)) >> 53n;
}

function isNumberType(dataType: DataType): dataType is NumberType {
  return dataType.type === 'int' || dataType.type === 'float' || dataType.type === 'double';
}
