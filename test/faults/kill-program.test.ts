import { describe, expect, test } from 'vitest';
import type { Accepted } from './desk.ts';
import { createDice, type Dice } from './dice.ts';
import { judge, type Taken } from './ledger.ts';
import { startPlatform } from './platform.ts';
import { BREAKDOWN, makeFolder, type Run, startProgram, takenBy } from './program.ts';

/** So many times the program is killed in all: `npm run soak` does it 200 times. */
const KILLS = Number(process.env['IOT_SIM_TEST_KILLS'] ?? 40);
/** As many outboxes, one after the other killed in each. */
const CHAINS = 4;

/** Starts the program on an outbox that others may have left, and kills it at some moment. */
async function startAndKill(
  dice: Dice,
  options: { folder: string; env: Readonly<Record<string, string>> },
): Promise<Run> {
  // While it starts, or some time after it took so many readings.
  const afterReadings = dice.chance(0.3) ? 0 : dice.between(1, 12);
  const afterMs = afterReadings === 0 ? dice.between(0, 250) : dice.between(0, 25);
  let readings = 0;
  const running = startProgram(['publish', '--interval', '20ms'], {
    ...options,
    onEvent({ type }) {
      if (type !== 'reading') return;
      readings += 1;
      if (readings === afterReadings) setTimeout(() => running.kill('SIGKILL'), afterMs);
    },
  });
  if (afterReadings === 0) setTimeout(() => running.kill('SIGKILL'), afterMs);
  return running.ended;
}

/** One outbox whose program is killed again and again, and what the platform has in the end. */
async function runChain(seed: string, kills: number) {
  const dice = createDice(seed);
  const folder = makeFolder();
  const platform = await startPlatform({
    misbehave: () => (dice.chance(0.5) ? { type: 'slow', ms: dice.between(1, 15) } : undefined),
  });
  const taken: Taken[] = [];
  const runs: Run[] = [];
  try {
    const options = { folder: folder.path, env: platform.env };
    for (let i = 0; i < kills; i++) {
      const run = await startAndKill(dice, options);
      runs.push(run);
      taken.push(...takenBy(run));
    }
    const flush = await startProgram(['outbox', 'flush'], options).ended;
    const verdict = judge(taken, platform.accepted, isAmongLastOfItsRun(platform.accepted));
    return { verdict, runs, flush, problems: platform.problems };
  } finally {
    await platform.close();
    folder.remove();
  }
}

/** So many readings may be answered and not yet marked when a program is killed: no others may come again. */
const MOST_UNMARKED = 17;

function isAmongLastOfItsRun(accepted: readonly Accepted[]) {
  return ({ token }: Accepted, index: number): boolean =>
    accepted.slice(index + 1).filter((later) => later.token === token).length < MOST_UNMARKED;
}

describe.concurrent('a program that is killed at any moment', () => {
  const share = Math.ceil(KILLS / CHAINS);
  const chains = [...Array(CHAINS).keys()].map((chain) => `chain ${chain + 1}`);
  test.each(chains)(
    `loses nothing that it said it had taken: %s, ${share} times`,
    async (seed) => {
      const { verdict, runs, flush, problems } = await runChain(seed, share);
      const { taken, sent, missing, duplicated, repeats } = verdict;
      console.log(
        `${seed}: ${share} kills, ${taken} taken, ${sent} sent, ${missing.length} missing, ${duplicated} duplicated`,
      );
      expect(runs.map(({ code }) => code)).toEqual(runs.map(() => null));
      for (const { stderr } of runs) expect(stderr).not.toMatch(BREAKDOWN);
      expect(
        runs.filter(({ stderr }) => stderr.includes('damaged') || stderr.includes('cannot be read')),
      ).toEqual([]);
      expect({ code: flush.code, stderr: flush.code === 0 ? '' : flush.stderr }).toEqual({
        code: 0,
        stderr: '',
      });
      expect(problems).toEqual([]);
      expect(repeats, 'most are marked').toBeLessThan(5 * share);
      expect(verdict).toMatchObject({ missing: [], needless: [], disordered: [], altered: [] });
    },
    30_000 + share * 3_000,
  );
});
