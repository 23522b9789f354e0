import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiProblem, requestText } from './api.ts';
import { now } from './clock.ts';
import { useLive } from './live.ts';

/** Something the emulator was asked for. */
export interface Resource<T> {
  /** What came last; undefined before anything did. */
  readonly data: T | undefined;
  /** When `data` was asked for, by the browser's clock: what was heard since may be missing from it. */
  readonly askedAt: number;
  /** Why the last request failed; undefined where it did not. */
  readonly problem: ApiProblem | undefined;
  /** Asks again; what is shown stays until the answer comes. */
  readonly reload: () => void;
}

interface State<T> {
  readonly path: string;
  readonly data: T | undefined;
  readonly askedAt: number;
  readonly problem: ApiProblem | undefined;
}

/**
 * Reads a path, and again whenever products, devices or models change or events were missed.
 * @param options.onStatus again also when a device comes online or goes offline
 * @param options.read makes what is wanted of the text that comes; by default it is read as JSON
 */
export function useResource<T>(
  path: string,
  options: { onStatus?: boolean; read?: (text: string) => T } = {},
): Resource<T> {
  const { read = JSON.parse as (text: string) => T } = options;
  const [state, setState] = useState<State<T>>({ path, data: undefined, askedAt: 0, problem: undefined });
  const running = useRef<{ path: string; isStale: boolean; abort: AbortController } | undefined>(undefined);

  const load = useCallback(() => {
    const before = running.current;
    if (before?.path === path) {
      before.isStale = true; // one request at a time; it is asked again when this one is answered
      return;
    }
    before?.abort.abort();
    const own = { path, isStale: false, abort: new AbortController() };
    const askedAt = now();
    running.current = own;
    const settle = (change: (last: State<T>) => State<T>): void => {
      if (running.current !== own) return;
      running.current = undefined;
      setState(change);
      if (own.isStale) load();
    };
    requestText(path, { signal: own.abort.signal })
      .then(read)
      .then(
        (data) => settle(() => ({ path, data, askedAt, problem: undefined })),
        (problem: ApiProblem) => settle((last) => ({ ...last, path, data: dataOf(last, path), problem })),
      );
  }, [path, read]);

  useEffect(() => {
    load();
    return () => {
      running.current?.abort.abort();
      running.current = undefined;
    };
  }, [load]);
  useLive('changed', load);
  useLive('gap', load);
  useLive('open', load);
  useLive('status', () => {
    if (options.onStatus === true) load();
  });

  return {
    data: dataOf(state, path),
    askedAt: state.askedAt,
    problem: state.path === path ? state.problem : undefined,
    reload: load,
  };
}

/** What came for another path is not shown for this one. */
function dataOf<T>(state: State<T>, path: string): T | undefined {
  return state.path === path ? state.data : undefined;
}

/** Something that is done once at a time: sending a form, pressing a button. */
export interface Action {
  readonly isRunning: boolean;
  /** Why it failed last; undefined once it is tried again. */
  readonly problem: ApiProblem | undefined;
  /** Does it, unless it is being done. */
  readonly run: (work: () => Promise<void>) => Promise<void>;
}

/** Runs what a person asked for and keeps why it failed. */
export function useAction(): Action {
  const [state, setState] = useState<Pick<Action, 'isRunning' | 'problem'>>({
    isRunning: false,
    problem: undefined,
  });
  const isRunning = useRef(false);
  const run = useCallback(async (work: () => Promise<void>) => {
    if (isRunning.current) return;
    isRunning.current = true;
    setState({ isRunning: true, problem: undefined });
    try {
      await work();
      setState({ isRunning: false, problem: undefined });
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      setState({ isRunning: false, problem: error });
    } finally {
      isRunning.current = false;
    }
  }, []);
  return { ...state, run };
}
