import { EXIT, type ExitCode, SimError } from '../../errors.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import { openDeviceOutbox } from '../device-outbox.ts';
import { type Flags, printOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { openSession } from '../session.ts';
import { tell } from '../tell.ts';

/** So many are given up with one write. */
const PORTION = 1000;

/** `iot-sim outbox clear`: gives up what waits, once the user has said that this is meant. */
export async function outboxClear(flags: Flags, io: Io): Promise<ExitCode> {
  const session = await openSession(flags, io);
  try {
    return await clear(await openDeviceOutbox(session, flags, io), flags, io);
  } finally {
    await session.close();
  }
}

async function clear(outbox: Outbox, flags: Flags, io: Io): Promise<ExitCode> {
  try {
    const pending = outbox.size();
    const readings = pending === 1 ? '1 reading' : `${pending} readings`;
    if (pending > 0 && flags['yes'] !== true) {
      throw new SimError('USAGE', `${readings} would be lost.`, {
        likely: 'They were taken, and the platform does not have them yet.',
        hint: 'Send them: iot-sim outbox flush. Give them up: iot-sim outbox clear --yes',
      });
    }
    while (outbox.size() > 0) {
      await outbox.next(io.stop);
      await Promise.all(outbox.oldest(PORTION).map(({ id }) => outbox.settle(id, 'dropped')));
    }
    tell(io, printOptions(flags, io), pending === 0 ? 'Nothing waits.' : `${readings} given up.`);
    return EXIT.done;
  } finally {
    await outbox.close();
  }
}
