/** Lets only so many work at once; the others wait in a line. */
export interface Slots {
  /** Runs the work when its turn has come. */
  use<T>(work: () => T | Promise<T>): Promise<T>;
}

/** Makes slots, all of them free. */
export function createSlots(count: number): Slots {
  let free = count;
  const line: (() => void)[] = [];
  return {
    async use(work) {
      // A slot that becomes free goes to the first in the line, never to somebody who comes just then.
      if (free > 0) free--;
      else await new Promise<void>((resolve) => line.push(resolve));
      try {
        return await work();
      } finally {
        const next = line.shift();
        if (next) next();
        else free++;
      }
    },
  };
}
