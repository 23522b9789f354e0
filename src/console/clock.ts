import { useEffect, useState } from 'preact/hooks';

/** Milliseconds since 1970, by the clock of this browser. */
export function now(): number {
  return Date.now();
}

/** Calls back once after so many milliseconds; gives what calls it off. */
export function after(ms: number, callBack: () => void): () => void {
  const timer = setTimeout(callBack, ms);
  return () => clearTimeout(timer);
}

/** Calls back before the next picture is drawn; gives what calls it off. */
export function nextFrame(callBack: () => void): () => void {
  const frame = requestAnimationFrame(callBack);
  return () => cancelAnimationFrame(frame);
}

/** The time, again every second, so that ages stay true. */
export function useNow(): number {
  const [time, setTime] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setTime(now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return time;
}
