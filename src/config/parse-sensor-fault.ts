import {
  type FaultWhen,
  isValueFault,
  SENSOR_FAULT_TYPES,
  type SensorFault,
  type SensorFaultType,
} from '../readings/faults/sensor-fault.ts';
import { parseDuration } from './duration.ts';
import { didYouMean } from './nearest.ts';
import { readWhen } from './parse-fault-when.ts';
import { anyText, type Parsed, parseWord } from './parse-text.ts';
import { splitAt } from './split-at.ts';

/** A clock that is less than this off is not seen: only a reading of another time carries its own. */
const LEAST_SKEW_MS = 1_000;

/** How the amount of each type is read, where it has one, and a text that is right. */
const TYPES: Readonly<
  Record<SensorFaultType, { amount?: (text: string) => Parsed<number>; example: string }>
> = {
  stuck: { example: 'stuck:10m@+1h' },
  spike: { amount: readSize, example: 'spike:1%,amount=20' },
  drift: { amount: readChange, example: 'drift:@+10m,amount=0.5' },
  offset: { amount: readChange, example: 'offset,amount=-2' },
  noise: { amount: readSize, example: 'noise,amount=0.5' },
  gap: { example: 'gap:10m@+1h' },
  'clock-skew': { amount: readSkew, example: 'clock-skew,amount=-10m' },
  duplicate: { example: 'duplicate:1%' },
  late: { amount: parseDuration, example: 'late:1%,amount=30s' },
  'out-of-order': { example: 'out-of-order:1%' },
  'out-of-range': { example: 'out-of-range:1%,property=temperature' },
  'wrong-type': { example: 'wrong-type:1%,property=temperature' },
};

/** What a text says of a fault, as far as it could be read. */
interface Said {
  when?: FaultWhen;
  forMs?: number;
  property?: string;
  device?: string;
  amount?: number;
}

/**
 * Reads a fault of a sensor as a flag says it: `TYPE[:WHEN][,KEY=VALUE...]`. Otherwise says all that is wrong with it,
 * and gives an example of what would be right. Whether it fits a thing model is not looked at.
 */
export function parseSensorFault(text: string): Parsed<SensorFault> {
  const [head = '', ...pairs] = text.split(',');
  const [name, when] = splitAt(head, ':');
  const type = SENSOR_FAULT_TYPES.find((known) => known === name);
  if (type === undefined) {
    const problem = `${JSON.stringify(name)} is none of ${SENSOR_FAULT_TYPES.join(', ')}.`;
    return {
      problem: `${problem}${didYouMean(name, SENSOR_FAULT_TYPES)} Write for example ${TYPES.spike.example}`,
    };
  }
  const { said, problems } = readSaid(type, { when, pairs });
  if (problems.length > 0) {
    return {
      problem: `${problems.join('; ').replace(/(?<![.?])$/, '.')} Write for example ${TYPES[type].example}`,
    };
  }
  const { forMs, ...rest } = said;
  return { value: { type, ...rest, when: lasting(said.when ?? { type: 'always' }, forMs) } };
}

/** Without a beginning it begins at once. */
function lasting(when: FaultWhen, forMs: number | undefined): FaultWhen {
  if (forMs === undefined) return when;
  return when.type === 'always' ? { type: 'from', start: { afterMs: 0 }, forMs } : { ...when, forMs };
}

function readSaid(
  type: SensorFaultType,
  { when, pairs }: { when: string | undefined; pairs: readonly string[] },
): { said: Said; problems: string[] } {
  const said: Said = {};
  const problems: string[] = [];
  const take = <T>(label: string, parsed: Parsed<T>, keep: (value: T) => void): void => {
    if ('problem' in parsed) problems.push(`${label}: ${parsed.problem}`);
    else keep(parsed.value);
  };
  const { amount: readAmount } = TYPES[type];
  const readers: Readonly<Record<string, (text: string) => void>> = {
    ...(isValueFault(type) && {
      property: (value) =>
        take('property', anyText(value), (read) => Object.assign(said, { property: read })),
    }),
    device: (value) => take('device', readDevice(value), (read) => Object.assign(said, { device: read })),
    ...(readAmount && {
      amount: (value) => take('amount', readAmount(value), (read) => Object.assign(said, { amount: read })),
    }),
    for: (value) => take('for', parseDuration(value), (read) => Object.assign(said, { forMs: read })),
  };

  if (when !== undefined) take(type, readWhen(when), (read) => Object.assign(said, { when: read }));
  const names = Object.keys(readers);
  const given = new Set<string>();
  for (const pair of pairs) {
    const [name, value] = splitAt(pair, '=');
    if (!names.includes(name)) {
      const known = `there are ${names.join(', ')}.${didYouMean(name, names)}`;
      problems.push(`${JSON.stringify(name)} is not known for ${type}; ${known}`);
    } else if (given.has(name)) problems.push(`${name}: this is said twice`);
    else if (value === undefined) problems.push(`${name} has no value: write ${name}=...`);
    else readers[name]?.(value);
    given.add(name);
  }
  const duration = said.when !== undefined && 'forMs' in said.when;
  if (duration && given.has('for')) problems.push('for: this is said twice');
  if (type === 'drift' && said.when?.type === 'chance' && !given.has('for')) {
    problems.push('drift grows with time: say for how long, such as for=1h');
  }
  return { said, problems };
}

/** The name of a device, or how it begins. */
function readDevice(text: string): Parsed<string> {
  const parsed = text === '*' ? { value: text } : parseWord(text.replace(/\*$/, ''));
  return 'problem' in parsed ? { problem: `${parsed.problem}, and a * at the end` } : { value: text };
}

/** Not finite where the text is no number. */
function readNumber(text: string): number {
  return /^[+-]?\d+(?:\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function readSize(text: string): Parsed<number> {
  const value = readNumber(text);
  return Number.isFinite(value) && value > 0
    ? { value }
    : { problem: `${JSON.stringify(text)} is no number above 0` };
}

function readChange(text: string): Parsed<number> {
  const value = readNumber(text);
  return Number.isFinite(value) && value !== 0
    ? { value }
    : { problem: `${JSON.stringify(text)} is no number other than 0` };
}

/** A duration; with a minus the clock is behind. */
function readSkew(text: string): Parsed<number> {
  const parsed = parseDuration(text.replace(/^[+-]/, ''));
  if ('problem' in parsed) return parsed;
  if (parsed.value <= LEAST_SKEW_MS) {
    return { problem: `${JSON.stringify(text)} would not be seen: it must be more than 1s` };
  }
  return { value: Math.round(text.startsWith('-') ? -parsed.value : parsed.value) };
}
