import type { Clock } from '../clock.ts';
import { SimError } from '../errors.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { encodePropertyPost } from '../protocol/alink.ts';
import { LIMITS } from '../protocol/limits.ts';
import { createMessageIds } from '../protocol/message-id.ts';
import type { Random } from '../random.ts';
import type { Generators } from '../readings/generator.ts';
import type { ThingModel } from '../tsl/model.ts';
import { droppedEvent, type UnstampedEvent } from './events.ts';
import type { Pace } from './pace.ts';
import { take } from './take.ts';
import { ticks } from './ticks.ts';

/** So many readings may wait to be delivered; of more than these the newest are given up. */
const MOST_PENDING = 10_000;
/** With so many waiting, the platform does not keep pace, and a person should know. */
const MANY_PENDING = 100;

/** What taking readings needs. */
interface Taking {
  readonly model: ThingModel;
  readonly generators: Generators;
  readonly pace: Pace;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: Random;
  /** False takes values as they come, even where they do not fit the model. */
  readonly clamp: boolean;
  /** Gets the time each reading was taken, by id, on the clock that never jumps. */
  readonly takenAt: Map<string, number>;
  readonly emit: (event: UnstampedEvent) => void;
  /** Ends it, as the pace does. */
  readonly until: AbortSignal;
}

/** Takes readings when the pace says and puts them into the outbox; those that can never be sent are given up. */
export async function takeAll(taking: Taking): Promise<void> {
  const { model, generators, pace, outbox, clock, random, clamp, takenAt, emit, until } = taking;
  const messageIds = createMessageIds(random);
  let isBacklogTold = false;
  for await (const index of ticks(pace, clock, until)) {
    const at = clock.now();
    const { values, params, fitted, unfit } = take(model, generators, { at: { timeMs: at, index }, clamp });
    const id = messageIds(at);
    const problem = whyNotKept(encodePropertyPost({ id, params, timeMs: at }), outbox.size());
    if (problem === undefined) {
      takenAt.set(id, clock.elapsed());
      await outbox.put({ id, takenAtMs: at, params });
    }
    const notes = {
      ...(Object.keys(fitted).length > 0 ? { fitted } : {}),
      ...(Object.keys(unfit).length > 0 ? { unfit } : {}),
    };
    emit({ type: 'reading', at, id, values, ...notes });
    if (problem) emit(droppedEvent(id, problem));
    if (outbox.size() >= MANY_PENDING && !isBacklogTold) {
      isBacklogTold = true;
      const cause = 'the platform answers more slowly than they are taken, or cannot be reached';
      emit({ type: 'warning', message: `${MANY_PENDING} readings wait to be delivered: ${cause}.` });
    }
  }
}

/** Why a reading is given up as soon as it is taken; undefined where it is not. */
function whyNotKept(longestBody: string, pending: number): SimError | undefined {
  const bytes = Buffer.byteLength(longestBody);
  if (bytes > LIMITS.bodyBytes) {
    return new SimError(
      'MESSAGE_TOO_LARGE',
      `The message has ${bytes} bytes; the platform takes ${LIMITS.bodyBytes}.`,
    );
  }
  if (pending < MOST_PENDING) return undefined;
  return new SimError('OUTBOX_FULL', `${pending} readings wait to be delivered; this one was not kept.`);
}
