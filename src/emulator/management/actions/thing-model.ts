import { formatIssues } from '../../../issues.ts';
import type { Product } from '../../registry/product.ts';
import { problemOfDescription } from '../../registry/rules.ts';
import { MOST_TSL_BYTES, nextRelease, readOwnTsl } from '../../registry/thing-model.ts';
import { simpleTsl } from '../../registry/tsl-text.ts';
import { type Action, type ActionRefusal, type Fields, isRefusal, refuseAction } from '../action.ts';
import { findProduct } from '../find.ts';
import type { Parameters } from '../parameters.ts';

const MODEL_VERSION = /^[A-Za-z\d.]{1,16}$/;

/** The actions on thing models. */
export const THING_MODEL_ACTIONS: Readonly<Record<string, Action>> = {
  ImportThingModelTsl: {
    needs: ['ProductKey'],
    async run(context, parameters) {
      const product = findProduct(context, parameters);
      if (isRefusal(product)) return product;
      const text = parameters.text('TslStr');
      const refusal = refuseModule(parameters);
      if (refusal !== undefined) return refusal;
      if (text === undefined) {
        return refuseAction(
          'iot.common.InvalidFormattedParameter',
          'TslStr is not given; TslUrl is not emulated.',
        );
      }
      if (Buffer.byteLength(text) > MOST_TSL_BYTES) {
        return refuseAction(
          'iot.prod.BatchCreateThingModelFailed',
          `TslStr has more than ${MOST_TSL_BYTES} bytes.`,
        );
      }
      const draft = readOwn(text, product);
      if (isRefusal(draft)) return draft;
      await context.platform.registry.changeProduct(product.productKey, { draft: draft.tsl });
      return {};
    },
  },

  PublishThingModel: {
    needs: ['ProductKey'],
    async run(context, parameters) {
      const product = findProduct(context, parameters);
      if (isRefusal(product)) return product;
      const version = parameters.text('ModelVersion');
      const description = parameters.text('Description') ?? '';
      if (version !== undefined && !MODEL_VERSION.test(version)) {
        const message = 'ModelVersion must have 1 to 16 letters, digits and dots.';
        return refuseAction('iot.common.InvalidFormattedParameter', message);
      }
      const problem = problemOfDescription(description);
      if (problem !== undefined) {
        return refuseAction('iot.common.InvalidFormattedParameter', `Description ${problem}.`);
      }
      const { registry, clock } = context.platform;
      const release = nextRelease(product, { version, description, nowMs: clock.now() });
      await registry.changeProduct(product.productKey, { release });
      return {};
    },
  },

  GetThingModelTsl: {
    needs: ['ProductKey'],
    run(context, parameters) {
      const product = findProduct(context, parameters);
      if (isRefusal(product)) return product;
      if (parameters.text('ModelVersion') !== undefined) return releasedTsl(product, parameters);
      return refuseModule(parameters) ?? tslOf(product.draft, product, parameters);
    },
  },

  GetThingModelTslPublished: {
    needs: ['ProductKey'],
    run(context, parameters) {
      const product = findProduct(context, parameters);
      return isRefusal(product) ? product : releasedTsl(product, parameters);
    },
  },
};

/** The released thing model; of releases, the latest alone is kept. */
function releasedTsl(product: Product, parameters: Parameters): Fields | ActionRefusal {
  const { release } = product;
  const version = parameters.text('ModelVersion') ?? release?.version;
  if (release === undefined || version !== release.version) {
    const has =
      release === undefined ? 'no published thing model' : `the published version ${release.version} alone`;
    return refuseAction('iot.prod.QueryProductAbilitiesFailed', `The product has ${has}.`);
  }
  return refuseModule(parameters) ?? tslOf(release.tsl, product, parameters);
}

function tslOf(text: string, product: Product, parameters: Parameters): Fields | ActionRefusal {
  const own = readOwn(text, product);
  if (isRefusal(own)) return own;
  const TslStr = parameters.flag('Simple') === true ? simpleTsl(own.tsl) : own.tsl;
  return { Data: { TslStr } };
}

/** A thing model as this product's own. */
function readOwn(text: string, { productKey }: Product): { tsl: string } | ActionRefusal {
  const own = readOwnTsl(text, productKey);
  if ('tsl' in own) return own;
  const message = `The TSL is not valid:\n${formatIssues(own.issues)}`;
  return refuseAction('iot.prod.BatchCreateThingModelFailed', message);
}

function refuseModule(parameters: Parameters): ActionRefusal | undefined {
  if (parameters.text('FunctionBlockId') === undefined) return undefined;
  const message = 'FunctionBlockId is not emulated; a thing model is imported and read as a whole.';
  return refuseAction('iot.common.InvalidFormattedParameter', message);
}
