import type { ClientOptions } from '../client/client.ts';
import { readCa, requestedTsl, requireDevice, requireEndpoint, requireModel } from '../config/require.ts';
import type { Resolved } from '../config/resolve.ts';
import { DEMO_DEVICE } from '../emulator/demo.ts';
import type { Platform } from '../emulator/platform.ts';
import { isLoopbackHost } from '../protocol/endpoint.ts';
import { LIMITS } from '../protocol/limits.ts';
import type { ThingModel } from '../tsl/model.ts';
import { type Flags, isOn, printOptions, refuseBoth } from './flags.ts';
import type { Io } from './io.ts';
import { resolveFlags } from './resolve-flags.ts';
import { warn } from './tell.ts';

/** A device ready to talk, and the way to its platform. */
export interface Session {
  readonly resolved: Resolved;
  readonly model: ThingModel;
  readonly client: ClientOptions;
  /** Where it reports to, for people. */
  readonly target: string;
  /** Whether it leaves this machine. */
  readonly isRemote: boolean;
  /** The endpoint; undefined with --local. */
  readonly endpoint: string | undefined;
  /** The platform itself, with --local. */
  readonly platform?: Platform;
  close(): Promise<void>;
}

/** Reads the settings and opens the way to the platform; nothing is sent yet. */
export async function openSession(flags: Flags, io: Io): Promise<Session> {
  for (const other of ['endpoint', 'product-key', 'device-name', 'device-secret-file'])
    refuseBoth(flags, 'local', other);
  const resolved = await resolveFlags(flags, io);
  const model = requireModel(resolved);
  if (model.properties.size > LIMITS.propertiesPerMessage) {
    warn(
      io,
      printOptions(flags, io),
      `The model has ${model.properties.size} properties; the platform filters a message of more than ${LIMITS.propertiesPerMessage} (6106).`,
    );
  }
  const { settings } = resolved;
  const { signMethod, clientId } = settings;
  const shared = { signMethod, clientId, clock: io.clock };

  // A flag wins over a variable: --endpoint is not overruled by IOT_SIM_LOCAL.
  if (flags['endpoint'] === undefined && isOn(flags, io, 'local')) {
    const { createPlatform } = await import('../emulator/platform.ts');
    const platform = createPlatform({ tsl: requestedTsl(resolved), clock: io.clock });
    const client = { ...shared, device: DEMO_DEVICE, send: platform.handle };
    return {
      resolved,
      model,
      client,
      target: 'the emulator in this process',
      isRemote: false,
      endpoint: undefined,
      platform,
      close: async () => {},
    };
  }

  const device = requireDevice(resolved);
  const endpoint = requireEndpoint(resolved);
  const ca = readCa(resolved, io.env['NODE_EXTRA_CA_CERTS']);
  const { openConnection } = await import('../client/undici.ts');
  const connection = openConnection({ endpoint, ca });
  const client = { ...shared, device, send: connection.send };
  return {
    resolved,
    model,
    client,
    target: endpoint,
    isRemote: !isLoopbackHost(new URL(endpoint).hostname),
    endpoint,
    close: connection.close,
  };
}
