import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createDice, type Dice } from '../faults/dice.ts';
import { judge } from '../faults/ledger.ts';
import { type Misdeed, startPlatform } from '../faults/platform.ts';
import { BREAKDOWN, makeFolder, startProgram, takenBy } from '../faults/program.ts';

/** How long it goes on, by the machine's clock. */
const MINUTES = Number(process.env['IOT_SIM_SOAK_MINUTES'] ?? 30);
/** The program's time passes so many times as fast. */
const SPEED = 20;
/** The memory of the start is read after this part of the time: caches have grown by then. */
const WARM_UP = 0.2;
const MOST_GROWTH = 0.05;

interface Usage {
  readonly heap: number;
  readonly rss: number;
  readonly files: number;
  readonly open: Readonly<Record<string, number>>;
}

const HTML: Misdeed = {
  type: 'page',
  status: 502,
  contentType: 'text/html',
  body: '<html>Bad Gateway</html>',
};
const MISDEEDS: readonly Misdeed[] = [
  { type: 'reset', isProcessed: false },
  { type: 'reset', isProcessed: true },
  { type: 'slow', ms: 50 },
  { type: 'truncated' },
  { type: 'bare' },
  HTML,
  ...[10000, 20001, 20002, 20003, 20004, 40000].map((code): Misdeed => ({ type: 'refuse', code })),
];

/** Every thirtieth request meets a fault; one in a hundred of them is a hang of five seconds. */
function nextMisdeed(dice: Dice, kind: 'auth' | 'post'): Misdeed | undefined {
  if (!dice.chance(1 / 30)) return undefined;
  if (dice.chance(0.01)) return { type: 'hang' };
  const misdeed = dice.oneOf(MISDEEDS);
  return kind === 'auth' && misdeed.type === 'bare' ? undefined : misdeed;
}

test(`publish goes on for ${MINUTES} minutes of faults and grows no more`, {
  timeout: (MINUTES + 5) * 60_000,
}, async () => {
  const seed = process.env['IOT_SIM_SOAK_SEED'] ?? String(Date.now());
  const dice = createDice(seed);
  const origin = Date.now();
  const folder = makeFolder();
  const usageFile = join(folder.path, 'usage');
  let isCalm = false;
  const platform = await startPlatform({
    now: () => origin + (Date.now() - origin) * SPEED,
    misbehave: ({ kind }) => (isCalm ? undefined : nextMisdeed(dice, kind)),
  });
  const readings = new Set<unknown>();
  let onAllSent = (): void => {};
  const program = startProgram(['publish', '--interval', '1s', '--seed', seed], {
    folder: folder.path,
    preload: '../soak/accelerate.js',
    env: {
      ...platform.env,
      IOT_SIM_TEST_SPEED: String(SPEED),
      IOT_SIM_TEST_ORIGIN: String(origin),
      IOT_SIM_TEST_USAGE: usageFile,
    },
    onEvent({ type, id }) {
      if (type === 'reading') readings.add(id);
      if (type === 'sent') readings.delete(id);
      if (readings.size === 0) onAllSent();
    },
  });

  /** What the program holds when nothing waits and nothing fails. */
  const measure = async (): Promise<Usage> => {
    isCalm = true;
    const allSent = new Promise<void>((resolve) => {
      onAllSent = resolve;
    });
    await Promise.race([allSent, program.ended.then(endedEarly)]);
    const before = read(usageFile).length;
    program.kill('SIGUSR2');
    while (read(usageFile).length === before) await delay(100);
    isCalm = false;
    return JSON.parse(read(usageFile).at(-1) ?? '') as Usage;
  };

  try {
    const ms = MINUTES * 60_000;
    await delay(ms * WARM_UP);
    const start = await measure();
    await delay(ms * (1 - WARM_UP));
    const end = await measure();
    isCalm = true;
    program.kill('SIGTERM');
    const run = await program.ended;
    const taken = takenBy(run);
    const verdict = judge(taken, platform.accepted);
    const growth = end.heap / start.heap - 1;
    console.log(
      [
        `seed ${seed}, ${MINUTES} min at ${SPEED} times the speed`,
        `${taken.length} taken, ${verdict.sent} sent, ${verdict.missing.length} missing, ${verdict.duplicated} duplicated; ${platform.counts.auth} tokens asked for`,
        `start: ${describe(start)}`,
        `end:   ${describe(end)}`,
        `growth: heap ${percent(growth)}, in all ${percent(end.rss / start.rss - 1)}`,
      ].join('\n'),
    );
    expect(run.code).toBe(0);
    expect(run.stderr).not.toMatch(BREAKDOWN);
    expect(platform.problems).toEqual([]);
    expect(verdict).toMatchObject({ missing: [], needless: [], disordered: [], altered: [] });
    expect(growth).toBeLessThan(MOST_GROWTH);
    expect(end.files).toBeLessThanOrEqual(start.files + 2);
  } finally {
    program.kill('SIGKILL');
    await program.ended;
    await platform.close();
    folder.remove();
  }
});

function endedEarly({ code, stderr }: { code: number | null; stderr: string }): never {
  throw new Error(`the program ended with ${code}: ${stderr.slice(-1000)}`);
}

function read(path: string): string[] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'));
  } catch {
    return []; // nothing was measured yet
  }
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}

function describe({ heap, rss, files, open }: Usage): string {
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const handles = Object.entries(open).map(([type, count]) => `${type} ${count}`);
  return `${megabytes(heap)} heap, ${megabytes(rss)} in all, ${files} files, open: ${handles.join(', ')}`;
}
