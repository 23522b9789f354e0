/** Things in the order of the times at which they are due; a binary heap, so that 100,000 need one timer. */
export interface DueQueue<T> {
  add(dueMs: number, thing: T): void;
  /** When the first is due; Infinity where there is none. */
  nextMs(): number;
  /** Takes the first one away. */
  take(): T | undefined;
  size(): number;
}

/** Makes an empty queue. Things of the same time come in no particular order. */
export function createDueQueue<T>(): DueQueue<T> {
  const times: number[] = [];
  const things: T[] = [];

  const place = (index: number, time: number, thing: T): void => {
    times[index] = time;
    things[index] = thing;
  };

  /** Moves a free place up until `time` may stand there. */
  const up = (from: number, time: number, thing: T): void => {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = times[parent] as number;
      if (above <= time) break;
      place(index, above, things[parent] as T);
      index = parent;
    }
    place(index, time, thing);
  };

  /** Moves a free place at the top down until `time` may stand there. */
  const down = (time: number, thing: T): void => {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= times.length) break;
      const right = left + 1;
      const isRight = right < times.length && (times[right] as number) < (times[left] as number);
      const child = isRight ? right : left;
      if ((times[child] as number) >= time) break;
      place(index, times[child] as number, things[child] as T);
      index = child;
    }
    place(index, time, thing);
  };

  return {
    add: (dueMs, thing) => up(times.length, dueMs, thing),
    nextMs: () => times[0] ?? Number.POSITIVE_INFINITY,
    take() {
      const first = things[0];
      const [time, thing] = [times.pop(), things.pop()];
      if (times.length > 0) down(time as number, thing as T);
      return first;
    },
    size: () => times.length,
  };
}
