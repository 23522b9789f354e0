import { describe, expect, test } from 'vitest';
import type { Emulator } from '../../src/emulator/index.ts';
import { startEmulator } from '../../src/emulator/index.ts';
import { createDice, type Dice } from './dice.ts';
import { BREAKDOWN, makeFolder, type Run, startProgram } from './program.ts';

/** So often each backfill is killed. */
const KILLS = Number(process.env['IOT_SIM_TEST_KILLS'] ?? 5);

const DAY_MS = 86_400_000;
const EVERY_MS = 600_000;
/** A month where it is killed often, as `npm run soak` does; else a few days are enough. */
const DAYS = KILLS >= 20 ? 30 : 5;
const FROM_MS = Date.UTC(2026, 0, 1);
const TIMES = Array.from({ length: (DAYS * DAY_MS) / EVERY_MS }, (_, index) => FROM_MS + index * EVERY_MS);

interface Kind {
  readonly via: 'post' | 'history';
  readonly rate: string;
}

const KINDS: readonly Kind[] = [
  { via: 'post', rate: '1500/s' },
  { via: 'history', rate: '10/s' },
];

/** Starts the backfill, and kills it while it starts or when some more readings are sent. */
async function startAndKill(dice: Dice, start: (onSent: () => void) => ReturnType<typeof startProgram>) {
  const afterSent = dice.chance(0.3) ? 0 : dice.between(1, Math.ceil((0.9 * TIMES.length) / KILLS));
  const afterMs = afterSent === 0 ? dice.between(0, 250) : dice.between(0, 25);
  let sent = 0;
  const running = start(() => {
    sent += 1;
    if (sent === afterSent) setTimeout(() => running.kill('SIGKILL'), afterMs);
  });
  if (afterSent === 0) setTimeout(() => running.kill('SIGKILL'), afterMs);
  return running.ended;
}

async function runKilled({ via, rate }: Kind, emulator: Emulator) {
  const dice = createDice(via);
  const folder = makeFolder();
  const { productKey, deviceName, deviceSecret } = emulator.device;
  const env = {
    IOT_SIM_ENDPOINT: emulator.url,
    IOT_SIM_PRODUCT_KEY: productKey,
    IOT_SIM_DEVICE_NAME: deviceName,
    IOT_SIM_DEVICE_SECRET: deviceSecret,
  };
  const start = (onSent = (): void => {}) =>
    startProgram(
      [
        'backfill',
        '--from',
        '2026-01-01',
        '--to',
        new Date(FROM_MS + DAYS * DAY_MS).toISOString(),
        '--every',
        '10m',
        '--via',
        via,
        '--rate',
        rate,
      ],
      { folder: folder.path, env, onEvent: ({ type }) => type === 'sent' && onSent() },
    );
  const killed: Run[] = [];
  try {
    for (let kill = 0; kill < KILLS; kill++) killed.push(await startAndKill(dice, start));
    return { killed, last: await start().ended, again: await start().ended };
  } finally {
    folder.remove();
  }
}

/** The values that the emulator has of each time. */
async function valuesByTime({ history, device }: Emulator): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>();
  for await (const { timeMs, value } of history.values({ device, identifier: 'temperature' })) {
    found.set(timeMs, [...(found.get(timeMs) ?? []), String(value)]);
  }
  return found;
}

/** Each message id with the time it was sent with, once: what is sent again has both as they were. */
async function sentAs(emulator: Emulator): Promise<string[]> {
  const messages = await emulator.messages();
  return [...new Set(messages.map(({ message }) => `${message.id} ${message.properties[0]?.timeMs}`))];
}

describe.concurrent(`a backfill of ${DAYS} days that is killed at any moment`, () => {
  test.each(KINDS)(
    'leaves no gap and no double: $via',
    async (kind) => {
      const emulator = await startEmulator({ port: 0 });
      try {
        const { killed, last, again } = await runKilled(kind, emulator);
        const found = await valuesByTime(emulator);
        const rows = [...found.values()].flat().length;
        const wasKilled = killed.filter(({ code }) => code === null).length;
        console.log(
          `${kind.via}: ${wasKilled} kills, ${TIMES.length} readings, ${found.size} times in the history, ` +
            `${TIMES.filter((timeMs) => !found.has(timeMs)).length} missing, ${rows - found.size} double`,
        );
        for (const { stderr } of [...killed, last]) {
          expect(stderr).not.toMatch(BREAKDOWN);
          expect(stderr).not.toMatch(/damaged|cannot be read|made otherwise/);
        }
        expect({ code: last.code, stderr: last.code === 0 ? '' : last.stderr }).toEqual({
          code: 0,
          stderr: '',
        });
        expect([...found.keys()].toSorted((a, b) => a - b)).toEqual(TIMES);
        expect(rows).toBe(TIMES.length);
        if (kind.via === 'post') expect(await sentAs(emulator)).toHaveLength(TIMES.length);
        expect(again.stderr).toContain('this backfill is complete');
        expect(again.events).toEqual([]);
      } finally {
        await emulator.close();
      }
    },
    60_000 + KILLS * 5_000,
  );
});
