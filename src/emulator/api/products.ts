import { CHECK_MODES, type CheckMode } from '../../tsl/check.ts';
import type { Platform } from '../platform.ts';
import { NET_TYPES, type Product } from '../registry/product.ts';
import {
  isProductNameTaken,
  MOST_PRODUCTS,
  problemOfDescription,
  problemOfProductName,
} from '../registry/rules.ts';
import { writeTriples } from '../registry/triples.ts';
import { type ApiRequest, ofProduct, type Routes } from './handler.ts';
import { json, type LocalAnswer, problem, taken, wrongBody } from './local.ts';
import { type Checks, isBoolean, isOneOf, isText, readChanges, readMembers } from './read-body.ts';
import { readQuery } from './read-query.ts';
import type { ProductJson } from './shapes.ts';

/** Products, one of them, and the secrets of its devices. */
export const PRODUCT_ROUTES: Routes = {
  products: { methods: { GET: list, POST: add } },
  'products/:productKey': {
    methods: {
      GET: ofProduct(({ platform }, product) => answer(platform, product)),
      PATCH: ofProduct(change),
      DELETE: ofProduct(remove),
    },
    query: ['devices'],
  },
  'products/:productKey/triples': { methods: { GET: ofProduct(triples) } },
};

interface NewProductBody {
  readonly productName: string;
  readonly description?: string;
  readonly netType?: string;
  readonly mode?: CheckMode;
}

interface ProductChanges {
  readonly productName: string;
  readonly description: string;
  readonly mode: CheckMode;
  readonly isDynamicRegistration: boolean;
}

const SHARED_CHECKS = {
  productName: isText(problemOfProductName),
  description: isText(problemOfDescription),
  mode: isOneOf(CHECK_MODES),
};
const NEW_CHECKS: Checks<NewProductBody> = { ...SHARED_CHECKS, netType: isOneOf(NET_TYPES) };
const CHANGE_CHECKS: Checks<ProductChanges> = { ...SHARED_CHECKS, isDynamicRegistration: isBoolean };

/** A product, answered with. */
export function answer(platform: Platform, product: Product, status = 200): LocalAnswer {
  return json(JSON.stringify(productJson(platform, product)), status);
}

function list({ platform }: ApiRequest): LocalAnswer {
  const products = [...platform.registry.products()].map((product) => productJson(platform, product));
  return json(JSON.stringify({ products }));
}

async function add({ platform, value }: ApiRequest): Promise<LocalAnswer> {
  const read = readMembers(value, NEW_CHECKS, ['productName']);
  if ('issues' in read) return wrongBody(read.issues);
  const { registry } = platform;
  const conflict = takenName(platform, read.given.productName);
  if (conflict !== undefined) return conflict;
  if ([...registry.products()].length >= MOST_PRODUCTS) {
    return problem(409, `There are ${MOST_PRODUCTS} products already.`);
  }
  return answer(platform, await registry.addProduct(read.given), 201);
}

async function change({ platform, value }: ApiRequest, { productKey }: Product): Promise<LocalAnswer> {
  const read = readChanges(value, CHANGE_CHECKS);
  if ('issues' in read) return wrongBody(read.issues);
  const { productName } = read.given;
  const conflict = productName === undefined ? undefined : takenName(platform, productName, productKey);
  return conflict ?? answer(platform, await platform.registry.changeProduct(productKey, read.given));
}

/** With its devices only where the query says so. */
async function remove({ platform, query }: ApiRequest, { productKey }: Product): Promise<LocalAnswer> {
  const read = readQuery(query);
  const devices = read.word('devices', ['delete']);
  const wrong = read.problem();
  if (wrong !== undefined) return wrong;
  const count = platform.registry.countDevices(productKey);
  if (count > 0 && devices === undefined) {
    return problem(
      409,
      `The product has ${count} devices; delete them first, or with it by ?devices=delete.`,
    );
  }
  await platform.registry.removeProduct(productKey);
  return json('{}');
}

function triples({ platform }: ApiRequest, { productKey }: Product): LocalAnswer {
  const devices = [...platform.registry.devices(productKey)];
  return {
    status: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${productKey}.csv"`,
    },
    body: writeTriples(devices.map(({ triple }) => triple)),
  };
}

function takenName({ registry }: Platform, productName: string, ownKey?: string): LocalAnswer | undefined {
  if (!isProductNameTaken(registry, productName, ownKey)) return undefined;
  return taken([{ path: 'productName', message: `there is a product ${productName} already` }]);
}

/** A product without its secret and its models. */
function productJson({ registry }: Platform, product: Product): ProductJson {
  const { productKey, productName, description, netType, mode, isDynamicRegistration, createdAtMs, release } =
    product;
  return {
    productKey,
    productName,
    description,
    netType,
    mode,
    isDynamicRegistration,
    createdAtMs,
    ...(release === undefined ? {} : { release: { version: release.version, atMs: release.atMs } }),
    devices: registry.countDevices(productKey),
  };
}
