import { access } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { CONFIG_PLACES } from '../../config/places.ts';
import { requireDevice, requireEndpoint, requireModel } from '../../config/require.ts';
import type { Resolved } from '../../config/resolve.ts';
import type { Config } from '../../config/schema.ts';
import { SETTINGS } from '../../config/settings.ts';
import { EXIT, type ExitCode, SimError } from '../../errors.ts';
import { isPresetName } from '../../tsl/presets.ts';
import { writePrivateFile } from '../../write-file.ts';
import { type Flags, printOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { namedConfig, resolveFlags } from '../resolve-flags.ts';
import { tell } from '../tell.ts';

/** `iot-sim init`: writes a configuration, asking on a terminal for what it cannot know. */
export async function init(flags: Flags, io: Io): Promise<ExitCode> {
  const print = printOptions(flags, io);
  const named = namedConfig(flags, io);
  const path = resolve(io.cwd, named ?? 'sensor.config.json');
  if (!path.endsWith('.json') || basename(path) === 'package.json') {
    throw new SimError('USAGE', `${path} is no place for a configuration in JSON.`, {
      likely: 'init writes JSON, and leaves package.json to npm.',
      hint: 'Name a file that ends in .json, or leave --config out.',
    });
  }
  if (flags['force'] !== true) await refuseExisting(named === undefined ? CONFIG_FILES : [named], io);
  // A file that is to be replaced has no say in what replaces it.
  const resolved = await resolveFlags(flags, io, false);
  const isAsking = flags['yes'] !== true && io.isStdinTerminal && io.stderr.isTerminal;
  if (!isAsking) refuseIncomplete(resolved);
  const config = toConfig(isAsking ? await ask(resolved, io) : resolved, { from: io.cwd, to: dirname(path) });
  try {
    await writePrivateFile(path, `${JSON.stringify(config, null, 2)}\n`);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new SimError('FILE_UNWRITABLE', `${path} cannot be written (${code}).`, { cause: error });
  }
  if (print.json) io.stdout.write(`${JSON.stringify({ type: 'written', at: io.clock.now(), path })}\n`);
  tell(io, print, `wrote ${path}, readable by you alone`);
  tell(io, print, 'It holds the DeviceSecret: keep it out of version control.');
  tell(io, print, `next: iot-sim auth${named === undefined ? '' : ` --config ${named}`}`);
  return EXIT.done;
}

const CONFIG_FILES = CONFIG_PLACES.filter((place) => place !== 'package.json');

async function refuseExisting(places: readonly string[], io: Io): Promise<void> {
  for (const place of places) {
    const path = resolve(io.cwd, place);
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (exists) throw new SimError('CONFIG_EXISTS', `${path} exists already and was left as it is.`);
  }
}

/** @throws SimError TRIPLE_MISSING with the ways that are left where nobody can be asked */
function refuseIncomplete(resolved: Resolved): void {
  try {
    requireDevice(resolved);
  } catch (error) {
    if (!(error instanceof SimError) || error.code !== 'TRIPLE_MISSING') throw error;
    throw new SimError('TRIPLE_MISSING', error.message, {
      likely: 'Nothing was asked, because of --yes or because there is no terminal.',
      hint: 'Give --product-key, --device-name, and IOT_SIM_DEVICE_SECRET or --device-secret-file.',
    });
  }
}

/** Asks for the values of the triple that nothing gave. */
async function ask(resolved: Resolved, io: Io): Promise<Resolved> {
  const { input, password } = await import('@inquirer/prompts');
  const context = { input: io.streams.stdin, output: io.streams.stderr, signal: io.stop };
  const { settings } = resolved;
  const check = (name: 'productKey' | 'deviceName') => (text: string) => {
    const parsed = SETTINGS[name].parse(text.trim());
    return 'problem' in parsed ? parsed.problem : true;
  };
  try {
    const productKey =
      settings.productKey ?? (await input({ message: 'ProductKey', validate: check('productKey') }, context));
    const deviceName =
      settings.deviceName ?? (await input({ message: 'DeviceName', validate: check('deviceName') }, context));
    const hasSecret = settings.deviceSecret !== undefined || settings.deviceSecretFile !== undefined;
    const deviceSecret = hasSecret
      ? settings.deviceSecret
      : await password(
          { message: 'DeviceSecret', mask: '*', validate: (text) => text.trim() !== '' },
          context,
        );
    return {
      ...resolved,
      settings: {
        ...settings,
        productKey: productKey.trim(),
        deviceName: deviceName.trim(),
        deviceSecret: deviceSecret?.trim(),
      },
    };
  } catch (error) {
    if ((error as Error).name !== 'ExitPromptError' && (error as Error).name !== 'AbortPromptError')
      throw error;
    throw new SimError('STOPPED', 'Stopped before anything was written.');
  }
}

/** What goes into the file: the triple, and what a reader will want to change. */
function toConfig(resolved: Resolved, { from, to }: { from: string; to: string }): Config {
  const device = requireDevice(resolved);
  const endpoint = requireEndpoint(resolved);
  requireModel(resolved);
  const { sources, settings } = resolved;
  const text = (name: keyof typeof SETTINGS): string | undefined =>
    sources.find((source) => source.name === name)?.text;
  // A path in a configuration is taken from its folder.
  const moved = (file: string): string => relative(to, resolve(from, file)) || file;
  const [tsl, ca] = [settings.tsl, settings.ca];
  const optional = { clientId: text('clientId'), seed: text('seed'), ca: ca && moved(ca) };
  return {
    endpoint,
    device,
    signMethod: settings.signMethod,
    interval: text('interval'),
    tsl: tsl === undefined || isPresetName(tsl) ? tsl : moved(tsl),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    ...(settings.insecureHttp === true ? { insecureHttp: true } : {}),
  };
}
