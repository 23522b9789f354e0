/** Runs changes of things that have names: those of one thing one after the other, all others at the same time. */
export interface Turns {
  /** Begins at once where no change of these names is under way, else once those have ended. */
  run<T>(names: readonly string[], change: () => Promise<T>): Promise<T>;
  /** Resolves once nothing is under way. */
  settled(): Promise<void>;
}

/** Makes turns in which nothing is under way. */
export function createTurns(): Turns {
  const busy = new Map<string, Promise<unknown>>();
  return {
    async run(names, change) {
      const before = names.flatMap((name) => busy.get(name) ?? []);
      const own = before.length === 0 ? change() : Promise.allSettled(new Set(before)).then(change);
      for (const name of names) busy.set(name, own);
      try {
        return await own;
      } finally {
        for (const name of names) if (busy.get(name) === own) busy.delete(name);
      }
    },
    async settled() {
      while (busy.size > 0) await Promise.allSettled(new Set(busy.values()));
    },
  };
}
