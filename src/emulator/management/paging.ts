import { type ActionRefusal, refuseAction } from './action.ts';
import type { Parameters } from './parameters.ts';

/** Which part of a list is asked for; pages count from 1. */
export interface Page {
  readonly number: number;
  readonly size: number;
}

const DEFAULT_PAGE_SIZE = 10;

/** Reads CurrentPage and PageSize. */
export function readPage(parameters: Parameters, mostPerPage: number): Page | ActionRefusal {
  const number = parameters.whole('CurrentPage') ?? 1;
  const size = parameters.whole('PageSize') ?? DEFAULT_PAGE_SIZE;
  if (number >= 1 && size >= 1 && size <= mostPerPage) return { number, size };
  return refuseAction(
    'iot.common.InvalidPageParams',
    `CurrentPage ${number} or PageSize ${size} is out of range: pages count from 1 and have 1 to ${mostPerPage} entries.`,
  );
}

/** How many pages a list has. */
export function countPages(total: number, { size }: Page): number {
  return Math.ceil(total / size);
}

/** A page of a list. */
export function takePage<T>(items: readonly T[], { number, size }: Page): T[] {
  return items.slice((number - 1) * size, number * size);
}
