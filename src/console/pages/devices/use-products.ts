import type { ProductJson } from '../../../emulator/api/shapes.ts';
import { apiPath } from '../../api.ts';
import { type Resource, useResource } from '../../resource.ts';

/** What the emulator says of all products. */
export interface Products {
  readonly products: readonly ProductJson[];
}

/** All products, again whenever they change. */
export function useProducts(): Resource<Products> {
  return useResource<Products>(apiPath('products'));
}
