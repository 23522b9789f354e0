import { expect } from 'vitest';

/** A metric of a page, by its name. */
export interface Family {
  readonly type: string;
  readonly help: string;
  /** Values by what stands before them: name and labels. */
  readonly values: ReadonlyMap<string, number>;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const VALUE = '[+-]?(?:Inf|\\d+(?:\\.\\d+)?(?:e[+-]?\\d+)?)|NaN';
const SAMPLE = new RegExp(`^(${NAME})(\\{${LABEL}(?:,${LABEL})*\\})? (${VALUE})$`);
const ABOUT = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`);
const TYPES = ['counter', 'gauge', 'histogram', 'summary', 'untyped'];
const ENDS: Readonly<Record<string, readonly string[]>> = { histogram: ['_bucket', '_sum', '_count'] };

/** Reads a page of Prometheus' text format 0.0.4 and holds it to its grammar. */
export function readExposition(text: string): Map<string, Family> {
  expect(text).toMatch(/\n$/);
  const families = new Map<string, { type: string; help: string; values: Map<string, number> }>();
  let current = '';
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const [, what, name = '', rest = ''] = ABOUT.exec(line) ?? [];
    if (what === 'HELP') {
      expect(families.has(name), `${name} comes twice`).toBe(false);
      families.set(name, { type: '', help: rest, values: new Map() });
      current = name;
    } else if (what === 'TYPE') {
      expect(name).toBe(current);
      expect(TYPES).toContain(rest);
      families.set(name, { help: '', values: new Map(), ...families.get(name), type: rest });
    } else {
      const [, sample = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
      expect(sample, `is no line: ${line}`).not.toBe('');
      const family = families.get(current);
      const names = ENDS[family?.type ?? '']?.map((end) => current + end) ?? [current];
      expect(names, `stands under ${current}`).toContain(sample);
      expect(family?.values.has(sample + labels), `${sample}${labels} comes twice`).toBe(false);
      family?.values.set(sample + labels, Number(value.replace('Inf', 'Infinity')));
    }
  }
  for (const [name, { type, values }] of families) if (type === 'histogram') checkBuckets(name, values);
  return families;
}

/** The buckets of each set of labels grow up to the count. */
function checkBuckets(name: string, values: ReadonlyMap<string, number>): void {
  const bySet = new Map<string, [end: number, count: number][]>();
  for (const [key, count] of values) {
    const [, end] = /\ble="([^"]+)"/.exec(key) ?? [];
    if (end === undefined) continue;
    const set = key
      .replace(/,?le="[^"]+",?/, '')
      .replace('{}', '')
      .replace('_bucket', '_count');
    bySet.set(set, [...(bySet.get(set) ?? []), [Number(end.replace('Inf', 'Infinity')), count]]);
  }
  for (const [set, buckets] of bySet) {
    const ends = buckets.map(([end]) => end);
    expect(ends, name).toEqual(ends.toSorted((a, b) => a - b));
    expect(ends.at(-1)).toBe(Number.POSITIVE_INFINITY);
    const counts = buckets.map(([, count]) => count);
    expect(counts, name).toEqual(counts.toSorted((a, b) => a - b));
    expect(values.get(set), `${set} is that of +Inf`).toBe(counts.at(-1));
  }
}

/** Says what fell, of all that may only grow. */
export function fallen(
  before: ReadonlyMap<string, Family>,
  after: ReadonlyMap<string, Family>,
): readonly string[] {
  return [...before].flatMap(([name, { type, values }]) =>
    type === 'gauge'
      ? []
      : [...values].flatMap(([key, value]) =>
          (after.get(name)?.values.get(key) ?? -1) < value ? [`${key} fell from ${value}`] : [],
        ),
  );
}
