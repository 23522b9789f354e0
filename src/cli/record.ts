import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { SimError } from '../errors.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { formatByName } from '../readings/recording.ts';
import { recordingWriter } from '../readings/write-recording.ts';
import { type Flags, printOptions } from './flags.ts';
import type { Io } from './io.ts';
import type { Session } from './session.ts';
import { tell, warn } from './tell.ts';

/** Writes what the platform takes into a file. */
export interface Recorder {
  /** An outbox that has everything written which leaves it because the platform took it. */
  readonly watch: (outbox: Outbox) => Outbox;
  /** Waits until all is written; gives the error where it is not. A file without a reading is removed. */
  readonly close: () => Promise<SimError | undefined>;
}

/**
 * Begins a recording in a new file.
 * @throws SimError FILE_UNWRITABLE, USAGE
 */
export async function openRecorder(
  { model }: Session,
  { file, flags, io }: { file: string; flags: Flags; io: Io },
): Promise<Recorder> {
  const writer = recordingWriter(model, formatByName(file) ?? 'csv');
  if (writer === undefined) {
    throw new SimError('USAGE', 'A CSV has no name left for the time: the model has time and timestamp.', {
      hint: 'Record as NDJSON: --record FILE.ndjson',
    });
  }
  const path = resolve(io.cwd, file);
  const stream = await create(path);
  const print = printOptions(flags, io);
  let failure: SimError | undefined;
  let count = 0;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    failure = new SimError('FILE_UNWRITABLE', `The recording ${path} is not complete (${error.code}).`, {
      cause: error,
    });
    warn(io, print, `${failure.message} The run goes on without it.`);
  });
  stream.write(writer.head);

  return {
    watch: (outbox) => ({
      ...outbox,
      settle(id, outcome) {
        const [message] = outbox.oldest(1);
        if (outcome === 'sent' && message?.id === id && failure === undefined) {
          stream.write(writer.line(message));
          count += 1;
        }
        return outbox.settle(id, outcome);
      },
    }),
    async close() {
      if (failure === undefined) {
        stream.end();
        await finished(stream).catch(() => {}); // `failure` says so
      }
      if (count === 0) await rm(path, { force: true });
      else if (failure === undefined)
        tell(io, print, `${count} ${count === 1 ? 'reading' : 'readings'} recorded in ${file}`);
      return failure;
    },
  };
}

/** A file that was there stays as it is: it may be the only copy of a recording. */
async function create(path: string): Promise<WriteStream> {
  const stream = createWriteStream(path, { flags: 'wx' });
  try {
    await once(stream, 'open');
    return stream;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && !(await stat(path)).isFile()) {
      throw new SimError(
        'FILE_UNWRITABLE',
        `The recording ${path} is to be a file, and something else is there.`,
        {
          cause: error,
          likely: 'The name is that of a folder or a device.',
          hint: 'Give the name of a new file, such as --record sent.csv',
        },
      );
    }
    if (code === 'EEXIST') {
      throw new SimError('FILE_UNWRITABLE', `The recording ${path} is there already.`, {
        cause: error,
        likely: 'It was made by an earlier run.',
        hint: 'Give another name, or remove it first.',
      });
    }
    throw new SimError('FILE_UNWRITABLE', `The recording ${path} cannot be written (${code}).`, {
      cause: error,
    });
  }
}
