import { parseDuration } from '../../config/duration.ts';
import { EXIT, type ExitCode, SimError } from '../../errors.ts';
import { openDeviceOutbox } from '../device-outbox.ts';
import { type Flags, printOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import { openSession } from '../session.ts';
import { tell } from '../tell.ts';
import { verifySession } from '../verify-session.ts';

/** `iot-sim verify`: compares what a device took with what its platform has, or with what was received. */
export async function verify(flags: Flags, io: Io, file: string | undefined): Promise<ExitCode> {
  const fromMs = readSince(flags, io);
  const session = await openSession(flags, io);
  try {
    if (session.endpoint === undefined) {
      throw new SimError(
        'USAGE',
        'An emulator inside a process ends with it, and leaves nothing to compare.',
        {
          likely: 'IOT_SIM_LOCAL is set.',
          hint: 'Compare at the end of the run: iot-sim publish --local --verify',
        },
      );
    }
    const outbox = await openDeviceOutbox(session, flags, io);
    try {
      const { productKey, deviceName } = session.client.device;
      const source = file === undefined ? session.target : file === '-' ? 'standard input' : file;
      tell(io, printOptions(flags, io), `${productKey}/${deviceName}: its outbox compared with ${source}`);
      await verifySession(session, outbox, { flags, io, file, fromMs });
      return EXIT.done;
    } finally {
      await outbox.close();
    }
  } finally {
    await session.close();
  }
}

function readSince({ since }: Flags, io: Io): number | undefined {
  if (typeof since !== 'string') return undefined;
  const parsed = parseDuration(since);
  if ('value' in parsed) return io.clock.now() - parsed.value;
  throw new SimError('USAGE', `--since: ${parsed.problem}.`);
}
