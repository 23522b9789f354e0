import { createClient } from '../../client/client.ts';
import { overTransport } from '../../client/over-transport.ts';
import { openConnection } from '../../client/undici.ts';
import { openWires } from '../../client/wires.ts';
import { readCa, requestedTsl, requireEndpoint } from '../../config/require.ts';
import type { Resolved } from '../../config/resolve.ts';
import { demoDevices } from '../../emulator/demo.ts';
import { createPlatform } from '../../emulator/platform.ts';
import type { Cargo, OpenWay } from '../../engine/fleet/cargo.ts';
import type { FleetDevice } from '../../engine/fleet/device.ts';
import { type ErrorCode, SimError } from '../../errors.ts';
import { DEMO_PRODUCT_KEY, isLoopbackHost } from '../../protocol/endpoint.ts';
import type { DeviceTriple } from '../../protocol/topic.ts';
import type { Io } from '../io.ts';
import { type DevicesFile, readDevices } from './read-devices.ts';

/** A fleet ready to talk, and the way to its platform. */
export interface OpenedFleet extends DevicesFile {
  readonly open: OpenWay;
  /** Where it reports to, for people. */
  readonly target: string;
  readonly isRemote: boolean;
  /** Sees, as a device of the run, whether the platform can be reached at all. @throws SimError that says why not */
  checkWay(triple: DeviceTriple): Promise<void>;
  close(): void;
}

/** What the flags say of which devices, and how many connections they share. */
interface Choice {
  /** `FILE.csv`, `FILE.csv:1-200`, or with --local how many. */
  readonly devices: string;
  readonly isLocal: boolean;
  readonly connections: number | 'per-device';
}

/** So many devices an emulator in this process has. */
const MOST_LOCAL = 99_999;

/**
 * Reads the devices of a fleet and opens the way to their platform; nothing is sent yet.
 * @throws SimError FLEET_INVALID, and what settings, model and files are refused for
 */
export async function openFleet(
  resolved: Resolved,
  { devices, isLocal, connections }: Choice,
  io: Io,
): Promise<OpenedFleet> {
  if (isLocal) {
    const count = readCount(devices);
    const platform = createPlatform({ tsl: requestedTsl(resolved), clock: io.clock, devices: count });
    return {
      folder: io.cwd,
      entries: demoDevices(count).map((triple, index) => ({
        triple,
        index,
        intervalMs: undefined,
        model: undefined,
        site: undefined,
      })),
      issues: [],
      open: (handlers) => overTransport(platform.handle, handlers),
      target: 'the emulator in this process',
      isRemote: false,
      async checkWay() {},
      close() {},
    };
  }
  const file = readDevices(devices, io.cwd);
  const { entries } = file;
  const isDemo = entries.some(({ triple }) => triple.productKey === DEMO_PRODUCT_KEY);
  const endpoint = requireEndpoint(resolved, isDemo ? DEMO_PRODUCT_KEY : undefined);
  const ca = readCa(resolved, io.env['NODE_EXTRA_CA_CERTS']);
  let close = (): void => {};
  return {
    ...file,
    open(handlers) {
      const wires = openWires<Cargo>(
        {
          endpoint,
          ca,
          connections: connections === 'per-device' ? ownerOf : connections,
          elapsed: io.clock.elapsed,
        },
        handlers,
      );
      close = wires.close;
      return wires;
    },
    target: endpoint,
    isRemote: !isLoopbackHost(new URL(endpoint).hostname),
    async checkWay(triple) {
      const connection = openConnection({ endpoint, ca });
      try {
        const { signMethod } = resolved.settings;
        const client = createClient({
          device: triple,
          signMethod,
          send: connection.send,
          clock: io.clock,
        });
        await client.authenticate(io.stop);
      } catch (error) {
        // An answer shows that the way is good; one device that is not let in is no reason to keep the others out.
        if (!(error instanceof SimError) || !ANSWERED.includes(error.code)) throw error;
      } finally {
        await connection.close();
      }
    },
    close: () => close(),
  };
}

/** Errors of a platform that answered. */
const ANSWERED: readonly ErrorCode[] = ['AUTH_REFUSED', 'THROTTLED', 'UNDELIVERED'];

/** The device whose connection something goes over. */
const ownerOf = (cargo: Cargo): FleetDevice => ('resolve' in cargo ? cargo.device : cargo);

function readCount(text: string): number {
  const count = Number(text);
  if (/^\d{1,5}$/.test(text) && count >= 1) return count;
  throw new SimError(
    'USAGE',
    `--devices ${JSON.stringify(text)} is not a number of devices from 1 to ${MOST_LOCAL}.`,
    {
      likely: 'With --local the emulator makes the devices, and reads no file.',
      hint: 'Write for example: iot-sim fleet --local --devices 1000',
    },
  );
}
