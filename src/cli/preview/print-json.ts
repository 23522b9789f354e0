import type { Io } from '../io.ts';
import { createClimateTally } from './climate.ts';
import { madeBy, type Preview } from './preview.ts';
import type { PreviewReading } from './readings.ts';
import { createSummary, type PropertySummary } from './summary.ts';

/** Prints each reading as a line of JSON, and a line of statistics behind them. */
export async function printJson(preview: Preview, io: Io): Promise<void> {
  const { model, resolved, schedule, device, words, batches } = preview;
  const summary = createSummary(model);
  const climate = createClimateTally(model, resolved.climate);
  for await (const batch of batches) {
    for (const reading of batch) {
      summary.add(reading);
      climate?.add(reading);
    }
    io.stdout.write(batch.map(readingLine).join(''));
    await io.flush();
  }
  if (io.stop.aborted) return;
  const properties = [...summary.properties].map(([identifier, own]) => [
    identifier,
    { generator: madeBy(preview, identifier), ...asFields(own) },
  ]);
  const { fromMs: from, toMs: to, everyMs, count: readings } = schedule;
  const fields = {
    type: 'statistics',
    at: io.clock.now(),
    from,
    to,
    everyMs,
    readings,
    device,
    source: words,
    properties: Object.fromEntries(properties),
    climate: climate?.statistics(schedule),
  };
  io.stdout.write(`${JSON.stringify(fields)}\n`);
}

/** Values are written as they would be sent: `22.0` for a float. */
function readingLine({ takenAtMs, params, fitted, unfit, faults }: PreviewReading): string {
  const fields = {
    type: 'preview',
    at: takenAtMs,
    ...(Object.keys(fitted).length === 0 ? {} : { fitted }),
    ...(Object.keys(unfit).length === 0 ? {} : { unfit }),
    ...(faults.length === 0 ? {} : { faults }),
  };
  const values = [...params].map(([identifier, text]) => `${JSON.stringify(identifier)}:${text}`);
  return `${JSON.stringify(fields).slice(0, -1)},"values":{${values.join(',')}}}\n`;
}

function asFields({ numbers, shares, ...counts }: PropertySummary): object {
  return { ...counts, ...numbers, ...(shares === undefined ? {} : { shares: Object.fromEntries(shares) }) };
}
