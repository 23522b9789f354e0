import { FAULT_TYPES, type FaultSettings, type FaultType } from '../emulator/faults/fault.ts';
import { faultKeys, readFault } from '../emulator/faults/read-fault.ts';
import { parseDuration } from './duration.ts';
import { didYouMean } from './nearest.ts';
import type { Parsed } from './parse-text.ts';
import { splitAt } from './split-at.ts';

/** One part of the text: which key of the fault it stands for, and how it is read. */
interface Part {
  readonly key: string;
  readonly read: (text: string) => Parsed<unknown>;
}

const DELAY: Part = { key: 'delayMs', read: parseDuration };
const FOR: Part = { key: 'forMs', read: parseDuration };

/** What stands behind the colon, and a text that is right. */
const TYPES: Readonly<Record<FaultType, { argument?: Part; example: string }>> = {
  latency: { argument: DELAY, example: 'latency:200ms,jitter=50ms' },
  code: { argument: { key: 'code', read: readNumber }, example: 'code:40000,probability=10%' },
  http: { argument: { key: 'status', read: readNumber }, example: 'http:503,for=30s' },
  html: { example: 'html,count=3' },
  truncated: { example: 'truncated,probability=0.5' },
  reset: { example: 'reset,when=after' },
  hang: { example: 'hang,on=auth' },
  refuse: { argument: FOR, example: 'refuse:10s' },
};

/** What stands before an equals sign. */
const PARTS: Readonly<Record<string, Part>> = {
  jitter: { key: 'jitterMs', read: parseDuration },
  probability: { key: 'probability', read: readShare },
  count: { key: 'count', read: readNumber },
  for: FOR,
  device: { key: 'device', read: (text) => ({ value: text }) },
  on: { key: 'on', read: (text) => ({ value: text }) },
  when: { key: 'when', read: (text) => ({ value: text }) },
};

/**
 * Reads a fault as a flag says it: `TYPE[:ARGUMENT][,KEY=VALUE...]`. Otherwise says all that is wrong with it, and gives
 * an example of what would be right.
 */
export function parseFault(text: string): Parsed<FaultSettings> {
  const [head = '', ...pairs] = text.split(',');
  const [name, argument] = splitAt(head, ':');
  const type = FAULT_TYPES.find((known) => known === name);
  if (type === undefined) {
    const problem = `${JSON.stringify(name)} is none of ${FAULT_TYPES.join(', ')}.`;
    return { problem: `${problem}${didYouMean(name, FAULT_TYPES)} Write for example ${TYPES.code.example}` };
  }

  const said = readSaid(type, argument, pairs);
  const problems = [...said.problems];
  const read = readFault(Object.fromEntries(said.values));
  if ('issues' in read) {
    for (const { path, message } of read.issues) {
      // What could not even be read is not missing.
      if (said.labels.has(path)) {
        if (said.values.has(path)) problems.push(`${said.labels.get(path)}: ${message}`);
      } else if (path === TYPES[type].argument?.key) problems.push(`${type} needs a value`);
      else problems.push(`${path}: ${message}`);
    }
  }
  if (problems.length > 0 || 'issues' in read) {
    return {
      problem: `${problems.join('; ').replace(/(?<![.?])$/, '.')} Write for example ${TYPES[type].example}`,
    };
  }
  return { value: read.fault };
}

/** What a text says of a fault: its values by their keys, and what people call these. */
interface Said {
  readonly values: ReadonlyMap<string, unknown>;
  readonly labels: ReadonlyMap<string, string>;
  readonly problems: readonly string[];
}

function readSaid(type: FaultType, argument: string | undefined, pairs: readonly string[]): Said {
  const values = new Map<string, unknown>([['type', type]]);
  const labels = new Map<string, string>();
  const problems: string[] = [];
  const take = ({ key, read }: Part, label: string, text: string): void => {
    if (labels.has(key)) {
      problems.push(`${label}: this is said twice`);
      return;
    }
    labels.set(key, label);
    const parsed = read(text);
    if ('problem' in parsed) problems.push(`${label}: ${parsed.problem}`);
    else values.set(key, parsed.value);
  };

  const expected = TYPES[type].argument;
  if (argument !== undefined) {
    if (expected === undefined) problems.push(`${type} takes no value`);
    else take(expected, type, argument);
  }
  const names = Object.keys(PARTS).filter((name) => faultKeys(type).includes(PARTS[name]?.key ?? ''));
  for (const pair of pairs) {
    const [name, value] = splitAt(pair, '=');
    const part = names.includes(name) ? PARTS[name] : undefined;
    if (part === undefined) {
      const known =
        names.length === 0 ? 'it takes none' : `there are ${names.join(', ')}.${didYouMean(name, names)}`;
      problems.push(`${JSON.stringify(name)} is not known for ${type}; ${known}`);
    } else if (value === undefined) problems.push(`${name} has no value: write ${name}=...`);
    else take(part, name, value);
  }
  return { values, labels, problems };
}

/** What is no number stays as it is: the check of the fault says what would be right. */
function readNumber(text: string): Parsed<number | string> {
  return { value: /^\d+(\.\d+)?$/.test(text) ? Number(text) : text };
}

/** A number or a percentage. */
function readShare(text: string): Parsed<number | string> {
  const percent = /^(\d+(?:\.\d+)?) ?%$/.exec(text)?.[1];
  return percent === undefined ? readNumber(text) : { value: Number(percent) / 100 };
}
