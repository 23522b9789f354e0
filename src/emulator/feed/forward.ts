import { setMaxListeners } from 'node:events';
import type { Clock } from '../../clock.ts';
import type { FeedMessage } from './format.ts';
import { post, readTarget } from './post.ts';
import type { FeedSink } from './sink.ts';
import { createSlots } from './slots.ts';
import { countOf, createTrouble, reasonOf } from './trouble.ts';

/** How messages are forwarded. The waits between attempts are those of the platform's rule engine; the rest is ours. */
export const FORWARDING = {
  /** How long an attempt may take. */
  attemptMs: 5_000,
  retryMs: [1_000, 3_000, 10_000],
  /** How many requests may be under way at once. */
  requests: 32,
  /** How many messages may wait, for their turn or for another attempt; newer ones are lost. */
  waiting: 10_000,
  /** How long requests may still take when the forwarder closes. */
  closeMs: 3_000,
} as const;

/**
 * Posts each message to a URL as JSON. A 2xx is success; anything else, a redirect included, is tried again, and lost
 * after the last attempt. Messages are first tried in the order they came; after that, and on different connections,
 * one may overtake another.
 * @param options.url http or https; a user and password in it become a header
 * @param options.onTrouble told at most once a minute that messages are not taken, once that they are, and at the end
 * how many were lost
 */
export function createForwarder({
  url,
  clock,
  onTrouble,
}: {
  url: string;
  clock: Clock;
  onTrouble: (sentence: string) => void;
}): FeedSink {
  const target = readTarget(url);
  const slots = createSlots(FORWARDING.requests);
  const deliveries = new Set<Promise<void>>();
  const attempts = new Set<AbortController>();
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // every message that waits for another attempt listens
  let delivered = 0;
  let lost = 0;
  let isStopped = false;
  let closed: Promise<void> | undefined;

  const waiting = (): number => deliveries.size - attempts.size;
  const trouble = createTrouble({
    clock,
    tell: onTrouble,
    failing: (why) =>
      `${target.name} does not take messages of the feed (${why}); ${countOf(waiting(), 'message')} waiting, ${lost} lost.`,
    working: () => `${target.name} takes messages of the feed again; ${countOf(lost, 'message')} lost.`,
  });

  /** What was wrong with the answer; undefined where nothing was. */
  const attempt = async (message: FeedMessage): Promise<string | undefined> => {
    const controller = new AbortController();
    attempts.add(controller);
    const timer = clock.sleep(FORWARDING.attemptMs, controller.signal).then(
      () => controller.abort(new Error(`no answer in ${FORWARDING.attemptMs / 1000} s`)),
      () => {}, // the attempt was over before
    );
    try {
      const answer = await post(target, message, controller.signal);
      return answer.ok ? undefined : `HTTP ${answer.status}`;
    } catch (error) {
      return reasonOf(error);
    } finally {
      attempts.delete(controller);
      controller.abort();
      await timer;
    }
  };

  const deliver = async (message: FeedMessage): Promise<void> => {
    for (const retryMs of [...FORWARDING.retryMs, undefined]) {
      const problem = await slots.use(() => (isStopped ? 'it took too long' : attempt(message)));
      if (problem === undefined) {
        delivered++;
        trouble.worked();
        return;
      }
      const isLast = retryMs === undefined || closing.signal.aborted;
      if (isLast) lost++;
      trouble.failed(problem);
      if (isLast) return;
      const isDue = await clock.sleep(retryMs, closing.signal).then(
        () => true,
        () => false,
      );
      if (!isDue) {
        lost++;
        return;
      }
    }
  };

  const end = async (): Promise<void> => {
    closing.abort();
    const deadline = new AbortController();
    const done = Promise.all(deliveries).finally(() => deadline.abort());
    await clock.sleep(FORWARDING.closeMs, deadline.signal).then(
      () => {
        isStopped = true;
        for (const controller of attempts) controller.abort(new Error('the feed closes'));
      },
      () => {}, // all were done before
    );
    await done;
    if (lost > 0) onTrouble(`${countOf(lost, 'message')} of the feed did not reach ${target.name}.`);
  };

  return {
    send(message) {
      const problem = closed ? 'it is closed' : `${FORWARDING.waiting} messages wait`;
      if (closed || waiting() >= FORWARDING.waiting) {
        lost++;
        trouble.failed(problem);
        return;
      }
      const delivery = deliver(message);
      deliveries.add(delivery);
      void delivery.finally(() => deliveries.delete(delivery));
    },
    close() {
      closed ??= end();
      return closed;
    },
    counts: () => ({ delivered, waiting: deliveries.size, lost }),
  };
}
