import { DRAINS, type Drain } from '../engine/parcel.ts';
import { DEFAULT_GRACE_MS } from '../engine/run-device.ts';
import { type OutboxLimit, WHEN_FULL, type WhenFull } from '../outbox/limit.ts';
import { DURATION_PATTERN, formatDuration, parseDuration } from './duration.ts';
import { didYouMean } from './nearest.ts';
import { anyText, type Parsed } from './parse-text.ts';
import { setting } from './setting.ts';

/** Everything that can be set of how readings are kept until the platform has them. */
export const OUTBOX_SETTINGS = {
  outbox: setting({
    flag: '--outbox <dir>',
    env: 'IOT_SIM_OUTBOX',
    key: 'outbox',
    fromFile: (config) => config.outbox,
    help: 'folder that keeps readings until the platform has them (default: one of the device’s own)',
    parse: anyText,
  }),
  outboxLimit: setting({
    flag: '--outbox-limit <limit>',
    env: 'IOT_SIM_OUTBOX_LIMIT',
    key: 'outboxLimit',
    fromFile: (config) => config.outboxLimit,
    help: 'how much may wait: bytes (100MB), readings (10000), or the age of the oldest (7d)',
    parse: parseOutboxLimit,
    fallback: '100MB',
  }),
  whenFull: setting({
    flag: '--when-full <policy>',
    env: 'IOT_SIM_WHEN_FULL',
    key: 'whenFull',
    fromFile: (config) => config.whenFull,
    help: `when more comes than may wait: ${WHEN_FULL.join(', ')}`,
    parse: (text) => parseName<WhenFull>(text, WHEN_FULL),
    fallback: 'drop-oldest',
  }),
  drainRate: setting({
    flag: '--drain-rate <rate>',
    env: 'IOT_SIM_DRAIN_RATE',
    key: 'drainRate',
    fromFile: (config) => config.drainRate,
    help: 'pace of a backlog, such as 25/s (default: that, or more where more are taken)',
    parse: parseRate,
  }),
  drain: setting({
    flag: '--drain <way>',
    env: 'IOT_SIM_DRAIN',
    key: 'drain',
    fromFile: (config) => config.drain,
    help: 'send a backlog as post: one report a reading, or as history: many in one',
    parse: (text) => parseName<Drain>(text, DRAINS),
    fallback: 'post',
  }),
  grace: setting({
    flag: '--grace <duration>',
    env: 'IOT_SIM_GRACE',
    key: 'grace',
    fromFile: (config) => config.grace,
    help: 'time to deliver what is pending after Ctrl-C',
    parse: parseDuration,
    fallback: formatDuration(DEFAULT_GRACE_MS),
  }),
} as const;

const BYTE_UNITS: Readonly<Record<string, number>> = {
  kB: 1_000,
  KB: 1_000,
  MB: 1_000_000,
  GB: 1_000_000_000,
};

/** How much may wait: `100MB`, `10000` or `7d`. */
export function parseOutboxLimit(text: string): Parsed<OutboxLimit> {
  const problem = `${JSON.stringify(text)} is no limit: write bytes such as 100MB, readings such as 10000, or an age such as 7d`;
  const [, amount, unit] = /^(\d{1,9})(kB|KB|MB|GB)?$/.exec(text) ?? [];
  if (amount !== undefined) {
    const number = Number(amount) * (unit === undefined ? 1 : (BYTE_UNITS[unit] ?? 1));
    if (number === 0) return { problem: `${JSON.stringify(text)} would keep nothing: write 1 or more` };
    return { value: unit === undefined ? { count: number } : { bytes: number } };
  }
  if (!DURATION_PATTERN.test(text)) return { problem };
  const parsed = parseDuration(text);
  return 'value' in parsed ? { value: { ageMs: parsed.value } } : parsed;
}

/** Messages a second: `25/s`, or `25`. */
export function parseRate(text: string): Parsed<number> {
  const [, amount] = /^(\d{1,6}(?:\.\d{1,3})?)(?:\/s)?$/.exec(text) ?? [];
  const rate = Number(amount);
  return rate > 0
    ? { value: rate }
    : { problem: `${JSON.stringify(text)} is no rate: write messages a second, such as 25/s` };
}

function parseName<T extends string>(text: string, names: readonly T[]): Parsed<T> {
  const value = names.find((name) => name === text);
  if (value !== undefined) return { value };
  return { problem: `${JSON.stringify(text)} is none of ${names.join(', ')}.${didYouMean(text, names)}` };
}
