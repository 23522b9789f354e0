import { useEffect, useRef } from 'preact/hooks';
import type { LogJson, StatusJson } from '../../../../emulator/api/shapes.ts';
import { apiPath, withQuery } from '../../../api.ts';
import { now, useNow } from '../../../clock.ts';
import { useFrameState } from '../../../frame.ts';
import { useLive } from '../../../live.ts';
import { type Resource, useResource } from '../../../resource.ts';
import { type DeviceName, devicePath } from '../device-path.ts';
import { NO_STATUS, type StatusState, withBase, withExchange, withLog } from './status-model.ts';

/** So many exchanges are looked through for values that were filtered before the page was open. */
const LOG_EXCHANGES = 30;

/** What a device reported last, as it comes, and the emulator's time. */
export function useStatus(device: DeviceName): {
  readonly resource: Resource<StatusJson>;
  readonly state: StatusState;
  readonly time: number;
} {
  const resource = useResource<StatusJson>(devicePath(device, 'status'));
  const log = useResource<LogJson>(
    withQuery(apiPath('log'), {
      device: `${device.productKey}/${device.deviceName}`,
      order: 'newest',
      limit: LOG_EXCHANGES,
    }),
  );
  const [state, change] = useFrameState<StatusState>(NO_STATUS);
  /** How far the emulator's clock is ahead of this browser's. */
  const aheadMs = useRef(0);
  const time = useNow() + aheadMs.current;

  useEffect(() => {
    const { data, askedAt } = resource;
    if (data === undefined) return;
    aheadMs.current = data.now - now();
    change((last) => withBase(last, data, askedAt));
  }, [resource.data, resource.askedAt, change]);
  useEffect(() => {
    const { data, askedAt } = log;
    if (data === undefined) return;
    const { exchanges } = data;
    change((last) => withLog(last, { exchanges, hasOlder: exchanges.length === LOG_EXCHANGES, askedAt }));
  }, [log.data, log.askedAt, change]);
  useLive('exchange', (exchange) => {
    const heardAt = now();
    aheadMs.current = exchange.at - heardAt;
    change((last) => withExchange(last, exchange, heardAt));
  });
  return { resource: { ...resource, data: state.base }, state, time };
}
