import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type FleetLine, fleetLine } from '../../src/cli/reporters/fleet-schema.ts';
import { demoDevices } from '../../src/emulator/demo.ts';
import { startEmulator } from '../../src/emulator/index.ts';
import { writeTriples } from '../../src/emulator/registry/triples.ts';
import { isInShard } from '../../src/engine/fleet/shard.ts';
import { createLatencies } from '../../src/engine/latency.ts';
import { type Sandbox, useSandbox } from '../helpers/run-program.ts';

const DEVICES = 40;

/** An emulator of forty devices, a file with their triples, and the program. */
async function useFleet() {
  const emulator = await startEmulator({ port: 0, devices: DEVICES });
  onTestFinished(() => emulator.close());
  const sandbox: Sandbox = useSandbox();
  writeFileSync(join(sandbox.folder, 'fleet.csv'), writeTriples(demoDevices(DEVICES)));
  return {
    emulator,
    sandbox,
    run: (...args: string[]) =>
      sandbox.run(['fleet', '--devices', 'fleet.csv', '--seed', 'shards', '--json', ...args], {
        env: { IOT_SIM_ENDPOINT: emulator.url },
      }),
  };
}

const lineOf = (stdout: string): FleetLine => fleetLine.parse(JSON.parse(stdout));

describe('four shards of a fleet in processes of their own', () => {
  test('are the fleet together, disjoint, and their merged report is that of the whole', async () => {
    const { emulator, sandbox, run } = await useFleet();
    const startMs = Date.now() + 4_000;
    const args = ['--rate', '200/s', '--count', '5', '--start-at', new Date(startMs).toISOString()];
    const ended = await Promise.all([1, 2, 3, 4].map((shard) => run('--shard', `${shard}/4`, ...args)));
    expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    const lines = ended.map(({ stdout }) => lineOf(stdout));

    const messages = await emulator.messages();
    const counts = new Map<string, number>();
    for (const { device } of messages) counts.set(String(device), (counts.get(String(device)) ?? 0) + 1);
    expect(counts.size).toBe(DEVICES);
    expect(new Set(counts.values())).toEqual(new Set([5]));
    expect(lines.map(({ devices }) => devices)).toEqual(
      [0, 1, 2, 3].map(
        (index) => demoDevices(DEVICES).filter((device) => isInShard(device, { index, count: 4 })).length,
      ),
    );

    for (const [index, { stdout }] of ended.entries()) {
      writeFileSync(join(sandbox.folder, `${index}.json`), stdout);
    }
    const files = ['0.json', '1.json', '2.json', '3.json'];
    const { stdout, stderr, code } = await sandbox.run(['report', 'merge', '--json', ...files]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const merged = lineOf(stdout);
    expect(merged).toMatchObject({ shard: null, seed: 'shards', devices: DEVICES, taken: 200, sent: 200 });
    expect(merged.target).toBeCloseTo(200);
    expect(merged.auths).toBe(DEVICES);
    for (const kind of ['latency', 'service', 'lateness'] as const) {
      const whole = createLatencies();
      for (const { histograms } of lines) whole.add(histograms[kind]);
      expect(merged.histograms[kind]).toEqual(whole.histogram());
      expect(merged[kind]).toEqual(whole.figures());
    }
    for (const { startedAtMs } of lines) expect(startedAtMs).toBeGreaterThanOrEqual(startMs);
    const table = await sandbox.run(['report', 'merge', ...files]);
    expect(table.stdout).toMatch(/^readings +200 taken, 200 sent/m);
  });

  test('have the values that the whole fleet would have had', async () => {
    const whole = await useFleet();
    await whole.run('--rate', '400/s', '--count', '3');
    const parts = await useFleet();
    await Promise.all(
      [1, 2].map((shard) => parts.run('--shard', `${shard}/2`, '--rate', '400/s', '--count', '3')),
    );
    const values = async ({ emulator }: typeof whole) => {
      const all = new Map<string, unknown[]>();
      for (const { device, message } of await emulator.messages()) {
        const key = String(device);
        all.set(key, [
          ...(all.get(key) ?? []),
          message.properties.find(({ identifier }) => identifier === 'temperature')?.value,
        ]);
      }
      return all.size === DEVICES ? all : new Error(`only ${all.size} devices`);
    };
    expect(await values(parts)).toEqual(await values(whole));
  });
});

describe('iot-sim report merge', () => {
  test('refuses files of which it could only make a wrong report', async () => {
    const { sandbox, run } = await useFleet();
    const one = await run('--shard', '1/4', '--rate', '400/s', '--count', '1');
    const other = await run('--shard', '1/2', '--rate', '400/s', '--count', '1');
    const write = (name: string, text: string) => writeFileSync(join(sandbox.folder, name), text);
    write('one.json', one.stdout);
    write('other.json', other.stdout);
    write('cut.json', one.stdout.slice(0, 100));
    write('edited.json', one.stdout.replace(/"sent":\d+/, '"sent":-1'));
    write('log.txt', `40 devices report\n${one.stdout}`);
    const merge = async (...files: string[]) => {
      const { code, stderr, stdout } = await sandbox.run(['report', 'merge', ...files]);
      return { code, text: stderr || stdout };
    };
    const faster = await run('--shard', '2/4', '--rate', '800/s', '--count', '1');
    write('faster.json', faster.stdout);
    write('huge.json', one.stdout.replace('"shard":"1/4"', '"shard":"1/4294967296"'));
    write('ninth.json', one.stdout.replace('"shard":"1/4"', '"shard":"9/4"'));
    expect(await merge('one.json', 'faster.json')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/different fleets: their rate differs/),
    });
    expect(await merge('huge.json')).toMatchObject({ code: 2, text: expect.stringMatching(/shard/) });
    expect(await merge('ninth.json')).toMatchObject({ code: 2, text: expect.stringMatching(/no 9\/4/) });
    expect(await merge('one.json', 'one.json')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/hold shard 1\/4/),
    });
    expect(await merge('one.json', 'other.json')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/of different fleets/),
    });
    expect(await merge('cut.json')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/holds no report of a fleet/),
    });
    expect(await merge('edited.json')).toMatchObject({ code: 2, text: expect.stringMatching(/sent/) });
    expect(await merge('nowhere.json')).toMatchObject({
      code: 2,
      text: expect.stringMatching(/cannot be read/),
    });
    expect(await merge()).toMatchObject({ code: 2, text: expect.stringMatching(/needs the files/) });
    expect(await merge('log.txt')).toMatchObject({
      code: 6,
      text: expect.stringMatching(/missing: shard 2\/4, 3\/4, 4\/4/),
    });
  });
});
