import type { Random } from '../random.ts';
import { type Bounds, drawingGrid, type Grid, gridValue } from '../tsl/grid.ts';
import type { DataType } from '../tsl/model.ts';
import type { Value } from '../tsl/write.ts';
import type { Draws, Generator, Moment } from './generator.ts';

const LONGEST_TEXT = 8;
const LARGEST_ARRAY = 4;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/**
 * A generator that draws a property's value anew for each reading.
 * @param narrowed bounds of a number within those of its type
 */
export function uniform(dataType: DataType, draws: Draws, narrowed?: Bounds): Generator {
  const draw = drawing(dataType, narrowed);
  return (at) => draw(draws(at), at);
}

/** Draws a value. */
type Draw = (random: Random, at: Moment) => Value;

function drawing(dataType: DataType, narrowed?: Bounds): Draw {
  switch (dataType.type) {
    case 'int':
    case 'float':
    case 'double':
      return drawingNumber(drawingGrid(dataType, narrowed));
    case 'bool':
      return (random) => pick([0, 1], random);
    case 'enum': {
      const keys = [...dataType.labels.keys()];
      return (random) => pick(keys, random);
    }
    case 'text': {
      const length = Math.min(dataType.length, LONGEST_TEXT);
      return (random) => Array.from({ length }, () => pick([...LETTERS], random)).join('');
    }
    case 'date':
      return (_, { timeMs }) => String(timeMs);
    case 'struct': {
      const members = dataType.members.map(
        (member) => [member.identifier, drawing(member.dataType)] as const,
      );
      return (random, at) => Object.fromEntries(members.map(([name, draw]) => [name, draw(random, at)]));
    }
    case 'array': {
      const length = Math.min(dataType.size, LARGEST_ARRAY);
      const draw = drawing(dataType.item);
      return (random, at) => Array.from({ length }, () => draw(random, at));
    }
  }
}

function pick<T>(items: readonly T[], random: Random): T {
  return items[Math.floor(random() * items.length)] as T;
}

/** Draws from a grid: in plain numbers where they give the same values as big ones, since those are many times slower. */
function drawingNumber(grid: Grid): Draw {
  const { min, step, last, places } = grid;
  const span = last * step;
  // A power of ten above 10^22 is no exact number, and a division by it would be off.
  const isSmall = places <= 22 && [min, min + span, span, step, last].every(isSafe);
  if (!isSmall) return (random) => gridValue(grid, drawIndex(last, random()));
  const [first, stride, count] = [Number(min), Number(step), Number(last) + 1];
  const scale = Number(`1e${places}`);
  return (random) => {
    const drawn = random();
    const scaled = drawn * count;
    const floor = Math.floor(scaled);
    // The product may have been rounded up to a whole number, but never beyond one: only then it is counted exactly.
    const index = scaled === floor ? Number(drawIndex(last, drawn)) : floor;
    return (first + index * stride) / scale;
  };
}

/** One of 0..last, each as likely; counted in big numbers, since a wide range with a small step has very many. */
function drawIndex(last: bigint, drawn: number): bigint {
  return (BigInt(Math.floor(drawn * 2 ** 53)) * (last + 1n)) >> 53n;
}

function isSafe(units: bigint): boolean {
  return units < Number.MAX_SAFE_INTEGER && units > Number.MIN_SAFE_INTEGER;
}
