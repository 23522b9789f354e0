import { readFault } from '../faults/read-fault.ts';
import type { ApiRequest, Routes } from './handler.ts';
import { json, type LocalAnswer, problem, wrongBody } from './local.ts';
import type { FaultsJson } from './shapes.ts';

/** So many faults may be set at a time: each is looked at with each request. */
const MOST_FAULTS = 100;

/** Faults, and one of them. */
export const FAULT_ROUTES: Routes = {
  faults: { methods: { GET: list, POST: add, DELETE: clear } },
  'faults/:id': { methods: { GET: show, DELETE: remove } },
};

function list({ platform }: ApiRequest): LocalAnswer {
  const answer: FaultsJson = { faults: platform.faults.list() };
  return json(JSON.stringify(answer));
}

function add({ platform, hooks, value }: ApiRequest): LocalAnswer {
  const read = readFault(value);
  if ('issues' in read) return wrongBody(read.issues);
  if (platform.faults.list().filter(({ isActive }) => isActive).length >= MOST_FAULTS) {
    return problem(409, `There are ${MOST_FAULTS} faults already; remove some.`);
  }
  const fault = platform.faults.add(read.fault);
  hooks.live.onChange();
  const answer = json(JSON.stringify(fault), 201);
  return fault.type === 'refuse' ? { ...answer, afterwards: () => hooks.onRefuse(fault.forMs) } : answer;
}

function clear(request: ApiRequest): LocalAnswer {
  request.platform.faults.clear();
  request.hooks.live.onChange();
  return list(request);
}

function show({ platform, params: { id = '' } }: ApiRequest): LocalAnswer {
  const fault = platform.faults.list().find((one) => one.id === id);
  return fault === undefined ? noFault(id) : json(JSON.stringify(fault));
}

function remove(request: ApiRequest): LocalAnswer {
  const { id = '' } = request.params;
  if (!request.platform.faults.remove(id)) return noFault(id);
  request.hooks.live.onChange();
  return list(request);
}

function noFault(id: string): LocalAnswer {
  return problem(404, `There is no fault ${id}.`);
}
