import type { ThingModel } from '../../tsl/model.ts';
import type { PrintOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { jsonReporter } from './json.ts';
import { plainReporter } from './plain.ts';
import type { Reporter } from './reporter.ts';

/** The reporter that fits: data for --json, a live line on a terminal, plain lines elsewhere. */
export async function chooseReporter(io: Io, model: ThingModel, print: PrintOptions): Promise<Reporter> {
  if (print.json) return jsonReporter(io.stdout, model);
  const plain = plainReporter(io, model, print);
  if (!showsLive(io, print)) return plain;
  const { liveReporter } = await import('./live.ts');
  return liveReporter(io, plain);
}

/** Whether a line that changes in its place can be shown. */
export function showsLive(io: Io, print: PrintOptions): boolean {
  const isLive = io.stdout.isTerminal && io.stderr.isTerminal && !print.quiet && io.env['CI'] === undefined;
  return isLive && io.streams.stderr.columns !== 0 && io.env['TERM'] !== 'dumb';
}
