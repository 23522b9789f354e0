import { type Exchange, writeExchange } from '../exchange.ts';
import type { Device } from '../registry/device.ts';
import { type ApiRequest, maybeOfDevice, type Routes } from './handler.ts';
import { json, type LocalAnswer, problem } from './local.ts';
import { readQuery } from './read-query.ts';

/** So many exchanges an answer has at most. */
const MOST_EXCHANGES = 1000;

/** What was asked and answered. */
export const LOG_ROUTES: Routes = {
  log: {
    methods: { GET: maybeOfDevice(show) },
    query: ['device', 'search', 'after', 'before', 'limit', 'order'],
  },
};

async function show({ platform, query }: ApiRequest, device: Device | undefined): Promise<LocalAnswer> {
  const read = readQuery(query);
  const limit = read.whole('limit', 1, MOST_EXCHANGES) ?? MOST_EXCHANGES;
  const order = read.word('order', ['oldest', 'newest']);
  const wrong = read.problem();
  if (wrong !== undefined) return wrong;
  const wanted = {
    after: read.text('after'),
    before: read.text('before'),
    limit,
    isNewestFirst: order === 'newest',
  };
  const text = read.text('search');
  if (!text) {
    const exchanges = await platform.log.exchanges({ device: device?.triple, ...wanted });
    return answer({ exchanges, isComplete: true });
  }
  if (device === undefined) return problem(400, 'A search needs device=productKey/deviceName.');
  return answer(await platform.log.search({ device: device.triple, text, ...wanted }));
}

function answer({
  exchanges,
  isComplete,
}: {
  exchanges: readonly Exchange[];
  isComplete: boolean;
}): LocalAnswer {
  return json(`{"exchanges":[${exchanges.map(writeExchange).join(',')}],"isComplete":${isComplete}}`);
}
