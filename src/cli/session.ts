import { type CompleteClientOptions, completeClientOptions } from '../client/client.ts';
import { readCa, requireDevice, requireEndpoint, requireModel } from '../config/require.ts';
import type { Resolved } from '../config/resolve.ts';
import { DEMO_DEVICE } from '../emulator/demo.ts';
import type { ThingModel } from '../tsl/model.ts';
import { type Flags, isOn, refuseBoth } from './flags.ts';
import type { Io } from './io.ts';
import { resolveFlags } from './resolve-flags.ts';

/** A device ready to talk, and the way to its platform. */
export interface Session {
  readonly resolved: Resolved;
  readonly model: ThingModel;
  /** Everything a client needs; how long it retries is the command's to say. */
  readonly client: CompleteClientOptions;
  /** Where it reports to, for people. */
  readonly target: string;
  /** The endpoint; undefined with --local. */
  readonly endpoint: string | undefined;
  close(): Promise<void>;
}

/** Reads the settings and opens the way to the platform; nothing is sent yet. */
export async function openSession(flags: Flags, io: Io): Promise<Session> {
  refuseBoth(flags, 'local', 'endpoint');
  const resolved = await resolveFlags(flags, io);
  const model = requireModel(resolved);
  const { settings } = resolved;
  const { signMethod, clientId } = settings;
  const shared = { signMethod, clientId, clock: io.clock };

  // A flag wins over a variable: --endpoint is not overruled by IOT_SIM_LOCAL.
  if (flags['endpoint'] === undefined && isOn(flags, io, 'local')) {
    const { createPlatform } = await import('../emulator/platform.ts');
    const { handle } = createPlatform({ model, clock: io.clock });
    const client = completeClientOptions({ ...shared, device: DEMO_DEVICE, send: handle });
    return {
      resolved,
      model,
      client,
      target: 'the emulator in this process',
      endpoint: undefined,
      close: async () => {},
    };
  }

  const device = requireDevice(resolved);
  const endpoint = requireEndpoint(resolved);
  const ca = readCa(resolved);
  const { openConnection } = await import('../client/undici.ts');
  const connection = openConnection({ endpoint, ca });
  const client = completeClientOptions({ ...shared, device, send: connection.send });
  return { resolved, model, client, target: endpoint, endpoint, close: connection.close };
}
