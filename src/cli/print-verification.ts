import type { Verification } from '../engine/verify.ts';
import type { Pending } from '../outbox/outbox.ts';
import { type DeviceIdentity, deviceText } from '../protocol/topic.ts';
import type { PrintOptions } from './flags.ts';
import type { LineCounts } from './forwarded-lines.ts';
import type { Io } from './io.ts';
import { clockTime, colors, dateTime, formatMs, printable, wrap } from './text.ts';

/** Where and how a verification is printed, and what else is known of it. */
interface Printing {
  readonly io: Io;
  readonly print: PrintOptions;
  readonly device: DeviceIdentity;
  /** Where the emulator's log begins, when it is not whole. */
  readonly heldSinceMs: number | undefined;
  /** Of the file of received messages. */
  readonly counts: LineCounts | undefined;
}

/** So wide is the table, wherever it is printed. */
const WIDTH = 80;
const NAME_WIDTH = 13;
const COUNT_WIDTH = 7;

/** Prints a table and the first missing readings, or one line of JSON. */
export function printVerification(verification: Verification, printing: Printing): void {
  const { io, print } = printing;
  if (print.json) io.stdout.write(`${asJson(verification, printing)}\n`);
  else if (!print.quiet) io.stdout.write(asTable(verification, printing));
}

function asJson(
  { firstMissing, ...verification }: Verification,
  { io, device, heldSinceMs, counts }: Printing,
): string {
  const fields = {
    type: 'verification',
    at: io.clock.now(),
    device: deviceText(device),
    ...verification,
    ...(heldSinceMs === undefined ? {} : { logBegin: heldSinceMs }),
    ...(counts === undefined ? {} : { lines: { ...counts, named: undefined } }),
  };
  return `${JSON.stringify(fields).slice(0, -1)},"firstMissing":[${firstMissing.map(asJsonReading).join(',')}]}`;
}

/** Values are written as they were sent: `22.0` for a float. */
function asJsonReading({ id, takenAtMs, params }: Pending): string {
  const values = [...params].map(([identifier, text]) => `${JSON.stringify(identifier)}:${text}`);
  return `{"id":${JSON.stringify(id)},"at":${takenAtMs},"values":{${values.join(',')}}}`;
}

function asTable(verification: Verification, { io, print, heldSinceMs, counts }: Printing): string {
  const { red, yellow } = colors(io.stdout, print.isColored);
  const plain = (text: string): string => text;
  const { taken, sent, refused, dropped, pending, codes, firstMissing, missing, delay } = verification;
  const { filtered, filteredOnPurpose, duplicated, outOfOrder, onPurpose } = verification;
  const lines: string[] = [];
  const row = (name: string, count: number | undefined, note = '', paint = plain): void => {
    const head = name.padEnd(NAME_WIDTH) + String(count ?? '').padStart(COUNT_WIDTH);
    const text = wrap(`${head}  ${note}`.trimEnd(), { width: WIDTH, indent: head.length + 2 });
    lines.push(count ? paint(text) : text);
  };
  /** A row that is of interest only where there is something. */
  const rare = (name: string, count: number, note: string): void => {
    if (count > 0) row(name, count, note, yellow);
  };

  row('taken', taken, `${sent} sent, ${refused} refused, ${dropped} given up, ${pending} pending`);
  row('stored', verification.stored);
  row('filtered', filtered, describeCounts(codes), yellow);
  if (filteredOnPurpose > 0) {
    row('  on purpose', filteredOnPurpose, describeCounts(verification.codesOnPurpose));
  }
  row('missing', missing, '', red);
  row('duplicated', duplicated, '', yellow);
  row('out of order', outOfOrder, '', yellow);
  rare('wrong time', verification.wrongTime, 'arrived with another time than they were taken at');
  rare('unconfirmed', verification.unconfirmed, 'arrived, though the device was not told so');
  rare('not in ledger', verification.notInLedger, 'reports of which the ledger knows nothing');
  const since = heldSinceMs === undefined ? '' : `, ${fullTime(heldSinceMs)}`;
  rare('not compared', verification.notCompared, `taken before the emulator’s log begins${since}`);
  const faults = Object.values(onPurpose).reduce((sum, count) => sum + count, 0);
  const listed = Object.entries(onPurpose).map(([name, count]) => `${name} ${count}`);
  if (faults > 0) row('faults', faults, `on purpose: ${listed.join(', ')}`);
  if (counts !== undefined) {
    const { foreign, other, invalid } = counts;
    row(
      'lines',
      counts.lines,
      `${foreign} of other devices, ${other} of other kinds, ${invalid} no messages`,
    );
  }
  if (delay !== null) {
    const { p50, p90, p99, max } = delay;
    const figures = Object.entries({ p50, p90, p99, max }).map(([name, ms]) => `${name} ${formatMs(ms)}`);
    row('delay', undefined, figures.join(', '));
  }
  if (missing > 0)
    lines.push(`missing${missing > firstMissing.length ? `, the first ${firstMissing.length}` : ''}:`);
  for (const reading of firstMissing) lines.push(describeReading(reading));
  return `${lines.join('\n')}\n`;
}

/** Such as `6306 × 2, 6310`. */
function describeCounts(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name}${count === 1 ? '' : ` × ${count}`}`)
    .join(', ');
}

function describeReading({ id, takenAtMs, params }: Pending): string {
  const values = [...params].map(([identifier, text]) => `${identifier} ${text}`).join(', ');
  const line = printable(`  ${id.padStart(10)}  ${fullTime(takenAtMs)}  ${values}`);
  return line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line;
}

/** A day and a time to the millisecond. */
function fullTime(ms: number): string {
  return `${dateTime(ms).slice(0, 10)} ${clockTime(ms)}.${String(ms % 1000).padStart(3, '0')}`;
}
