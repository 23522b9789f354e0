import { useEffect } from 'preact/hooks';
import { now } from '../../../clock.ts';
import { useFrameState } from '../../../frame.ts';
import { useLive } from '../../../live.ts';
import type { Resource } from '../../../resource.ts';
import { type HeardValue, withHeardValue } from './chart-model.ts';

/**
 * Gathers the values of a property that come while the page is open.
 * @param options.identifier undefined for a property that the model lacks: nothing of it is kept any more
 * @param options.limit so many of the last are gathered
 * @param options.read what was read of it: once it is read again, what came before that is forgotten
 * @param options.newestMs when the last of what was read was taken
 */
export function useHeard({
  identifier,
  limit,
  read,
  newestMs = Number.NEGATIVE_INFINITY,
}: {
  identifier: string | undefined;
  limit: number;
  read: Resource<unknown>;
  newestMs?: number | undefined;
}): readonly HeardValue[] {
  const [heard, change] = useFrameState<readonly HeardValue[]>([]);
  useEffect(() => {
    if (read.data !== undefined) change((values) => values.filter(({ heardAt }) => heardAt >= read.askedAt));
  }, [read.data, read.askedAt, change]);
  useLive('exchange', ({ message }) => {
    const heardAt = now();
    for (const { identifier: of, outcome, value, timeMs, refusal } of message?.properties ?? []) {
      if (of !== identifier || outcome === 'filtered') continue;
      const came = { value, timeMs, heardAt, ...(refusal === undefined ? {} : { refusal }) };
      change((values) => withHeardValue(values, came, newestMs).slice(-limit));
    }
  });
  return heard;
}
