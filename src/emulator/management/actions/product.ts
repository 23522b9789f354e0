import { type CheckMode, DEFAULT_CHECK_MODE } from '../../../tsl/check.ts';
import { isNetType, NET_TYPES, type NetType, type Product } from '../../registry/product.ts';
import {
  isProductNameTaken,
  MOST_PRODUCTS,
  problemOfDescription,
  problemOfProductName,
} from '../../registry/rules.ts';
import {
  type Action,
  type ActionRefusal,
  type Context,
  type Fields,
  isRefusal,
  refuseAction,
} from '../action.ts';
import { findProduct } from '../find.ts';
import { countPages, readPage, takePage } from '../paging.ts';
import type { Parameters } from '../parameters.ts';

const MOST_PER_PAGE = 200;
const COMMODITY_CODE = 'iothub_senior';

/** QueryProduct gives a number for what CreateProduct takes as a word. */
const NET_TYPE_NUMBERS: ReadonlyMap<string, number> = new Map(
  Object.entries({ WIFI: 3, CELLULAR: 6, ETHERNET: 7, OTHER: 8 } satisfies Record<NetType, number>),
);

const MODES: ReadonlyMap<number, CheckMode> = new Map([
  [1, 'weak'],
  [2, 'none'],
]);

/** What CreateProduct, QueryProduct and QueryProductList say of each product: there are no others. */
const EVERY_PRODUCT = { NodeType: 0, DataFormat: 1, AuthType: 'secret' };

/** The actions on products. */
export const PRODUCT_ACTIONS: Readonly<Record<string, Action>> = {
  CreateProduct: {
    needs: ['NodeType', 'ProductName'],
    async run(context, parameters) {
      const refusal = refuseKind(parameters) ?? refuseWords(context, parameters);
      if (refusal !== undefined) return refusal;
      const { registry } = context.platform;
      if ([...registry.products()].length >= MOST_PRODUCTS) {
        return refuseAction('iot.prod.ProductCountExceedMax', `There are ${MOST_PRODUCTS} products already.`);
      }
      const product = await registry.addProduct({
        productName: parameters.text('ProductName') ?? '',
        description: parameters.text('Description') ?? '',
        netType: parameters.text('NetType'),
        mode: MODES.get(parameters.whole('ValidateType') ?? 0) ?? DEFAULT_CHECK_MODE,
      });
      const { productKey, productSecret, productName, description } = product;
      return {
        ProductKey: productKey,
        Data: {
          ...EVERY_PRODUCT,
          AliyunCommodityCode: COMMODITY_CODE,
          Id2: false,
          ProductKey: productKey,
          ProductSecret: productSecret,
          ProductName: productName,
          Description: description,
        },
      };
    },
  },

  UpdateProduct: {
    needs: ['ProductKey', 'ProductName'],
    async run(context, parameters) {
      const product = findProduct(context, parameters);
      if (isRefusal(product)) return product;
      const refusal = refuseWords(context, parameters, product);
      if (refusal !== undefined) return refusal;
      const { productKey, productName, description } = product;
      await context.platform.registry.changeProduct(productKey, {
        productName: parameters.text('ProductName') ?? productName,
        description: parameters.text('Description') ?? description,
      });
      return {};
    },
  },

  QueryProduct: {
    needs: ['ProductKey'],
    run(context, parameters) {
      const product = findProduct(context, parameters);
      if (isRefusal(product)) return product;
      const Data = {
        ...summary(context, product),
        AliyunCommodityCode: COMMODITY_CODE,
        Id2: false,
        NetType: NET_TYPE_NUMBERS.get(product.netType),
        Owner: true,
        ProductSecret: product.productSecret,
        ProductStatus: 'DEVELOPMENT_STATUS',
        ValidateType: [...MODES].find(([, mode]) => mode === product.mode)?.[0],
      };
      return { Data };
    },
  },

  QueryProductList: {
    needs: ['CurrentPage', 'PageSize'],
    run(context, parameters) {
      const page = readPage(parameters, MOST_PER_PAGE);
      if (isRefusal(page)) return page;
      const isOther = (parameters.text('AliyunCommodityCode') ?? COMMODITY_CODE) !== COMMODITY_CODE;
      const products = isOther ? [] : [...context.platform.registry.products()].reverse();
      const Data = {
        CurrentPage: page.number,
        PageSize: page.size,
        PageCount: countPages(products.length, page),
        Total: products.length,
        List: { ProductInfo: takePage(products, page).map((product) => summary(context, product)) },
      };
      return { Data };
    },
  },

  DeleteProduct: {
    needs: ['ProductKey'],
    async run(context, parameters) {
      const product = findProduct(context, parameters);
      if (isRefusal(product)) return product;
      const { registry } = context.platform;
      const count = registry.countDevices(product.productKey);
      if (count > 0) {
        return refuseAction(
          'iot.prod.DeleteProductFailed',
          `The product has ${count} devices; delete them first.`,
        );
      }
      await registry.removeProduct(product.productKey);
      return {};
    },
  },
};

/** What a list says of a product. */
function summary({ platform }: Context, product: Product): Fields {
  return {
    ...EVERY_PRODUCT,
    ProductKey: product.productKey,
    ProductName: product.productName,
    Description: product.description,
    DeviceCount: platform.registry.countDevices(product.productKey),
    GmtCreate: product.createdAtMs,
  };
}

/** Refuses kinds of products that the cloud has and the emulator has not. */
function refuseKind(parameters: Parameters): ActionRefusal | undefined {
  const wrong = (name: string, emulated: string): ActionRefusal =>
    refuseAction('iot.common.InvalidFormattedParameter', `${name} is not emulated as given; ${emulated}.`);
  if (parameters.whole('NodeType') !== EVERY_PRODUCT.NodeType) {
    return refuseAction(
      'iot.prod.InvalidNodeType',
      'Of node types, 0 (directly connected device) is emulated.',
    );
  }
  if (parameters.text('AliyunCommodityCode') !== COMMODITY_CODE) {
    const message = `AliyunCommodityCode must be ${COMMODITY_CODE}: only products with a thing model are emulated.`;
    return refuseAction('iot.prod.InvalidAliyunCommodityCode', message);
  }
  if (parameters.whole('DataFormat') !== EVERY_PRODUCT.DataFormat) {
    return wrong('DataFormat', '1 (Alink JSON) is, and must be given with iothub_senior');
  }
  if ((parameters.text('AuthType') ?? EVERY_PRODUCT.AuthType) !== EVERY_PRODUCT.AuthType) {
    return wrong('AuthType', 'secret is');
  }
  const netType = parameters.text('NetType');
  if (netType !== undefined && !isNetType(netType)) return wrong('NetType', `${NET_TYPES.join(', ')} are`);
  if (!MODES.has(parameters.whole('ValidateType') ?? 1)) {
    return wrong('ValidateType', '1 (weak verification) and 2 (no verification) are');
  }
  const absent = ['ProtocolType', 'CategoryKey', 'JoinPermissionId'].find((name) => parameters.text(name));
  return absent === undefined ? undefined : wrong(absent, 'products without it are');
}

/** Refuses names and descriptions that the cloud does not take. */
function refuseWords(
  { platform }: Context,
  parameters: Parameters,
  own?: Product,
): ActionRefusal | undefined {
  const productName = parameters.text('ProductName') ?? '';
  const nameProblem = problemOfProductName(productName);
  if (nameProblem !== undefined) {
    return refuseAction('iot.prod.InvalidFormattedProductName', `ProductName ${nameProblem}.`);
  }
  const descriptionProblem = problemOfDescription(parameters.text('Description') ?? '');
  if (descriptionProblem !== undefined) {
    return refuseAction('iot.prod.LongProductDesc', `Description ${descriptionProblem}.`);
  }
  return isProductNameTaken(platform.registry, productName, own?.productKey)
    ? refuseAction('iot.prod.AlreadyExistedProductName', `There is a product ${productName} already.`)
    : undefined;
}
