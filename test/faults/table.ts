import type { Verdict } from './ledger.ts';
import { COMMANDS, type Command } from './scenarios.ts';

/** One line of the table: what became of a fault's runs. */
export interface Result {
  readonly code: number | null;
  readonly verdict: Verdict;
}

/** Writes what every fault did to every command. */
export function writeTable(results: ReadonlyMap<string, Partial<Record<Command, Result>>>): string {
  const heads = ['exit', 'sent', 'missing', 'duplicated'];
  const head = ['fault', ...COMMANDS.flatMap((command) => [`${command}: ${heads[0]}`, ...heads.slice(1)])];
  const rows = [...results].map(([fault, byCommand]) => [
    fault,
    ...COMMANDS.flatMap((command) => {
      const result = byCommand[command];
      if (result === undefined) return heads.map(() => '-');
      const { taken, sent, missing, duplicated } = result.verdict;
      return [String(result.code), `${sent} of ${taken}`, String(missing.length), String(duplicated)];
    }),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ');
  return [line(head), widths.map((width) => '-'.repeat(width)).join('-|-'), ...rows.map(line)].join('\n');
}
