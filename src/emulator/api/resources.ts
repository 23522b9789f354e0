import { writeExchange } from '../exchange.ts';
import { readFault } from '../faults/read-fault.ts';
import type { Platform } from '../platform.ts';
import type { Device } from '../registry/device.ts';
import type { Product } from '../registry/product.ts';
import { json, type LocalAnswer, problem, wrongBody } from './local.ts';
import { readProductChanges, readSettingChanges } from './read-changes.ts';

/** What of the server the API can do. */
export interface ApiHooks {
  /** Stops listening for a while. */
  readonly onRefuse: (forMs: number) => void;
}

/** A request, taken apart. */
export interface ApiRequest {
  readonly platform: Platform;
  readonly hooks: ApiHooks;
  /** The part of the path behind the resource's own; empty where there is none. */
  readonly rest: string;
  readonly query: URLSearchParams;
  /** The body as JSON; undefined where there is none. */
  readonly value: unknown;
}

type Handler = (request: ApiRequest) => Promise<LocalAnswer> | LocalAnswer;

/** So many exchanges an answer has at most. */
const MOST_EXCHANGES = 1000;
/** So many faults may be set at a time: each is looked at with each request. */
const MOST_FAULTS = 100;

/** Something under /_emulator/. */
export interface Resource {
  readonly methods: Readonly<Record<string, Handler>>;
  /** Whether its path goes on with the name of one of its kind. */
  readonly hasItems?: boolean;
  /** What its query may have. */
  readonly query?: readonly string[];
}

/** What there is under /_emulator/, and the methods it takes. */
export const RESOURCES: ReadonlyMap<string, Resource> = new Map(
  Object.entries({
    health: { methods: { GET: health } },
    reset: { methods: { POST: reset } },
    settings: { methods: { GET: showSettings, PATCH: changeSettings } },
    faults: { methods: { GET: listFaults, POST: addFault, DELETE: removeFaults }, hasItems: true },
    tokens: { methods: { DELETE: revokeTokens }, query: ['device'] },
    log: { methods: { GET: showLog }, query: ['device', 'after', 'limit', 'order'] },
    products: { methods: { GET: listProducts, PATCH: changeProduct }, hasItems: true },
    export: { methods: { GET: exportAll } },
  }),
);

function health({ platform }: ApiRequest): LocalAnswer {
  const products = [...platform.registry.products()].length;
  return json(JSON.stringify({ status: 'ok', products, devices: platform.registry.countAllDevices() }));
}

async function reset({ platform }: ApiRequest): Promise<LocalAnswer> {
  await platform.reset();
  return json('{"status":"ok"}');
}

function showSettings({ platform: { settings, clock } }: ApiRequest): LocalAnswer {
  return json(JSON.stringify({ ...settings, rateLimit: settings.rateLimit ?? null, now: clock.now() }));
}

function changeSettings(request: ApiRequest): LocalAnswer {
  const read = readSettingChanges(request.value);
  if ('issues' in read) return wrongBody(read.issues);
  Object.assign(request.platform.settings, read.changes);
  return showSettings(request);
}

function listFaults({ platform, rest }: ApiRequest): LocalAnswer {
  if (rest !== '') {
    const fault = platform.faults.list().find(({ id }) => id === rest);
    return fault === undefined ? noFault(rest) : json(JSON.stringify(fault));
  }
  return json(JSON.stringify({ faults: platform.faults.list() }));
}

function addFault({ platform, hooks, rest, value }: ApiRequest): LocalAnswer {
  if (rest !== '') return problem(405, 'A fault is set without an id; it is given one.');
  const read = readFault(value);
  if ('issues' in read) return wrongBody(read.issues);
  if (platform.faults.list().filter(({ isActive }) => isActive).length >= MOST_FAULTS) {
    return problem(409, `There are ${MOST_FAULTS} faults already; remove some.`);
  }
  const fault = platform.faults.add(read.fault);
  const answer = json(JSON.stringify(fault), 201);
  return fault.type === 'refuse' ? { ...answer, afterwards: () => hooks.onRefuse(fault.forMs) } : answer;
}

function removeFaults({ platform, rest }: ApiRequest): LocalAnswer {
  if (rest === '') platform.faults.clear();
  else if (!platform.faults.remove(rest)) return noFault(rest);
  return json(JSON.stringify({ faults: platform.faults.list() }));
}

async function revokeTokens(request: ApiRequest): Promise<LocalAnswer> {
  const device = namedDevice(request);
  if (device === 'missing') return noDevice(request);
  return json(JSON.stringify({ revoked: await request.platform.revokeTokens(device) }));
}

async function showLog(request: ApiRequest): Promise<LocalAnswer> {
  const { platform, query } = request;
  const device = namedDevice(request);
  if (device === 'missing') return noDevice(request);
  const limit = Number(query.get('limit') ?? MOST_EXCHANGES);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_EXCHANGES) {
    return problem(400, `limit is a whole number of 1 to ${MOST_EXCHANGES}.`);
  }
  const order = query.get('order') ?? 'oldest';
  if (order !== 'oldest' && order !== 'newest') return problem(400, 'order is oldest or newest.');
  const exchanges = await platform.log.exchanges({
    device: device?.triple,
    after: query.get('after') ?? undefined,
    limit,
    isNewestFirst: order === 'newest',
  });
  return json(`{"exchanges":[${exchanges.map(writeExchange).join(',')}]}`);
}

function listProducts({ platform, rest }: ApiRequest): LocalAnswer {
  if (rest === '') {
    const all = [...platform.registry.products()];
    return json(JSON.stringify({ products: all.map((product) => shown(platform, product)) }));
  }
  const product = platform.registry.product(rest);
  return product === undefined ? noProduct(rest) : json(JSON.stringify(shown(platform, product)));
}

async function changeProduct({ platform, rest, value }: ApiRequest): Promise<LocalAnswer> {
  if (rest === '') return problem(405, 'The path must name a product: /_emulator/products/PRODUCTKEY.');
  if (platform.registry.product(rest) === undefined) return noProduct(rest);
  const read = readProductChanges(value);
  if ('issues' in read) return wrongBody(read.issues);
  const changed = await platform.registry.changeProduct(rest, read.changes);
  return json(JSON.stringify(shown(platform, changed)));
}

/** A product without its secret and its models, which the management API gives. */
function shown(
  { registry }: Platform,
  { productSecret: _, model: __, draft: ___, release, ...product }: Product,
) {
  const { version, atMs } = release ?? {};
  return {
    ...product,
    release: release && { version, atMs },
    devices: registry.countDevices(product.productKey),
  };
}

function exportAll({ platform }: ApiRequest): LocalAnswer {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: platform.exportState() };
}

/** The device that `?device=productKey/deviceName` names; undefined where it names none. */
function namedDevice({ platform, query }: ApiRequest): Device | undefined | 'missing' {
  const name = query.get('device');
  if (name === null) return undefined;
  return platform.findDevice(name) ?? 'missing';
}

function noDevice({ query }: ApiRequest): LocalAnswer {
  return problem(404, `There is no device ${query.get('device')}; write productKey/deviceName.`);
}

function noFault(id: string): LocalAnswer {
  return problem(404, `There is no fault ${id}.`);
}

function noProduct(productKey: string): LocalAnswer {
  return problem(404, `There is no product ${productKey}.`);
}
