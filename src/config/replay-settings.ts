import { anyText, type Parsed } from './parse-text.ts';
import { setting } from './setting.ts';

/** Everything that can be set of readings that were recorded, or are to be. */
export const REPLAY_SETTINGS = {
  replay: setting({
    flag: '--replay <file>',
    env: 'IOT_SIM_REPLAY',
    key: undefined,
    fromFile: undefined,
    help: 'send the rows of a CSV or NDJSON file instead of drawn values',
    parse: anyText,
  }),
  speed: setting({
    flag: '--speed <factor>',
    env: 'IOT_SIM_SPEED',
    key: undefined,
    fromFile: undefined,
    help: 'replay at the recorded distances, so many times as fast: 1x, 60x, or max (default: one row an interval)',
    parse: parseSpeed,
  }),
  record: setting({
    flag: '--record <file>',
    env: 'IOT_SIM_RECORD',
    key: undefined,
    fromFile: undefined,
    help: 'write what the platform took to a new CSV or NDJSON file that can be replayed',
    parse: anyText,
  }),
} as const;

/** How many times as fast as recorded: `60x`, `60`, or `max`, which is Infinity. */
export function parseSpeed(text: string): Parsed<number> {
  if (text === 'max') return { value: Number.POSITIVE_INFINITY };
  const [, factor] = /^(\d{1,9}(?:\.\d{1,9})?)x?$/.exec(text) ?? [];
  return Number(factor) > 0
    ? { value: Number(factor) }
    : { problem: `${JSON.stringify(text)} is no speed: write 60x, 0.5x or max` };
}
