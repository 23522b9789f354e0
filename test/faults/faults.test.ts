import { afterAll, describe, expect, test } from 'vitest';
import { judge, type Taken } from './ledger.ts';
import { startPlatform } from './platform.ts';
import { BREAKDOWN, makeFolder, type Run, startProgram, takenBy } from './program.ts';
import { COMMANDS, type Command, SCENARIOS, type Scenario } from './scenarios.ts';
import { type Result, writeTable } from './table.ts';

const READINGS = 10;
const ARGS: Readonly<Record<Command, readonly string[]>> = {
  once: ['once'],
  publish: ['publish', '--interval', '25ms', '--count', String(READINGS)],
};

interface Outcome extends Result {
  readonly run: Run;
  /** The run after it that sends what is left; only where `publish` left something. */
  readonly flush: Run | undefined;
  readonly problems: readonly string[];
  readonly taken: readonly Taken[];
}

/** Lets a command go through a fault, and lets what it left be sent when the fault is over. */
async function suffer(scenario: Scenario, command: Command): Promise<Outcome> {
  const { preload, aheadMs = 0 } = scenario;
  const { misbehave, prepare, onEvent, env } = scenario[command];
  let isOver = false;
  const folder = makeFolder();
  const platform = await startPlatform({
    now: () => Date.now() + aheadMs,
    misbehave: (coming, self) => (isOver ? undefined : misbehave?.(coming, self)),
  });
  try {
    await prepare?.(platform);
    const run = await startProgram(ARGS[command], {
      folder: folder.path,
      env: { ...platform.env, ...env },
      preload,
      onEvent: (event) => onEvent?.(event, platform),
    }).ended;
    isOver = true;
    const taken = takenBy(run);
    const sentFirst = judge(taken, platform.accepted).sent;
    expect(sentFirst, 'sent by the run itself').toBe(scenario[command].sent ?? taken.length);
    const flush =
      command === 'publish' && sentFirst < taken.length
        ? await startProgram(['outbox', 'flush'], { folder: folder.path, env: platform.env }).ended
        : undefined;
    const verdict = judge(taken, platform.accepted);
    return { code: run.code, run, flush, taken, verdict, problems: platform.problems };
  } finally {
    await platform.close();
    folder.remove();
  }
}

describe.concurrent('every fault in', () => {
  const results = new Map(SCENARIOS.map(({ fault }) => [fault, {} as Partial<Record<Command, Result>>]));
  afterAll(() => console.log(writeTable(results)));

  const all = SCENARIOS.flatMap((scenario) =>
    COMMANDS.map((command) => ({ ...scenario, scenario, command })),
  );
  test.each(all)('$command: $fault loses nothing', async ({ fault, scenario, command }) => {
    const expected = scenario[command];
    const { code, run, flush, taken, verdict, problems } = await suffer(scenario, command);
    results.set(fault, { ...results.get(fault), [command]: { code, verdict } });
    expect({ code, stderr: code === expected.code ? '' : run.stderr }).toEqual({
      code: expected.code,
      stderr: '',
    });
    expect(run.stderr).not.toMatch(BREAKDOWN);
    expect(problems).toEqual([]);
    expect(verdict).toMatchObject({ needless: [], disordered: [], altered: [] });
    expect(verdict.duplicated).toBe(expected.duplicated ?? 0);
    if (command === 'once') {
      // One that did not arrive is told of by the exit code.
      expect(verdict).toMatchObject({ taken: 1, sent: expected.sent ?? 1 });
      return;
    }
    if (code === 0) expect(taken).toHaveLength(READINGS);
    expect(verdict.missing).toEqual([]);
    if (flush !== undefined) expect(flush.code).toBe(0);
  });
});
