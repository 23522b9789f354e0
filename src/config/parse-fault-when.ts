import type { FaultStart, FaultWhen } from '../readings/faults/sensor-fault.ts';
import { readTime } from '../readings/recorded-time.ts';
import { parseDuration } from './duration.ts';
import type { Parsed } from './parse-text.ts';
import { splitAt } from './split-at.ts';

/** Reads which readings a fault strikes: `1%`, `10m`, `10m@+1h`, `@+1h`, `@2026-01-31T12:00:00Z`. */
export function readWhen(text: string): Parsed<FaultWhen> {
  if (text.endsWith('%')) return readChance(text);
  if (/^\d+(?:\.\d+)?$/.test(text)) {
    return {
      problem: `${JSON.stringify(text)} is neither a chance nor a duration: write ${text}%, or ${text}s`,
    };
  }
  const [duration, start] = splitAt(text, '@');
  if (start === undefined && !/^\d/.test(duration)) {
    return {
      problem: `${JSON.stringify(text)} is neither a chance such as 1%, nor a duration such as 10m, nor a time such as @+1h`,
    };
  }
  const forMs = duration === '' ? undefined : parseDuration(duration);
  if (forMs !== undefined && 'problem' in forMs) return forMs;
  const from = start === undefined ? { value: { afterMs: 0 } } : readStart(start);
  if ('problem' in from) return from;
  return {
    value: { type: 'from', start: from.value, ...(forMs === undefined ? {} : { forMs: forMs.value }) },
  };
}

function readChance(text: string): Parsed<FaultWhen> {
  const percent = /^(\d+(?:\.\d+)?) ?%$/.exec(text)?.[1];
  const probability = Number(percent) / 100;
  return probability > 0 && probability <= 1
    ? { value: { type: 'chance', probability } }
    : { problem: `${JSON.stringify(text)} is no chance: it is above 0%, at most 100%` };
}

function readStart(text: string): Parsed<FaultStart> {
  if (text.startsWith('+')) {
    const after = parseDuration(text.slice(1));
    return 'problem' in after ? after : { value: { afterMs: after.value } };
  }
  // A number alone is more likely a duration whose plus and unit are missing than a time since 1970.
  const atMs = text.includes('-') ? readTime(text) : undefined;
  return atMs === undefined
    ? { problem: `${JSON.stringify(text)} is no time: write for example +1h, or 2026-01-31T12:00:00Z` }
    : { value: { atMs } };
}
