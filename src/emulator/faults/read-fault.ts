import type { Issue } from '../../issues.ts';
import { FAULT_MOMENTS, FAULT_TARGETS, FAULT_TYPES, type FaultSettings, type FaultType } from './fault.ts';

/** Says what is wrong with a value; undefined when nothing is. */
type Check = (value: unknown) => string | undefined;

const TEN_MINUTES = { most: 600_000, mostWords: '600000 (10 minutes)' };
const ONE_DAY = { most: 86_400_000, mostWords: '86400000 (24 hours)' };

/** Every key there is. */
const CHECKS: Readonly<Record<string, Check>> = {
  type: oneOf(FAULT_TYPES),
  delayMs: whole({ unit: 'milliseconds', least: 1, ...TEN_MINUTES }),
  jitterMs: whole({ unit: 'milliseconds', least: 0, ...TEN_MINUTES }),
  code: whole({ least: 1, most: Number.MAX_SAFE_INTEGER }),
  status: whole({ least: 500, most: 599 }),
  probability: (value) =>
    typeof value === 'number' && value > 0 && value <= 1
      ? undefined
      : `${quote(value)} is no probability: it is a number above 0, at most 1`,
  count: whole({ least: 1, most: 1_000_000_000 }),
  forMs: whole({ unit: 'milliseconds', least: 1, ...ONE_DAY }),
  device: (value) =>
    typeof value === 'string' && /^[\w.:@-]{1,64}\/[\w.:@-]{1,64}$/.test(value)
      ? undefined
      : `${quote(value)} is no device: write productKey/deviceName`,
  on: oneOf(FAULT_TARGETS),
  when: oneOf(FAULT_MOMENTS),
};

const SCOPE = ['probability', 'count', 'forMs', 'device', 'on'];

/** Which keys a type has, beside `type`; of these it cannot do without the needed. */
const KEYS: Readonly<Record<FaultType, { needed: readonly string[]; further: readonly string[] }>> = {
  // A latency always waits before processing. While nobody listens there is no request to tell from another.
  latency: { needed: ['delayMs'], further: ['jitterMs', ...SCOPE] },
  code: { needed: ['code'], further: [...SCOPE, 'when'] },
  http: { needed: ['status'], further: [...SCOPE, 'when'] },
  html: { needed: [], further: [...SCOPE, 'when'] },
  truncated: { needed: [], further: [...SCOPE, 'when'] },
  reset: { needed: [], further: [...SCOPE, 'when'] },
  hang: { needed: [], further: [...SCOPE, 'when'] },
  refuse: { needed: ['forMs'], further: [] },
};

/** The keys that a type of fault may have, `type` among them. */
export function faultKeys(type: FaultType): readonly string[] {
  return ['type', ...KEYS[type].needed, ...KEYS[type].further];
}

/** Reads a fault from what JSON.parse gave, or says all that is wrong with it. */
export function readFault(value: unknown): { fault: FaultSettings } | { issues: Issue[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      issues: [{ path: '', message: 'a fault is a JSON object such as {"type":"code","code":40000}' }],
    };
  }
  const entries = Object.entries(value);
  const given = new Map<string, unknown>(entries);
  const type = FAULT_TYPES.find((known) => known === given.get('type'));
  const issues = entries.flatMap(([key, item]) => checkEntry(key, item, type));
  const needed = type === undefined ? ['type'] : KEYS[type].needed;
  for (const key of needed) {
    if (!given.has(key)) issues.push({ path: key, message: describeMissing(type) });
  }
  if (issues.length > 0) return { issues };
  return { fault: Object.fromEntries(entries) as unknown as FaultSettings };
}

function checkEntry(key: string, value: unknown, type: FaultType | undefined): Issue[] {
  const known = type === undefined ? Object.keys(CHECKS) : faultKeys(type);
  if (!known.includes(key)) {
    const where = type === undefined ? 'here' : `for ${type}`;
    return [{ path: key, message: `is not known ${where}; there are ${known.join(', ')}` }];
  }
  const message = CHECKS[key]?.(value);
  return message === undefined ? [] : [{ path: key, message }];
}

function describeMissing(type: FaultType | undefined): string {
  return type === undefined ? `is missing: one of ${FAULT_TYPES.join(', ')}` : `is missing: ${type} needs it`;
}

function oneOf(words: readonly string[]): Check {
  return (value) =>
    words.some((word) => word === value) ? undefined : `${quote(value)} is none of ${words.join(', ')}`;
}

function whole({
  unit,
  least,
  most,
  mostWords = String(most),
}: {
  unit?: string;
  least: number;
  most: number;
  mostWords?: string;
}): Check {
  const words = `a whole number ${unit === undefined ? '' : `of ${unit} `}from ${least} to ${mostWords}`;
  return (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most
      ? undefined
      : `${quote(value)} is not ${words}`;
}

function quote(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
