import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { demoDevices } from '../../src/emulator/demo.ts';
import { type EmulatorOptions, startEmulator } from '../../src/emulator/index.ts';
import { writeTriples } from '../../src/emulator/registry/triples.ts';
import { openFoundFleetOutbox } from '../../src/outbox/fleet/open.ts';
import { readRecord } from '../../src/outbox/record.ts';
import { type Sandbox, useSandbox } from './run-program.ts';

/** A reading of a device. */
export interface FleetMessage {
  /** productKey/deviceName. */
  readonly device: string;
  readonly id: string;
}

/** An emulator with so many devices, a sandbox with their file, and what the emulator took, in that order. */
export async function useFleet(count: number, options: Partial<EmulatorOptions> = {}) {
  const arrived: FleetMessage[] = [];
  const emulator = await startEmulator({
    port: 0,
    devices: count,
    onExchange({ device, code, message }) {
      if (code === 0 && device !== undefined && message?.id !== undefined)
        arrived.push({ device, id: message.id });
    },
    ...options,
  });
  onTestFinished(() => emulator.close());
  const sandbox = useSandbox();
  writeFileSync(join(sandbox.folder, 'fleet.csv'), writeTriples(demoDevices(count)));
  const args = (more: readonly string[]): string[] => ['fleet', '--devices', 'fleet.csv', ...more];
  const env = { IOT_SIM_ENDPOINT: emulator.url };
  return {
    emulator,
    sandbox,
    arrived,
    env,
    args,
    run: (...more: string[]) => sandbox.run(args(more), { env }),
    start: (...more: string[]) => sandbox.start(args(more), { env }),
  };
}

/** The folder of the only outbox of a fleet that nobody gave another place. */
export function fleetOutboxFolder({ state }: Sandbox): string {
  const folder = join(state, 'iot-sim', 'outbox-fleet');
  return join(folder, readdirSync(folder)[0] ?? 'none');
}

/** All that waits in an outbox that nobody uses, those of each device in order. */
export async function waitingIn(folder: string): Promise<FleetMessage[]> {
  const outbox = await openFoundFleetOutbox(folder);
  try {
    const backlogs = await outbox.waiting();
    const rows = await Promise.all(
      backlogs.map(({ device, count }) => outbox.read(device, { after: 0, most: count })),
    );
    return rows.flat().map(({ device, text }) => ({ device, id: readRecord(text).id }));
  } finally {
    await outbox.close();
  }
}

/** The ids of each device, in order, without what comes again. */
export function idsByDevice(messages: readonly FleetMessage[]): Map<string, string[]> {
  const ids = new Map<string, Set<string>>();
  for (const { device, id } of messages) ids.set(device, (ids.get(device) ?? new Set()).add(id));
  return new Map([...ids].map(([device, all]) => [device, [...all]]));
}
