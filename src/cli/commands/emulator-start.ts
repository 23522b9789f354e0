import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readTextFile } from '../../config/load.ts';
import { parseFault } from '../../config/parse-fault.ts';
import { requestedTsl } from '../../config/require.ts';
import { invalidSettings, isDefault, type Resolved } from '../../config/resolve.ts';
import type { SettingName } from '../../config/settings.ts';
import { DEFAULT_EMULATOR_HOST } from '../../emulator/address.ts';
import { demoDevices } from '../../emulator/demo.ts';
import type { FaultSettings } from '../../emulator/faults/fault.ts';
import { writeTriples } from '../../emulator/registry/triples.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/server.ts';
import { SimError } from '../../errors.ts';
import type { Issue } from '../../issues.ts';
import { isLoopbackHost } from '../../protocol/endpoint.ts';
import { writePrivateFile } from '../../write-file.ts';
import { type Flags, printOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { resolveFlags } from '../resolve-flags.ts';
import { stateFolder } from '../state-folder.ts';
import { warn } from '../tell.ts';

/** An emulator that runs, and how to reach it. */
export interface Started {
  readonly emulator: Emulator;
  /** The authority to trust, where it speaks HTTPS. */
  readonly caFile: string | undefined;
  readonly resolved: Resolved;
}

/** Starts an emulator as flags and environment want it. */
export async function startFromFlags(
  flags: Flags,
  io: Io,
  overrides: Pick<EmulatorOptions, 'port' | 'onExchange'> = {},
): Promise<Started> {
  const print = printOptions(flags, io);
  const resolved = await resolveFlags(flags, io);
  const { settings } = resolved;
  const { host = DEFAULT_EMULATOR_HOST, devices = 0, https } = settings;
  const faults = readFaults(flags);
  const path = (name: SettingName): string | undefined => {
    const value = settings[name];
    return typeof value === 'string' ? resolve(resolved.folderOf(name), value) : undefined;
  };
  const data = path('data');
  const statePath = path('import');
  const devicesOut = path('devicesOut');
  if (devicesOut !== undefined && devices === 0) {
    throw new SimError('USAGE', '--devices-out writes the triples of --devices, and there are none.', {
      likely: 'The number of devices was forgotten.',
      hint: 'For example: iot-sim emulator --devices 100 --devices-out fleet.csv',
    });
  }
  const tls = https === true ? await certificates(resolve(data ?? stateFolder(io), 'tls'), io) : undefined;
  const emulator = await startEmulator({
    port: settings.port,
    ...overrides,
    host,
    data: data === undefined ? undefined : resolve(data, 'store'),
    state: statePath === undefined ? undefined : readStateFile(statePath),
    tsl: requestedTsl(resolved),
    mode: isDefault(resolved, 'mode') ? undefined : settings.mode,
    devices,
    tls,
    out: path('out'),
    forward: settings.forward,
    tokenTtlMs: settings.tokenTtl,
    rateLimit: settings.rateLimit,
    accessKey: settings.accessKey,
    clock: io.clock,
    onTrouble: (sentence) => warn(io, print, sentence),
  });
  try {
    if (devicesOut !== undefined) await writeDevices(devicesOut, devices, emulator);
    for (const fault of faults) {
      emulator.faults.add(fault);
      if (fault.type === 'refuse') void emulator.refuse(fault.forMs);
    }
    if (!isLoopbackHost(host)) warn(io, print, openWords(host, tls !== undefined));
    return { emulator, caFile: tls?.caFile, resolved };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

function openWords(host: string, isEncrypted: boolean): string {
  const means = isEncrypted ? '' : ', unencrypted';
  return (
    `The emulator listens on ${host}: everybody who can reach this machine can report to it${means}, and with its ` +
    'access key, known to everybody unless --access-key is given, change everything and read all secrets.'
  );
}

/** @throws SimError CONFIG_INVALID that names every fault that is none */
function readFaults(flags: Flags): FaultSettings[] {
  const texts = Array.isArray(flags['fault']) ? (flags['fault'] as string[]) : [];
  const issues: Issue[] = [];
  const faults = texts.flatMap((text) => {
    const parsed = parseFault(text);
    if ('value' in parsed) return [parsed.value];
    issues.push({ path: `--fault ${text}`, message: parsed.problem });
    return [];
  });
  if (issues.length > 0) throw invalidSettings(issues);
  return faults;
}

/** So much can be read at once: Node holds no longer text. */
const MOST_STATE_BYTES = 500_000_000;

function readStateFile(path: string): string {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MOST_STATE_BYTES) {
    throw new SimError('STATE_INVALID', `The file of state ${path} has ${Math.ceil(size / 1e6)} MB.`, {
      likely: `A state of ${MOST_STATE_BYTES / 1e6} MB at most can be imported.`,
      hint: 'A greater one is moved by copying the data folder of an emulator that does not run.',
    });
  }
  return readTextFile(path, 'file of state');
}

async function certificates(folder: string, io: Io) {
  const { ensureCertificates } = await import('../../emulator/certificates.ts');
  return ensureCertificates(folder, io);
}

async function writeDevices(path: string, count: number, { registry }: Emulator): Promise<void> {
  const triples = demoDevices(count).map(
    // One that was kept or imported may have been made by somebody else, with another secret.
    (triple) => registry.device(triple.productKey, triple.deviceName)?.triple ?? triple,
  );
  try {
    await writePrivateFile(path, writeTriples(triples));
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new SimError('FILE_UNWRITABLE', `The triples cannot be written to ${path} (${code}).`, {
      cause: error,
    });
  }
}
