import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { useFolder } from '../helpers/memory-io.ts';
import { cleanEnvironment, startProcess } from '../helpers/run-program.ts';

/** One figure of the bench. */
interface Row {
  readonly part: string;
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly ratio?: { readonly median: number };
}

interface Result {
  readonly acknowledged: { readonly sent: number; readonly answered: number };
  readonly rows: readonly Row[];
}

const bench = fileURLToPath(new URL('fleet.js', import.meta.url));
const isLinux = process.platform === 'linux';
/** Rows that say nothing where they have no Linux. */
const ofLinux = new Set(['µs a message', 'MB', 'bytes', '%']);
/** Figures of so short a run that they may as well be below nothing. */
const mayBeNegative = new Set(['bytes', 'ms']);

const rows: readonly (readonly [part: string, name: string, ...units: string[]])[] = [
  ['throughput', 'fleet', 'messages/s', 'µs a message'],
  ['throughput', 'autocannon', 'messages/s', 'µs a message'],
  ['throughput', 'bare TLS loop', 'messages/s', 'µs a message'],
  ['size', '10 devices', 'µs a message'],
  ['size', '250 devices', 'µs a message'],
  ['memory', 'a device beyond 10', 'bytes'],
  ['memory', '10 devices', 'MB'],
  ['memory', '250 devices', 'MB'],
  ['memory', '250 devices at most', 'MB'],
  ['schedule', 'lateness p50', 'ms'],
  ['schedule', 'lateness p99', 'ms'],
  ['schedule', 'lateness max', 'ms'],
  ['schedule', 'taken', 'readings'],
  ['schedule', 'share of one core', '%'],
  ['costs', 'plain', 'messages/s', 'µs a message'],
  ['costs', 'with --json', 'messages/s', 'µs a message'],
];

/** Runs the bench to its end. */
async function runBench(...args: string[]) {
  const cwd = useFolder();
  const { ended } = startProcess(process.execPath, [bench, ...args, '--out', 'out.json'], {
    cwd,
    env: cleanEnvironment(),
  });
  const { code, stdout, stderr } = await ended;
  return { code, stdout, stderr, read: () => readFileSync(join(cwd, 'out.json'), 'utf8') };
}

// No signals on Windows: the fleets could not say there what they sent.
describe.skipIf(process.platform === 'win32')('the bench of the fleet', () => {
  test('fills its table and its file, and finds every message acknowledged that was sent', {
    timeout: 120_000,
  }, async () => {
    const { code, stdout, stderr, read } = await runBench('--quick');
    expect(stderr).toBe('');
    const result = JSON.parse(read()) as Result;
    for (const [part, name, ...units] of rows) {
      for (const unit of units.filter((some) => isLinux || !ofLinux.has(some))) {
        const row = result.rows.find(
          (some) => some.part === part && some.name === name && some.unit === unit,
        );
        expect(row, `${part}: ${name}, ${unit}`).toBeDefined();
        expect(stdout).toContain(`\n  ${name}, ${unit} `);
      }
    }
    for (const { name, unit, median, ratio } of result.rows) {
      expect(Number.isFinite(median), `${name}, ${unit}: ${median}`).toBe(true);
      if (!mayBeNegative.has(unit)) expect(median, `${name}, ${unit}`).toBeGreaterThan(0);
      if (ratio) expect(ratio.median, `ratio of ${name}, ${unit}`).toBeGreaterThan(0);
    }
    for (const [flag, name] of [
      ['--metrics', 'with --metrics'],
      ['--no-outbox', 'with the outbox'],
    ] as const) {
      const isKnown = result.rows.some((row) => row.name === name);
      expect(stdout.includes(`${flag} is not there yet`), flag).toBe(!isKnown);
    }
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(result.acknowledged.sent).toBeGreaterThan(0);
    expect(result.acknowledged.answered).toBe(result.acknowledged.sent);
    expect(code).toBe(0);
  });

  test('names the parts where it is asked for another', async () => {
    const { code, stderr } = await runBench('speed');
    expect(stderr).toContain('speed: the parts are throughput, size, memory, schedule, costs');
    expect(code).not.toBe(0);
  });
});
