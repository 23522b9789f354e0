import { useEffect, useRef, useState } from 'preact/hooks';
import type { LiveEvents } from '../emulator/api/shapes.ts';
import { apiPath, withQuery } from './api.ts';
import { after } from './clock.ts';

/** What can be waited for: the emulator's events, and `open` when they come again after they did not. */
type Heard = LiveEvents & { readonly open: Record<string, never> };

type Name = keyof Heard;

const NAMES = ['exchange', 'status', 'changed', 'gap'] as const satisfies readonly Name[];

/** A connection that the emulator refused is tried again after so long; one that was lost the browser tries itself. */
const AGAIN_MS = 2000;

const listeners = new Map<Name, Set<(data: never) => void>>();
const watchers = new Set<(isLive: boolean) => void>();
let isLive = false;

function tell<N extends Name>(name: N, data: Heard[N]): void {
  for (const listener of [...(listeners.get(name) ?? [])]) listener(data as never);
}

function setLive(value: boolean): void {
  isLive = value;
  for (const watcher of [...watchers]) watcher(value);
}

/**
 * Listens to the emulator for as long as the page can be seen: a browser has six connections to one address, and a
 * page in the background must not hold one.
 */
function listen(device: string | undefined): () => void {
  let source: EventSource | undefined;
  let callOff = (): void => {};
  let wasLost = false; // something may have happened meanwhile that nobody heard of

  const close = (): void => {
    callOff();
    source?.close();
    source = undefined;
  };
  const open = (): void => {
    close();
    if (document.hidden) {
      wasLost = true;
      return;
    }
    source = new EventSource(withQuery(apiPath('events'), { device }));
    source.onopen = () => {
      setLive(true);
      if (wasLost) tell('open', {});
      wasLost = false;
    };
    source.onerror = () => {
      setLive(false);
      wasLost = true;
      if (source?.readyState === EventSource.CLOSED) callOff = after(AGAIN_MS, open);
    };
    for (const name of NAMES) {
      source.addEventListener(name, ({ data }: MessageEvent<string>) => tell(name, JSON.parse(data)));
    }
  };

  open();
  document.addEventListener('visibilitychange', open);
  return () => {
    document.removeEventListener('visibilitychange', open);
    close();
  };
}

/** Keeps the one connection for live events, with the exchanges of a device `productKey/deviceName` or of none. */
export function useConnection(device: string | undefined): void {
  useEffect(() => listen(device), [device]);
}

/** Calls back with each event of a name. */
export function useLive<N extends Name>(name: N, callBack: (data: Heard[N]) => void): void {
  const latest = useRef(callBack);
  latest.current = callBack;
  useEffect(() => {
    const listener = (data: never): void => latest.current(data);
    const own = listeners.get(name) ?? new Set();
    listeners.set(name, own.add(listener));
    return () => {
      own.delete(listener);
    };
  }, [name]);
}

/** Whether live events come at the moment. */
export function useIsLive(): boolean {
  const [value, setValue] = useState(isLive);
  useEffect(() => {
    setValue(isLive);
    watchers.add(setValue);
    return () => {
      watchers.delete(setValue);
    };
  }, []);
  return value;
}
