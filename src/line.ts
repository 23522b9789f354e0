/** Things in a row: added at the end, taken from the front, each at a cost that does not grow with the row. */
export interface Line<T> {
  add(item: T): void;
  first(): T | undefined;
  /** The first so many. */
  oldest(most: number): T[];
  /** Removes the first. */
  shift(): T | undefined;
  /** Removes the one behind the first. */
  removeSecond(): T | undefined;
  readonly length: number;
  [Symbol.iterator](): Iterator<T>;
}

/** Removed places are given back once there are so many, and more than those that are left. */
const MOST_REMOVED = 1000;

/** Makes an empty line. */
export function createLine<T>(): Line<T> {
  let items: T[] = [];
  let start = 0;

  const shift = (): T | undefined => {
    if (start === items.length) return undefined;
    const item = items[start];
    start += 1;
    if (start >= MOST_REMOVED && start * 2 > items.length) {
      items = items.slice(start);
      start = 0;
    }
    return item;
  };

  return {
    add: (item) => void items.push(item),
    first: () => items[start],
    oldest: (most) => items.slice(start, start + most),
    shift,
    removeSecond() {
      const first = items[start];
      const second = items[start + 1];
      if (first === undefined || second === undefined) return undefined;
      items[start + 1] = first;
      shift();
      return second;
    },
    get length() {
      return items.length - start;
    },
    [Symbol.iterator]: () => items.slice(start).values(),
  };
}
