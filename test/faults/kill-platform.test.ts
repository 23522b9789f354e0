import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, expect, test } from 'vitest';
import { cleanEnvironment, PROGRAM } from '../helpers/run-program.ts';
import { checkPostBody, INT_MODEL, parseRaw } from '../helpers/stand-in-checks.ts';
import type { Accepted } from './desk.ts';
import { createDice } from './dice.ts';
import { judge } from './ledger.ts';
import { BREAKDOWN, type Line, makeFolder, startProgram, takenBy } from './program.ts';

const KILLS = 4;
const READINGS = 60;

/** An emulator that keeps everything, as a process of its own. */
interface Emulator {
  readonly port: number;
  readonly device: Readonly<Record<string, string>>;
  /** Resolves when it is gone. */
  kill(): Promise<void>;
}

async function startEmulator(folder: string, port = 0): Promise<Emulator> {
  const args = [PROGRAM, 'emulator', '--json', '--data', folder, '--port', String(port)];
  const child: ChildProcess = spawn(process.execPath, args, {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<Line>((resolve, reject) => {
    createInterface({ input: child.stdout! }).once('line', (text) => resolve(JSON.parse(text) as Line));
    child.once('exit', (code) => reject(new Error(`the emulator ended with ${code}`)));
  });
  const { url, productKey, deviceName, deviceSecret } = line as unknown as Record<string, string>;
  return {
    port: Number(new URL(url!).port),
    device: {
      IOT_SIM_ENDPOINT: url!,
      IOT_SIM_PRODUCT_KEY: productKey!,
      IOT_SIM_DEVICE_NAME: deviceName!,
      IOT_SIM_DEVICE_SECRET: deviceSecret!,
    },
    kill() {
      child.kill('SIGKILL');
      return gone;
    },
  };
}

interface Exchange {
  readonly seq: string;
  readonly code?: number;
  readonly message?: { readonly body: string };
}

/** The property reports that the emulator has, in the order they came. */
async function acceptedBy({ port }: Emulator, report: (problem: string) => void): Promise<Accepted[]> {
  const response = await fetch(`http://127.0.0.1:${port}/_emulator/log?limit=1000`);
  const { exchanges } = (await response.json()) as { exchanges: Exchange[] };
  const taken = exchanges.filter(({ code, message }) => code === 0 && message !== undefined);
  return taken
    .toSorted((a, b) => Number(a.seq) - Number(b.seq))
    .map(({ message }) => ({
      ...checkPostBody(parseRaw(message!.body), { model: INT_MODEL, report }),
      isAnswered: true,
      token: '',
    }));
}

describe('a platform that is killed in mid-run', () => {
  test(`gets every reading, in order, ${KILLS} times killed`, async () => {
    const dice = createDice('platform');
    const folder = makeFolder();
    const data = `${folder.path}/platform`;
    let emulator = await startEmulator(data);
    let [sent, kills] = [0, 0];
    let restarting = Promise.resolve();
    try {
      let killsAt = dice.between(3, 10);
      const run = await startProgram(['publish', '--interval', '15ms', '--count', String(READINGS)], {
        folder: folder.path,
        env: emulator.device,
        onEvent({ type }) {
          if (type === 'sent' && ++sent === killsAt && kills < KILLS) {
            kills += 1;
            restarting = emulator.kill();
          }
          if (type === 'waiting') {
            // Its lock and its port are free once it is gone.
            restarting = restarting.then(async () => {
              if (kills === 0 || killsAt > sent) return;
              killsAt = sent + dice.between(3, 10);
              emulator = await startEmulator(data, emulator.port);
            });
          }
        },
      }).ended;
      await restarting;
      const problems: string[] = [];
      const taken = takenBy(run);
      const accepted = await acceptedBy(emulator, (problem) => problems.push(problem));
      const verdict = judge(taken, accepted, () => true);
      console.log(
        `${kills} kills of the platform: ${taken.length} taken, ${verdict.sent} sent, ${verdict.duplicated} duplicated`,
      );
      expect({ code: run.code, stderr: run.code === 0 ? '' : run.stderr }).toEqual({ code: 0, stderr: '' });
      expect(run.stderr).not.toMatch(BREAKDOWN);
      expect(problems).toEqual([]);
      expect(taken).toHaveLength(READINGS);
      expect(verdict).toMatchObject({ missing: [], disordered: [], altered: [] });
      // At most the one that was on its way.
      expect(verdict.duplicated).toBeLessThanOrEqual(kills);
      expect(kills).toBe(KILLS);
    } finally {
      await emulator.kill();
      folder.remove();
    }
  });
});
