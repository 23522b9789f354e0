import { SimError } from '../../errors.ts';
import { recordingWriter } from '../../readings/write-recording.ts';
import type { Io } from '../io.ts';
import type { Preview } from './preview.ts';

/**
 * Prints readings in the form that a replay reads; nothing of them is kept.
 * @throws SimError USAGE where no name is left for the column of the time
 */
export async function printCsv({ model, batches }: Preview, io: Io): Promise<void> {
  const writer = recordingWriter(model, 'csv');
  if (writer === undefined) {
    throw new SimError(
      'USAGE',
      'A CSV has no name left for the time: the model has properties of these names.',
      {
        likely: 'The model has the properties time and timestamp.',
        hint: 'Take --json instead.',
      },
    );
  }
  io.stdout.write(writer.head);
  for await (const batch of batches) {
    io.stdout.write(batch.map((reading) => writer.line(reading)).join(''));
    await io.flush(); // no faster than it is read
  }
}
