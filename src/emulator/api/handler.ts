import type { Platform } from '../platform.ts';
import type { Device } from '../registry/device.ts';
import type { Product } from '../registry/product.ts';
import type { Live } from './live.ts';
import { type LocalAnswer, problem } from './local.ts';

/** What of the server the API can do. */
export interface ApiHooks {
  /** Whoever listens for what happens. */
  readonly live: Live;
  /** Stops listening for a while. */
  readonly onRefuse: (forMs: number) => void;
}

/** A request, taken apart. */
export interface ApiRequest {
  readonly platform: Platform;
  readonly hooks: ApiHooks;
  /** The parts of the path that the pattern names. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: string;
  /** The body as JSON; undefined where there is none. */
  readonly value: unknown;
}

/** What an API does with a request. */
export type Handler = (request: ApiRequest) => Promise<LocalAnswer> | LocalAnswer;

/** Something under /_emulator/. */
export interface Resource {
  readonly methods: Readonly<Record<string, Handler>>;
  /** What its query may have. */
  readonly query?: readonly string[];
}

/** By pattern, such as `products/:productKey/model`. */
export type Routes = Readonly<Record<string, Resource>>;

/** A handler of requests whose path names a product; one that does not exist is 404. */
export function ofProduct(handle: (request: ApiRequest, product: Product) => ReturnType<Handler>): Handler {
  return (request) => {
    const { productKey = '' } = request.params;
    const product = request.platform.registry.product(productKey);
    return product === undefined ? noProduct(productKey) : handle(request, product);
  };
}

/** The same for a device. */
export function ofDevice(handle: (request: ApiRequest, device: Device) => ReturnType<Handler>): Handler {
  return (request) => {
    const { productKey = '', deviceName = '' } = request.params;
    const device = request.platform.registry.device(productKey, deviceName);
    return device === undefined ? noDevice(`${productKey}/${deviceName}`) : handle(request, device);
  };
}

/** The same where the query may name a device, `?device=productKey/deviceName`, and need not. */
export function maybeOfDevice(
  handle: (request: ApiRequest, device: Device | undefined) => ReturnType<Handler>,
): Handler {
  return (request) => {
    const name = request.query.get('device');
    if (name === null) return handle(request, undefined);
    const device = request.platform.findDevice(name);
    return device === undefined ? noDevice(name) : handle(request, device);
  };
}

/** Says that there is no such product. */
export function noProduct(productKey: string): LocalAnswer {
  return problem(404, `There is no product ${productKey}.`);
}

function noDevice(name: string): LocalAnswer {
  return problem(404, `There is no device ${name}; write productKey/deviceName.`);
}
