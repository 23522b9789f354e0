import type { FaultsJson } from '../../../emulator/api/shapes.ts';
import { type Duration, toMs, toNumber } from './duration.ts';

/** A fault as the emulator gives it. */
export type FaultJson = FaultsJson['faults'][number];

/** A kind of fault. */
export type FaultType = FaultJson['type'];

/** A kind of request that a fault can be limited to. */
export type FaultTarget = NonNullable<Exclude<FaultJson, { type: 'refuse' }>['on']>;

/** What the emulator is sent to set a fault. */
export type FaultBody = Readonly<Record<string, string | number>>;

/** Kinds of fault, those that are wanted most first. */
export const FAULT_TYPES = [
  'latency',
  'code',
  'http',
  'html',
  'truncated',
  'reset',
  'hang',
  'refuse',
] as const satisfies readonly FaultType[];

/** The kinds of request there are. */
export const FAULT_TARGETS = ['auth', 'topic', 'register'] as const satisfies readonly FaultTarget[];

/** The codes that devices are answered with; of registration, by its own. */
export const ANSWER_CODES = [10000, 10001, 20000, 20001, 20002, 20003, 20004, 30001, 40000] as const;
/** The codes that a registration is refused with. */
export const REGISTER_CODES = [460, 500, 6250, 6288, 6289, 6292, 6600] as const;

/** In the list of codes, the choice of none of them. */
export const OTHER_CODE = 'other';

const FAULT_KEYS = [
  'delayMs',
  'jitterMs',
  'code',
  'status',
  'when',
  'probability',
  'count',
  'forMs',
  'device',
  'on',
] as const;

/** What a fault may say beside its type, as the emulator names it. */
export type FaultKey = (typeof FAULT_KEYS)[number];

const SCOPE: readonly FaultKey[] = ['probability', 'count', 'forMs', 'device', 'on'];
const SPOILT: readonly FaultKey[] = ['when', ...SCOPE];

/** What each kind of fault may say. */
export const KEYS_OF: Readonly<Record<FaultType, readonly FaultKey[]>> = {
  latency: ['delayMs', 'jitterMs', ...SCOPE],
  code: ['code', ...SPOILT],
  http: ['status', ...SPOILT],
  html: SPOILT,
  truncated: SPOILT,
  reset: SPOILT,
  hang: SPOILT,
  refuse: ['forMs'],
};

/** The form that sets a fault, as it is filled in; an empty field sets no limit. */
export interface FaultForm {
  readonly type: FaultType;
  readonly delayMs: Duration;
  readonly jitterMs: Duration;
  /** One of the lists, or {@link OTHER_CODE}. */
  readonly code: string;
  readonly otherCode: string;
  readonly status: string;
  readonly when: 'before' | 'after';
  /** In per cent. */
  readonly probability: string;
  readonly count: string;
  readonly forMs: Duration;
  /** `productKey/deviceName` */
  readonly device: string;
  readonly on: FaultTarget | 'all';
}

/** The form before anything is filled in. */
export const NEW_FAULT: FaultForm = {
  type: 'latency',
  delayMs: { amount: '2', unit: 's' },
  jitterMs: { amount: '', unit: 's' },
  code: '40000',
  otherCode: '',
  status: '503',
  when: 'before',
  probability: '100',
  count: '',
  forMs: { amount: '', unit: 's' },
  device: '',
  on: 'all',
};

/** What is wrong with a field. */
export type FieldProblem =
  | { readonly type: 'whole' | 'duration'; readonly least: number; readonly most: number }
  | { readonly type: 'code' | 'percent' | 'device' };

/** What a form asks for, or what is wrong with which of its fields. */
export type ReadForm =
  | { readonly body: FaultBody }
  | { readonly problems: Partial<Readonly<Record<FaultKey, FieldProblem>>> };

const TEN_MINUTES_MS = 600_000;
const DAY_MS = 86_400_000;

type Read = { readonly value: string | number | undefined } | { readonly problem: FieldProblem };

/** Reads what a form has for each key; undefined stands for what need not be said. */
const READERS: Readonly<Record<FaultKey, (form: FaultForm) => Read>> = {
  delayMs: ({ delayMs }) => readDuration(delayMs, 1, TEN_MINUTES_MS),
  jitterMs: ({ jitterMs }) => orNothing(jitterMs.amount, () => readDuration(jitterMs, 0, TEN_MINUTES_MS)),
  code: ({ code, otherCode }) => {
    const value = toNumber(code === OTHER_CODE ? otherCode : code);
    return Number.isSafeInteger(value) && value > 0 ? { value } : { problem: { type: 'code' } };
  },
  status: ({ status }) => readWhole(status, 500, 599),
  when: ({ when }) => ({ value: when === 'before' ? undefined : when }),
  probability: ({ probability }) => {
    const percent = toNumber(probability);
    if (!(percent > 0 && percent <= 100)) return { problem: { type: 'percent' } };
    return { value: percent === 100 ? undefined : percent / 100 };
  },
  count: ({ count }) => orNothing(count, () => readWhole(count, 1, 1_000_000_000)),
  forMs: ({ type, forMs }) =>
    type === 'refuse'
      ? readDuration(forMs, 1, DAY_MS)
      : orNothing(forMs.amount, () => readDuration(forMs, 1, DAY_MS)),
  device: ({ device }) =>
    orNothing(device, () =>
      /^[\w.:@-]{1,64}\/[\w.:@-]{1,64}$/.test(device.trim())
        ? { value: device.trim() }
        : { problem: { type: 'device' } },
    ),
  on: ({ on }) => ({ value: on === 'all' ? undefined : on }),
};

/** Reads a form: what its kind of fault has no use for is left out. */
export function readForm(form: FaultForm): ReadForm {
  const body: Record<string, string | number> = { type: form.type };
  const problems: Partial<Record<FaultKey, FieldProblem>> = {};
  for (const key of KEYS_OF[form.type]) {
    const read = READERS[key](form);
    if ('problem' in read) problems[key] = read.problem;
    else if (read.value !== undefined) body[key] = read.value;
  }
  return Object.keys(problems).length > 0 ? { problems } : { body };
}

function orNothing(text: string, read: () => Read): Read {
  return text.trim() === '' ? { value: undefined } : read();
}

function readWhole(text: string, least: number, most: number): Read {
  const value = toNumber(text);
  const isRight = Number.isSafeInteger(value) && value >= least && value <= most;
  return isRight ? { value } : { problem: { type: 'whole', least, most } };
}

/** Reads a length of time of `least` to `most` milliseconds. */
export function readDuration(
  duration: Duration,
  least: number,
  most: number,
): { readonly value: number } | { readonly problem: FieldProblem } {
  const value = toMs(duration);
  return value >= least && value <= most ? { value } : { problem: { type: 'duration', least, most } };
}
