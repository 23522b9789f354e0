import { useEffect, useState } from 'preact/hooks';
import type { ProductJson } from '../../../emulator/api/shapes.ts';
import { type ApiProblem, apiPath, request } from '../../api.ts';
import { useAction } from '../../resource.ts';

/** A setting of a product that counts as soon as it is chosen. */
export interface Setting<T> {
  /** What is chosen, also while the emulator is told. */
  readonly value: T;
  readonly choose: (value: T) => void;
  readonly problem: ApiProblem | undefined;
}

/** Changes a setting of a product. @param current the part of the product that is changed */
export function useSetting<T extends Partial<ProductJson>>(
  product: ProductJson,
  current: T,
  onChanged: () => void,
): Setting<T> {
  const { run, problem } = useAction();
  const [chosen, setChosen] = useState<T>();
  useEffect(() => setChosen(undefined), [product]);
  const choose = (value: T): void => {
    void run(async () => {
      setChosen(value);
      await request(apiPath('products', product.productKey), { method: 'PATCH', body: value });
      onChanged();
    });
  };
  return { value: problem === undefined ? (chosen ?? current) : current, choose, problem };
}
