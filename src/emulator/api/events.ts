import { readDeviceText } from '../../protocol/topic.ts';
import type { ApiRequest, Routes } from './handler.ts';
import { MOST_LISTENERS } from './live.ts';
import { type LocalAnswer, problem } from './local.ts';

/** What happens, as it happens. */
export const EVENT_ROUTES: Routes = {
  events: { methods: { GET: listen }, query: ['device'] },
};

/**
 * The device need not be there: a browser that is refused once does not come back, and would not hear that the device
 * it watches was deleted, or that it was added again.
 */
function listen({ hooks, query }: ApiRequest): LocalAnswer {
  const device = query.get('device') ?? undefined;
  if (device !== undefined && readDeviceText(device) === undefined) {
    return problem(400, 'The query device is written productKey/deviceName.');
  }
  const listening = hooks.live.listen(device);
  if (listening === undefined) return problem(503, `${MOST_LISTENERS} listen already; close one of them.`);
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8' },
    body: listening.text,
    afterwards: listening.stop,
  };
}
