import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks';
import type { ExchangeJson, LogJson } from '../../../../emulator/api/shapes.ts';
import { apiPath, request, withQuery } from '../../../api.ts';
import { now } from '../../../clock.ts';
import { useFrameState } from '../../../frame.ts';
import { useLive } from '../../../live.ts';
import { type Action, type Resource, useAction, useResource } from '../../../resource.ts';
import type { DeviceName } from '../device-path.ts';
import {
  type LogList,
  type LogPart,
  withHeard,
  withNewest,
  withNewestAgain,
  withNewestWaiting,
  withOlder,
  withRecent,
  withWaitingShown,
} from './log-list.ts';
import { isMatch, isProblem } from './log-model.ts';

const READ_AT_ONCE = 200;
/** Those with problems are picked here, so more must be looked through. */
const LOOKED_THROUGH_AT_ONCE = 1000;
/** No answer takes longer: what was heard before is in it. */
const LONGEST_ANSWER_MS = 5000;

/** Which exchanges of a log are wanted. */
export interface LogQuery {
  readonly search: string;
  readonly isProblemsOnly: boolean;
}

/** A log on the page. */
export interface LogView {
  readonly resource: Resource<LogList>;
  /** False where a search ended before it had looked through everything. */
  readonly isComplete: boolean;
  readonly showWaiting: () => void;
  readonly older: Action;
  readonly showOlder: () => void;
}

/**
 * Reads the newest exchanges of a device, adds those that come, and reads older ones when asked to. For another device
 * or query it must begin anew.
 * @param isHeld whether the page is not to move: then what comes waits
 */
export function useLog(device: DeviceName, query: LogQuery, isHeld: boolean): LogView {
  const [list, change] = useFrameState<LogList | undefined>(undefined);
  const { isWanted, pathBefore, partOf } = useWanted(device, query);
  const newest = useResource<LogJson>(pathBefore(undefined));
  const recent = useRef<readonly { heardAt: number; exchange: ExchangeJson }[]>([]);
  const held = useRef(isHeld);
  held.current = isHeld || list?.isCut === true;
  const isToBegin = useRef(true);

  useEffect(() => {
    if (newest.data === undefined) return;
    const { askedAt } = newest;
    const crossed = recent.current.filter(
      ({ heardAt, exchange }) => heardAt >= askedAt && isWanted(exchange),
    );
    const part = withRecent(
      partOf(newest.data),
      crossed.map(({ exchange }) => exchange),
    );
    const begins = isToBegin.current;
    isToBegin.current = false;
    change((last) => {
      if (last === undefined || begins) return withNewest(part);
      return held.current ? withNewestWaiting(last, part) : withNewestAgain(last, part);
    });
  }, [newest.data, newest.askedAt, partOf, isWanted, change]);

  useLive('exchange', (exchange) => {
    const heardAt = now();
    const since = heardAt - LONGEST_ANSWER_MS;
    recent.current = [...recent.current.filter((one) => one.heardAt > since), { heardAt, exchange }];
    if (isWanted(exchange)) change((last) => last && withHeard(last, exchange, held.current));
  });

  const { reload } = newest;
  const isCut = list?.isCut === true;
  const isWaiting = list !== undefined && list.waitingCount > 0;
  const showWaiting = useCallback(() => {
    if (!isCut) {
      change((last) => last && withWaitingShown(last));
      return;
    }
    isToBegin.current = true;
    reload();
  }, [isCut, reload, change]);
  useEffect(() => {
    if (!isHeld && (isWaiting || isCut)) showWaiting();
  }, [isHeld, isWaiting, isCut, showWaiting]);

  const older = useAction();
  const showOlder = (): void => {
    void older.run(async () => {
      const part = partOf(await request<LogJson>(pathBefore(list?.oldestSeq)));
      change((last) => last && withOlder(last, part));
    });
  };
  return {
    resource: { ...newest, data: list },
    isComplete: newest.data?.isComplete !== false,
    showWaiting,
    older,
    showOlder,
  };
}

/** What is asked for and picked, by a query. */
function useWanted({ productKey, deviceName }: DeviceName, { search, isProblemsOnly }: LogQuery) {
  return useMemo(() => {
    const limit = isProblemsOnly ? LOOKED_THROUGH_AT_ONCE : READ_AT_ONCE;
    const device = `${productKey}/${deviceName}`;
    return {
      isWanted: (exchange: ExchangeJson): boolean =>
        (!isProblemsOnly || isProblem(exchange)) && isMatch(exchange, search),
      pathBefore: (before: string | undefined): string =>
        withQuery(apiPath('log'), { device, order: 'newest', limit, search, before }),
      partOf: ({ exchanges }: LogJson): LogPart => ({
        wanted: isProblemsOnly ? exchanges.filter(isProblem) : exchanges,
        oldestSeq: exchanges.at(-1)?.seq,
        hasOlder: exchanges.length === limit,
      }),
    };
  }, [productKey, deviceName, search, isProblemsOnly]);
}
