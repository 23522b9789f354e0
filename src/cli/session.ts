import type { ClientOptions } from '../client/client.ts';
import { systemClock } from '../clock.ts';
import { type Resolved, readCa, requireDevice, requireEndpoint, requireModel } from '../config/resolve.ts';
import { DEMO_DEVICE } from '../emulator/demo.ts';
import { LIMITS } from '../protocol/limits.ts';
import type { DeviceIdentity } from '../protocol/topic.ts';
import { createRandom, randomHex } from '../random.ts';
import type { ThingModel } from '../tsl/model.ts';
import { type Flags, isOn, refuseBoth, resolveFlags } from './common.ts';
import type { Io } from './io.ts';

/** A device ready to talk, and the way to its platform. */
export interface Session {
  readonly resolved: Resolved;
  readonly model: ThingModel;
  /** Everything a client needs but how long to retry. */
  readonly client: Omit<ClientOptions, 'budget'>;
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
  const shared = {
    signMethod: settings.signMethod ?? 'hmacsha1',
    clock: systemClock,
    random: createRandom(randomHex(8)),
  } as const;

  if (isOn(flags, io, 'local')) {
    const { createPlatform } = await import('../emulator/platform.ts');
    const { handle } = createPlatform({ model });
    const client = {
      ...shared,
      device: DEMO_DEVICE,
      clientId: clientId(resolved, DEMO_DEVICE),
      send: handle,
    };
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
  const client = { ...shared, device, clientId: clientId(resolved, device), send: connection.send };
  return { resolved, model, client, target: endpoint, endpoint, close: connection.close };
}

/** The documents recommend a MAC address or serial number; without one, what the vendor's C SDK 4 sends. */
function clientId({ settings }: Resolved, { productKey, deviceName }: DeviceIdentity): string {
  return settings.clientId ?? `${productKey}.${deviceName}`.slice(0, LIMITS.clientIdCharacters);
}
