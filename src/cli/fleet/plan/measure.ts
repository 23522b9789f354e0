import { acceptToken, issuedToken } from '../../../client/token-state.ts';
import { openWires, type Wires } from '../../../client/wires.ts';
import type { Clock } from '../../../clock.ts';
import type { FleetEntry } from '../../../config/parse-fleet.ts';
import type { Cargo } from '../../../engine/fleet/cargo.ts';
import type { FleetDevice } from '../../../engine/fleet/device.ts';
import type { MachineMeasure } from '../../../engine/fleet/plan/machine.ts';
import { runFleet } from '../../../engine/fleet/run-fleet.ts';
import { DEFAULT_DRAIN_PER_SECOND } from '../../../engine/pace.ts';
import { DEFAULT_SIGN_METHOD } from '../../../protocol/sign-method.ts';
import { createRandom, randomHex } from '../../../random.ts';
import { type CannedServer, startCannedServer } from './canned-server.ts';
import { heapBytes, nativeBytes, processorMs } from './own-usage.ts';

/** So many devices send while it is measured: enough to keep a core busy, few enough to have their tokens soon. */
const MEASURED_DEVICES = 1_000;
/** The same where each has a connection of its own: each of them takes some time to open. */
const OWN_CONNECTIONS = 250;
/** Of so many the memory is measured. */
const WEIGHED_DEVICES = 5_000;
/** More than one core sends; as many times a second each of the measured devices takes a reading. */
const BUSY_PER_SECOND = 100_000;
const MOST_PENDING = 1_000;
/** A run tells once a second how it goes. */
const SAMPLES = 3;

/** What is measured. */
interface Measured {
  /** Some of the fleet’s, at least one. */
  readonly entries: readonly FleetEntry[];
  readonly connections: number | 'per-device';
  /** Makes devices as a run does. */
  readonly make: (entries: readonly FleetEntry[], intervalMs: number) => FleetDevice[];
  readonly clock: Clock;
  /** Ends the measuring. */
  readonly stop: AbortSignal;
}

/**
 * Measures in about three seconds what a core of this machine can do: the fleet’s own engine sends over real TLS
 * connections to a server in another process, more than a core can. What counts is the processor time of this process,
 * which the server and whatever else runs do not take.
 * @throws Error where no server can be started, or nothing gets through
 */
export async function measureMachine(measured: Measured): Promise<MachineMeasure> {
  const { entries, connections, make, clock, stop } = measured;
  stop.throwIfAborted();
  const isOwn = connections === 'per-device';
  const count = isOwn ? OWN_CONNECTIONS : MEASURED_DEVICES;
  const devices = make(repeated(entries, count), (1000 * count) / BUSY_PER_SECOND);
  const server = await startCannedServer(clock.now());
  try {
    const { corePerSecond, connectionBytes, open } = await drive(devices, server, measured);
    const deviceHeapBytes = weigh(measured);
    return {
      corePerSecond,
      deviceBytes: deviceHeapBytes + (isOwn ? connectionBytes : 0),
      deviceHeapBytes,
      devices: count,
      connections: open,
    };
  } finally {
    server.close();
  }
}

/** How far it had come, and what that took. */
interface Progress {
  readonly sent: number;
  readonly cpuMs: number;
}

/** Sends as much as there is processor time for: a second to get going, and two that count. */
async function drive(
  devices: readonly FleetDevice[],
  { url, ca }: CannedServer,
  { connections, clock, stop }: Measured,
) {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  stop.addEventListener('abort', end, { once: true });
  const nativeBefore = nativeBytes();
  const progress: Progress[] = [];
  let wires: Wires<Cargo> | undefined;
  let [open, connectionBytes] = [0, 0];
  try {
    await runFleet({
      devices,
      open(handlers) {
        wires = openWires<Cargo>(
          {
            endpoint: url,
            ca: [ca],
            connections: connections === 'per-device' ? ownerOf : connections,
            elapsed: clock.elapsed,
          },
          handlers,
        );
        return wires;
      },
      signMethod: DEFAULT_SIGN_METHOD,
      clock,
      random: createRandom(randomHex(16)),
      drainPerSecond: DEFAULT_DRAIN_PER_SECOND,
      mostPending: MOST_PENDING,
      stop: ended.signal,
      graceMs: 0,
      onProgress({ sent }) {
        progress.push({ sent, cpuMs: processorMs() });
        if (progress.length < SAMPLES) return;
        open = wires?.open() ?? 0;
        connectionBytes = Math.max(0, nativeBytes() - nativeBefore) / Math.max(open, 1);
        end();
      },
    });
  } finally {
    stop.removeEventListener('abort', end);
    wires?.close();
  }
  stop.throwIfAborted();
  const corePerSecond = bestOf(progress);
  if (corePerSecond === 0) throw new Error('nothing got through to a server on this machine');
  return { corePerSecond, connectionBytes, open };
}

/** Messages for a second of processor time in the better stretch: what disturbs it only makes it slower. */
function bestOf(progress: readonly Progress[]): number {
  return progress.slice(1).reduce((best, { sent, cpuMs }, index) => {
    const before = progress[index];
    if (before === undefined) return best;
    return Math.max(best, (1000 * (sent - before.sent)) / Math.max(cpuMs - before.cpuMs, 1));
  }, 0);
}

/** The device whose connection something goes over. */
function ownerOf(cargo: Cargo): FleetDevice {
  return 'resolve' in cargo ? cargo.device : cargo;
}

/** How much memory a device takes that has a token. */
function weigh({ entries, make, clock }: Measured): number {
  const random = createRandom('weigh');
  const before = heapBytes();
  const own = structuredClone(repeated(entries, WEIGHED_DEVICES)); // with texts of their own, as those of a file
  const devices = make(own, 1000);
  for (const { tokens } of devices) acceptToken(tokens, issuedToken(randomHex(16), clock.now()), random);
  const grown = heapBytes() - before;
  return Math.max(0, grown) / Math.min(own.length, devices.length);
}

/** So many devices, the first ones again where there are fewer. */
function repeated(entries: readonly FleetEntry[], count: number): FleetEntry[] {
  return Array.from({ length: count }, (_, index) => ({
    ...(entries[index % entries.length] as FleetEntry),
    index,
  }));
}
