import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { after, nextFrame, now } from './clock.ts';

/** Nobody reads faster than this, and each picture of a long list costs some ten milliseconds. */
const PAUSE_MS = 100;

/**
 * A state that may change many times a second: each change counts at once, and what is seen follows before the next
 * picture is drawn, ten times a second at most.
 */
export function useFrameState<T>(initial: T): readonly [state: T, change: (how: (last: T) => T) => void] {
  const latest = useRef(initial);
  const callOff = useRef<() => void>(undefined);
  const shownAt = useRef(0);
  const [shown, setShown] = useState(initial);
  useEffect(() => () => callOff.current?.(), []);
  const change = useCallback((how: (last: T) => T) => {
    latest.current = how(latest.current);
    if (callOff.current !== undefined) return;
    const show = (): void => {
      callOff.current = undefined;
      shownAt.current = now();
      setShown(() => latest.current);
    };
    const waitMs = shownAt.current + PAUSE_MS - now();
    callOff.current = waitMs > 0 && waitMs <= PAUSE_MS ? after(waitMs, show) : nextFrame(show);
  }, []);
  return [shown, change];
}
