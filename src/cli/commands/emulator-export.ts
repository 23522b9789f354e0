import { resolve } from 'node:path';
import { networkError } from '../../client/network-error.ts';
import { readCa } from '../../config/require.ts';
import { DEFAULT, FILE, type Resolved } from '../../config/resolve.ts';
import { DEFAULT_EMULATOR_HOST, DEFAULT_EMULATOR_PORT } from '../../emulator/address.ts';
import { EXIT, type ExitCode, SimError } from '../../errors.ts';
import { writePrivateFile } from '../../write-file.ts';
import { type Flags, printOptions, refuseBoth } from '../flags.ts';
import { httpGet } from '../http-get.ts';
import type { Io } from '../io.ts';
import { resolveFlags } from '../resolve-flags.ts';
import { tell } from '../tell.ts';
import { printable } from '../text.ts';

const LOCAL_ENDPOINT = `http://${DEFAULT_EMULATOR_HOST}:${DEFAULT_EMULATOR_PORT}`;

/** `iot-sim emulator export`: the whole state of an emulator that runs, or of a data folder that none uses. */
export async function emulatorExport(flags: Flags, io: Io, file: string | undefined): Promise<ExitCode> {
  refuseBoth(flags, 'data', 'endpoint');
  const resolved = await resolveFlags(flags, io);
  // A flag wins over a variable, that of the other place too.
  const data = flags['endpoint'] === undefined ? resolved.settings.data : undefined;
  const folder = data === undefined ? undefined : resolve(resolved.folderOf('data'), data);
  const pieces = folder === undefined ? fromEmulator(resolved, io) : fromFolder(folder);
  if (file === undefined || file === '-') {
    for await (const piece of pieces) {
      io.stdout.write(piece);
      await io.flush(); // whoever reads may be slower than we are; what cannot be written is told at the end
      io.stop.throwIfAborted();
    }
    return EXIT.done;
  }
  const path = resolve(io.cwd, file);
  try {
    await writePrivateFile(path, pieces);
  } catch (error) {
    if (error instanceof SimError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new SimError('FILE_UNWRITABLE', `The state cannot be written to ${path} (${code}).`, {
      cause: error,
    });
  }
  tell(
    io,
    printOptions(flags, io),
    `The state is in ${printable(file)}, readable by you alone: it holds secrets.`,
  );
  return EXIT.done;
}

async function* fromFolder(folder: string): AsyncIterable<string> {
  const { openKeptStore } = await import('../../emulator/kept.ts');
  const { exportState } = await import('../../emulator/state-file/export.ts');
  const store = await openKeptStore(resolve(folder, 'store'));
  try {
    yield* exportState(store);
  } catch (error) {
    if (error instanceof SimError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new SimError('DATA_UNUSABLE', `The data folder ${folder} cannot be read (${code}).`, {
      cause: error,
    });
  } finally {
    await store.close();
  }
}

async function* fromEmulator(resolved: Resolved, io: Io): AsyncIterable<string> {
  // What a configuration says of an endpoint is where devices report to: seldom an emulator.
  const given = resolved.sources.find(({ name }) => name === 'endpoint');
  const isGiven = given !== undefined && given.origin !== FILE && given.origin !== DEFAULT;
  const endpoint = (isGiven ? resolved.settings.endpoint : undefined) ?? LOCAL_ENDPOINT;
  const ca = readCa(resolved, io.env['NODE_EXTRA_CA_CERTS']);
  const url = `${endpoint}/_emulator/export`;
  const answer = await httpGet(url, { ca, signal: io.stop }).catch((error) => {
    throw networkError(error, endpoint);
  });
  if (answer.statusCode !== 200) {
    answer.destroy();
    throw new SimError('ANSWER_INVALID', `${endpoint} answered with HTTP status ${answer.statusCode}.`, {
      likely: 'What listens there is no emulator, or one of another version.',
      hint: `Give its address with --endpoint; without one it is ${LOCAL_ENDPOINT}.`,
    });
  }
  answer.setEncoding('utf8');
  try {
    for await (const piece of answer) yield piece as string;
  } catch (error) {
    throw networkError(error, endpoint);
  }
}
