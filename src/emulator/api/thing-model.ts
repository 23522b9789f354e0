import type { Product } from '../registry/product.ts';
import { problemOfDescription } from '../registry/rules.ts';
import { MOST_TSL_BYTES, nextRelease, ownModelOf, readOwnTsl } from '../registry/thing-model.ts';
import { type ApiRequest, ofProduct, type Routes } from './handler.ts';
import { json, type LocalAnswer, problem, wrongBody } from './local.ts';
import { answer } from './products.ts';
import { type Checks, isText, readMembers } from './read-body.ts';

/** The thing model of a product as it is edited, and its release. */
export const MODEL_ROUTES: Routes = {
  'products/:productKey/model': {
    methods: { GET: ofProduct((_request, product) => showModel(product)), PUT: ofProduct(replaceDraft) },
  },
  'products/:productKey/release': { methods: { POST: ofProduct(release) } },
};

interface ReleaseBody {
  readonly description?: string;
}

const RELEASE_CHECKS: Checks<ReleaseBody> = { description: isText(problemOfDescription) };

/** Both in their own words, every number as it was written. */
function showModel(product: Product): LocalAnswer {
  const { draft, released, isChanged } = ownModelOf(product);
  return json(`{"draft":${draft},"released":${released ?? null},"isChanged":${isChanged}}`);
}

async function replaceDraft({ platform, body }: ApiRequest, { productKey }: Product): Promise<LocalAnswer> {
  if (Buffer.byteLength(body) > MOST_TSL_BYTES) {
    return wrongBody([{ path: '', message: `has more than ${MOST_TSL_BYTES} bytes` }]);
  }
  const own = readOwnTsl(body, productKey);
  if ('issues' in own) return wrongBody(own.issues);
  return showModel(await platform.registry.changeProduct(productKey, { draft: own.tsl }));
}

async function release({ platform, value }: ApiRequest, product: Product): Promise<LocalAnswer> {
  const read = readMembers(value ?? {}, RELEASE_CHECKS, []);
  if ('issues' in read) return wrongBody(read.issues);
  if (!ownModelOf(product).isChanged) {
    return problem(409, `Nothing was changed since the release ${product.release?.version}.`);
  }
  const { description = '' } = read.given;
  const next = nextRelease(product, { description, nowMs: platform.clock.now() });
  return answer(platform, await platform.registry.changeProduct(product.productKey, { release: next }));
}
