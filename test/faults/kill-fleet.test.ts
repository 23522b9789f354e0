import { describe, expect, test } from 'vitest';
import { fleetLine } from '../../src/cli/reporters/fleet-schema.ts';
import { type FleetMessage, fleetOutboxFolder, idsByDevice, useFleet, waitingIn } from '../helpers/fleets.ts';
import { createDice } from './dice.ts';
import { BREAKDOWN } from './program.ts';

const DEVICES = 200;
/** So many times each fleet is killed. */
const KILLS = Math.ceil(Number(process.env['IOT_SIM_TEST_KILLS'] ?? 40) / 8);

describe('a fleet that is killed at any moment', () => {
  test.each([
    ['in one thread', '1'],
    ['in threads', '2'],
  ])(
    'loses nothing that it had kept, and keeps the order: %s',
    async (seed, workers) => {
      const dice = createDice(seed);
      const { arrived, start, run, sandbox } = await useFleet(DEVICES);
      const args = ['--workers', workers, '--connections', '4'];
      /** What waited after each kill: readings that must arrive, those of each device in this order. */
      const kept: FleetMessage[][] = [];
      for (let i = 0; i < KILLS; i++) {
        const running = start(...args, '--interval', '50ms');
        await running.waitForOutput('devices report');
        setTimeout(() => running.child.kill('SIGKILL'), dice.between(50, 900));
        const { code, stderr } = await running.ended;
        expect(code).toBe(null);
        expect(stderr).not.toMatch(BREAKDOWN);
        expect(stderr).not.toMatch(/damaged|is gone/);
        kept.push(await waitingIn(fleetOutboxFolder(sandbox)));
      }
      const { code, stdout, stderr } = await run(...args, '--count', '1', '--interval', '1s', '--json');
      expect([code, stderr]).toEqual([0, expect.stringContaining('first, since')]);
      const { restored, taken, sent, pending } = fleetLine.parse(JSON.parse(stdout));
      expect({ restored, taken, sent, pending }).toEqual({
        restored: kept.at(-1)?.length,
        taken: DEVICES,
        sent: DEVICES + restored,
        pending: 0,
      });
      expect(await waitingIn(fleetOutboxFolder(sandbox))).toEqual([]);
      expect(kept.flat().length).toBeGreaterThan(0);
      const ids = idsByDevice(arrived);
      for (const waited of kept) {
        for (const [device, expected] of idsByDevice(waited)) {
          const wanted = new Set(expected);
          expect(ids.get(device)?.filter((id) => wanted.has(id))).toEqual(expected);
        }
      }
    },
    30_000 + KILLS * 10_000,
  );
});
