import type { Device } from '../registry/device.ts';
import { PRODUCT_KEY, type Product } from '../registry/product.ts';
import { type ActionRefusal, type Context, isRefusal, refuseAction } from './action.ts';
import type { Parameters } from './parameters.ts';

/** The product that a request names. */
export function findProduct({ platform }: Context, parameters: Parameters): Product | ActionRefusal {
  const productKey = parameters.text('ProductKey');
  if (productKey === undefined) return refuseAction('iot.prod.NullProductKey', 'ProductKey is not given.');
  if (!PRODUCT_KEY.test(productKey)) {
    return refuseAction(
      'iot.prod.InvalidFormattedProductkey',
      'ProductKey is not of the form of a product key.',
    );
  }
  const product = platform.registry.product(productKey);
  return product ?? refuseAction('iot.prod.NotExistedProduct', `There is no product ${productKey}.`);
}

/** The device that a request names by IotId, which counts where both are given, or by ProductKey and DeviceName. */
export function findDevice(context: Context, parameters: Parameters): Device | ActionRefusal {
  const { registry } = context.platform;
  const iotId = parameters.text('IotId');
  if (iotId !== undefined) {
    return (
      registry.deviceById(iotId) ??
      refuseAction('iot.device.NotExistedDevice', 'There is no device of this IotId.')
    );
  }
  const product = findProduct(context, parameters);
  if (isRefusal(product)) return product;
  const deviceName = parameters.text('DeviceName');
  if (deviceName === undefined) return refuseAction('iot.device.NullDeviceName', 'DeviceName is not given.');
  const device = registry.device(product.productKey, deviceName);
  return (
    device ?? refuseAction('iot.device.NotExistedDevice', `Product ${product.productKey} has no such device.`)
  );
}
