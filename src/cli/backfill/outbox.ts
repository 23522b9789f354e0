import { createHash } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { givenTimeMs } from '../../config/parse-time.ts';
import { SimError } from '../../errors.ts';
import { createMemoryOutbox } from '../../outbox/memory.ts';
import { openOutbox } from '../../outbox/open.ts';
import type { Outbox } from '../../outbox/outbox.ts';
import type { OutboxOwner } from '../../outbox/record.ts';
import { outboxFolder } from '../device-outbox.ts';
import { type Flags, printOptions } from '../flags.ts';
import type { Io } from '../io.ts';
import type { Session } from '../session.ts';
import { warn } from '../tell.ts';
import type { BackfillPlan } from './plan.ts';

/** The outbox of a backfill: the last message that was put into it says how far the backfill is. */
export interface BackfillOutbox {
  readonly outbox: Outbox;
  /** The time of its first reading, ms since 1970: for an age, as it was when the backfill began. */
  readonly fromMs: number;
  /** What is drawn without another seed: each backfill has its own, the same in all its runs. */
  readonly seed: string;
}

/**
 * Opens the outbox of a backfill, beside the device's own one: one for each endpoint, device, `--from` and `--every`. With
 * --local it is in memory. The name of its folder says when it begins.
 * @throws SimError OUTBOX_IN_USE, OUTBOX_UNUSABLE
 */
export async function openBackfillOutbox(
  { client, endpoint = '', resolved }: Session,
  { plan, flags, io }: { plan: BackfillPlan; flags: Flags; io: Io },
): Promise<BackfillOutbox> {
  const nowMs = io.clock.now();
  const { productKey, deviceName } = client.device;
  const owner: OutboxOwner = { endpoint, productKey, deviceName };
  const parts = [endpoint, productKey, deviceName, plan.from, plan.everyMs];
  const name = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  const seed = name.slice(-8);
  const givenMs = givenTimeMs(plan.from, nowMs);
  const startMs = 'agoMs' in plan.from ? givenMs - (givenMs % 1_000) : givenMs; // nobody asked for odd milliseconds
  if (endpoint === '') return { outbox: createMemoryOutbox(), fromMs: startMs, seed };

  const base = `${outboxFolder(resolved, owner, io)}-backfill-${name.slice(0, 16)}`;
  const tell = (message: string): void => warn(io, printOptions(flags, io), message);
  const open = async (fromMs: number): Promise<Outbox> => {
    try {
      return await openOutbox({
        folder: `${base}-${fromMs}`,
        owner,
        nowMs,
        onMovedAside: (aside, reason) =>
          tell(`The outbox was damaged (${reason}) and moved to ${aside}; all readings are sent again.`),
        onLoss: (reason) =>
          tell(
            `A part of the outbox cannot be read and was left out (${reason}). Readings at its end are made again.`,
          ),
      });
    } catch (error) {
      throw asInUse(error);
    }
  };

  const begun = await findBegin(base);
  if (begun !== undefined && flags['restart'] === true) {
    const outbox = await open(begun); // while another run uses it, it is not to go
    const pending = outbox.size();
    await outbox.close();
    await rm(`${base}-${begun}`, { recursive: true, force: true });
    if (pending > 0) tell(`${pending} readings that were made before are given up.`);
  }
  const fromMs = flags['restart'] === true ? startMs : (begun ?? startMs);
  return { outbox: await open(fromMs), fromMs, seed };
}

/** When the backfill began that has a folder of this name, and the time behind it. */
async function findBegin(base: string): Promise<number | undefined> {
  const names = await readdir(dirname(base)).catch((): string[] => []);
  const start = `${basename(base)}-`;
  const times = names.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length));
  const time = times.find((text) => /^\d+$/.test(text));
  return time === undefined ? undefined : Number(time);
}

function asInUse(error: unknown): unknown {
  if (!(error instanceof SimError) || error.code !== 'OUTBOX_IN_USE') return error;
  return new SimError('OUTBOX_IN_USE', error.message, {
    cause: error,
    likely: 'The same backfill runs already.',
    hint: 'Let it end, or stop it. One with another --from or --every can run beside it.',
  });
}
