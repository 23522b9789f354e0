import { randomAlphanumeric } from '../../random.ts';
import { CHECK_MODES, type CheckMode } from '../../tsl/check.ts';
import type { ThingModel } from '../../tsl/model.ts';
import { parseThingModel } from '../../tsl/parse.ts';
import type { Change } from '../store/store.ts';

/** A thing model that was released: what devices are checked against. */
export interface Release {
  /** Of the form `v1`, counted per product. */
  readonly version: string;
  readonly description: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** The TSL as JSON text. */
  readonly tsl: string;
}

/** What of a product can be changed. */
export interface ProductSettings {
  readonly productName: string;
  readonly description: string;
  /** How strictly reported values are checked. */
  readonly mode: CheckMode;
  /** Whether its devices may fetch their secret by dynamic registration. */
  readonly isDynamicRegistration: boolean;
  /** The thing model that is being edited, as TSL JSON text. */
  readonly draft: string;
  readonly release: Release | undefined;
}

/**
 * A product: what its devices have in common. Its devices are directly connected, speak Alink JSON and authenticate
 * with their secret: over HTTPS there are no others.
 */
export interface Product extends ProductSettings {
  readonly productKey: string;
  readonly productSecret: string;
  /** Products that were made later have a greater one. */
  readonly order: number;
  /** How its devices reach the network: a value of the management API, such as `WIFI`. */
  readonly netType: string;
  /** Milliseconds since 1970. */
  readonly createdAtMs: number;
  /** The released thing model as read; without properties before the first release. */
  readonly model: ThingModel;
}

/** A thing model without features, as a new product has. */
export const EMPTY_MODEL: ThingModel = { productKey: undefined, properties: new Map(), events: new Map() };

/** How devices can reach the network, in the words of the management API. */
export const NET_TYPES = ['WIFI', 'CELLULAR', 'ETHERNET', 'OTHER'] as const;

/** One of {@link NET_TYPES}. */
export type NetType = (typeof NET_TYPES)[number];

/** True for one of {@link NET_TYPES}. */
export function isNetType(value: unknown): value is NetType {
  return NET_TYPES.some((netType) => netType === value);
}

/** What a key of a product can be, the demo product's included. */
export const PRODUCT_KEY = /^[\w-]{1,32}$/;

/** A key of the platform's own shape: `a1` and nine letters or digits. */
export function newProductKey(): string {
  return `a1${randomAlphanumeric(9)}`;
}

/** A secret of the platform's own shape: sixteen letters or digits. */
export function newProductSecret(): string {
  return randomAlphanumeric(16);
}

/** A product with changed settings. Its model follows its release. @throws RangeError when the release is no TSL */
export function changeProduct(product: Product, changes: Partial<ProductSettings>): Product {
  const release = changes.release ?? product.release;
  const model = release === product.release ? product.model : readReleased(release);
  return { ...product, ...changes, model };
}

/** Where products are kept. */
export const PRODUCTS = { from: 'product/', to: 'product0' } as const;

/** The change that keeps a product. */
export function putProduct({ model: _, ...kept }: Product): Change {
  return { type: 'put', key: `product/${kept.productKey}`, value: JSON.stringify(kept) };
}

/** The change that forgets a product. */
export function deleteProduct(productKey: string): Change {
  return { type: 'del', key: `product/${productKey}` };
}

/** A product as it was kept. @throws RangeError when it is none, SyntaxError when it is no JSON */
export function readProduct(text: string): Product {
  const kept = JSON.parse(text) as Omit<Product, 'model'>;
  if (typeof kept.productKey !== 'string' || !CHECK_MODES.includes(kept.mode)) {
    throw new RangeError('this is no product');
  }
  return { ...kept, model: readReleased(kept.release) };
}

function readReleased(release: Release | undefined): ThingModel {
  if (release === undefined) return EMPTY_MODEL;
  const parsed = parseThingModel(release.tsl);
  if ('issues' in parsed) throw new RangeError(`the released TSL is none: ${parsed.issues[0]?.message}`);
  return parsed.model;
}
