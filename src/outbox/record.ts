import { OUTCOMES, type Outcome, type Pending } from './outbox.ts';

/** A message as text. */
export function writeRecord({ id, takenAtMs, params, faults }: Pending): string {
  return JSON.stringify({ id, at: takenAtMs, params: Object.fromEntries(params), faults });
}

/** The reverse of {@link writeRecord}. @throws RangeError when it is none */
export function readRecord(text: string): Pending {
  const { id, at, params, faults = [] } = readObject(text);
  if (typeof id !== 'string' || typeof at !== 'number') throw new RangeError('this is no message');
  if (typeof params !== 'object' || params === null) throw new RangeError('a message without values');
  const entries = Object.entries(params);
  for (const [, value] of entries) {
    if (typeof value !== 'string') throw new RangeError('a value of a message is no text');
  }
  if (!isTexts(faults)) throw new RangeError('the faults of a message are no texts');
  const message = { id, takenAtMs: at, params: new Map(entries) };
  return faults.length === 0 ? message : { ...message, faults };
}

/** An outcome as it was written. @throws RangeError when it is none */
export function readOutcome(text: string): Outcome {
  const outcome = OUTCOMES.find((name) => name === text);
  if (outcome === undefined) throw new RangeError('this is no outcome');
  return outcome;
}

/** For whom an outbox is: so that it can be named without the settings that made it. */
export interface OutboxOwner {
  readonly endpoint: string;
  readonly productKey: string;
  readonly deviceName: string;
}

/** For which fleet an outbox is. */
export interface FleetOwner {
  readonly endpoint: string;
  /** The file of its devices. */
  readonly fleet: string;
  /** The share of them that it is for, such as 3/16; absent where it is for all. */
  readonly shard?: string;
}

/** The owner as it was written. @throws RangeError when it is none */
export function readOwner(text: string): OutboxOwner | FleetOwner {
  const { endpoint, productKey, deviceName, fleet, shard } = readObject(text);
  if (isTexts([endpoint, productKey, deviceName])) return { endpoint, productKey, deviceName } as OutboxOwner;
  if (!isTexts([endpoint, fleet])) throw new RangeError('this says nobody’s name');
  const owner = { endpoint, fleet } as FleetOwner;
  return typeof shard === 'string' ? { ...owner, shard } : owner;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** @throws RangeError when the text is no JSON object */
function readObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RangeError('this is no JSON');
  }
  if (typeof value !== 'object' || value === null) throw new RangeError('this is no object');
  return value as Record<string, unknown>;
}
