import { resolve } from 'node:path';
import { isDefault } from '../../config/resolve.ts';
import { SimError } from '../../errors.ts';
import type { DeviceTriple } from '../../protocol/topic.ts';
import { isPresetName } from '../../tsl/presets.ts';
import type { Flags } from '../flags.ts';
import type { Io } from '../io.ts';
import { type Started, startFromFlags } from './emulator-start.ts';

/** What a device must know of an emulator to report to it. */
export interface EmulatorAccess {
  readonly url: string;
  readonly device: DeviceTriple;
  /** The authority to trust, where the emulator speaks TLS. */
  readonly caFile?: string | undefined;
}

/** The environment in which iot-sim, or whatever reads the same variables, reports to the emulator. */
export function emulatorVariables({ url, device, caFile }: EmulatorAccess): Readonly<Record<string, string>> {
  return {
    IOT_SIM_ENDPOINT: url,
    IOT_SIM_PRODUCT_KEY: device.productKey,
    IOT_SIM_DEVICE_NAME: device.deviceName,
    IOT_SIM_DEVICE_SECRET: device.deviceSecret,
    ...(caFile === undefined ? {} : { IOT_SIM_CA: caFile }),
  };
}

/**
 * `iot-sim emulator exec -- COMMAND`: starts an emulator on a free port, runs a command whose devices report to it, and
 * gives its exit code.
 * @throws SimError USAGE, COMMAND_NOT_FOUND, COMMAND_NOT_EXECUTABLE, STOPPED, and what a start can throw
 */
export async function emulatorExec(flags: Flags, io: Io, command: readonly string[]): Promise<number> {
  if (command.length === 0) {
    throw new SimError('USAGE', 'No command was given to be run with the emulator.', {
      likely: 'It goes behind two dashes.',
      hint: 'For example: iot-sim emulator exec -- npm test',
    });
  }
  // The outputs are the command's: the emulator itself prints nothing.
  const started = await startFromFlags(flags, io, flags['port'] === undefined ? { port: 0 } : {});
  const { emulator, caFile } = started;
  try {
    return await io.run(command, {
      ...io.env,
      IOT_SIM_DEVICE_SECRET_FILE: undefined, // it would win over the secret
      ...requestedModel(started),
      ...emulatorVariables({ url: emulator.url, device: emulator.device, caFile }),
    });
  } finally {
    await emulator.close();
  }
}

/** The command's devices report what the emulator checks. */
function requestedModel({ resolved }: Started): Readonly<Record<string, string>> {
  const { tsl = '' } = resolved.settings;
  if (isDefault(resolved, 'tsl')) return {};
  return { IOT_SIM_TSL: isPresetName(tsl) ? tsl : resolve(resolved.folderOf('tsl'), tsl) };
}
