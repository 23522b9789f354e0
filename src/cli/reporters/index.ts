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
  const isLive = io.stdout.isTerminal && io.stderr.isTerminal && !print.quiet && io.env['CI'] === undefined;
  const hasWidth = io.streams.stderr.columns !== 0;
  if (!isLive || !hasWidth || io.env['TERM'] === 'dumb') return plain;
  const { liveReporter } = await import('./live.ts');
  return liveReporter(io, plain);
}
