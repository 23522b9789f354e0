import { didYouMean } from '../config/nearest.ts';
import { SimError } from '../errors.ts';
import { CHECK_MODES, type CheckMode, DEFAULT_CHECK_MODE } from '../tsl/check.ts';

/** The value of --mode. @throws SimError USAGE */
export function readMode(text: unknown): CheckMode {
  if (text === undefined) return DEFAULT_CHECK_MODE;
  const mode = CHECK_MODES.find((candidate) => candidate === text);
  if (mode) return mode;
  const hint = didYouMean(String(text), CHECK_MODES);
  throw new SimError('USAGE', `--mode: ${JSON.stringify(text)} is none of ${CHECK_MODES.join(', ')}.${hint}`);
}
