import { type LocalAnswer, problem } from './local.ts';

/** Reads the values of a query one by one; what is not given is undefined. */
export interface QueryReader {
  text(name: string): string | undefined;
  /** A text that must be given. */
  neededText(name: string): string;
  /** A whole number of `min` to `max`. */
  whole(name: string, min: number, max: number): number | undefined;
  /** One of some words. */
  word<W extends string>(name: string, words: readonly W[]): W | undefined;
  /** `from` and `to`, in milliseconds since 1970. */
  times(): { readonly fromMs: number | undefined; readonly toMs: number | undefined };
  /** The answer to a query that cannot be read; undefined where all that was asked for could be. */
  problem(): LocalAnswer | undefined;
}

const LATEST_MS = 10 ** 15 - 1;

/** Makes a reader of a query. */
export function readQuery(query: URLSearchParams): QueryReader {
  let wrong: LocalAnswer | undefined;
  const refuse = (sentence: string): undefined => {
    wrong ??= problem(400, sentence);
  };

  const text: QueryReader['text'] = (name) => query.get(name) ?? undefined;

  const whole: QueryReader['whole'] = (name, min, max) => {
    const given = text(name);
    if (given === undefined) return undefined;
    const number = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
    return number >= min && number <= max ? number : refuse(`${name} is a whole number of ${min} to ${max}.`);
  };

  return {
    text,
    neededText: (name) => text(name) ?? refuse(`The query ${name} is missing.`) ?? '',
    whole,
    word(name, words) {
      const given = text(name);
      if (given === undefined) return undefined;
      return words.find((word) => word === given) ?? refuse(`${name} is one of ${words.join(', ')}.`);
    },
    times: () => ({ fromMs: whole('from', 0, LATEST_MS), toMs: whole('to', 0, LATEST_MS) }),
    problem: () => wrong,
  };
}
