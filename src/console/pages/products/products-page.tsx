import { useState } from 'preact/hooks';
import type { ProductJson } from '../../../emulator/api/shapes.ts';
import { apiPath } from '../../api.ts';
import { Empty, Loaded, Page } from '../../components/page.tsx';
import { Time } from '../../components/parts.tsx';
import { useFormats, useTexts } from '../../i18n/texts.ts';
import { useResource } from '../../resource.ts';
import { href } from '../../router.ts';
import { CreateProduct } from './create-product.tsx';

/** All products, and a way to make one. */
export function ProductsPage() {
  const { products: texts } = useTexts();
  const list = useResource<{ products: readonly ProductJson[] }>(apiPath('products'));
  const [isCreating, setIsCreating] = useState(false);
  return (
    <Page
      title={texts.title}
      actions={
        <button type="button" class="primary" onClick={() => setIsCreating(true)}>
          {texts.create}
        </button>
      }
    >
      <Loaded resource={list}>
        {({ products }) =>
          products.length > 0 ? (
            <ProductTable products={products} />
          ) : (
            <Empty title={texts.empty}>
              <p>{texts.emptyHint}</p>
            </Empty>
          )
        }
      </Loaded>
      {isCreating && <CreateProduct onClose={() => setIsCreating(false)} />}
    </Page>
  );
}

function ProductTable({ products }: { products: readonly ProductJson[] }) {
  const { products: texts } = useTexts();
  return (
    <div class="table">
      <table class="products">
        <thead>
          <tr>
            <th scope="col">{texts.name}</th>
            <th scope="col" class="minor">
              {texts.productKey}
            </th>
            <th scope="col" class="number">
              {texts.devices}
            </th>
            <th scope="col" class="minor">
              {texts.mode}
            </th>
            <th scope="col">{texts.release}</th>
            <th scope="col" class="minor">
              {texts.created}
            </th>
          </tr>
        </thead>
        <tbody>
          {products.map((product) => (
            <ProductRow key={product.productKey} product={product} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ProductRow({ product }: { product: ProductJson }) {
  const { products: texts } = useTexts();
  const formats = useFormats();
  const { productKey, release } = product;
  return (
    <tr>
      <td class="name">
        <a href={href(['products', productKey])}>{product.productName}</a>
        <small class="narrow">
          <code>{productKey}</code>
        </small>
      </td>
      <td class="minor">
        <code>{productKey}</code>
      </td>
      <td class="number">
        <a
          href={href(['devices'], { product: productKey })}
          aria-label={`${texts.devices}: ${formats.number(product.devices)}`}
        >
          {formats.number(product.devices)}
        </a>
      </td>
      <td class="minor">{texts.modes[product.mode]}</td>
      <td>
        {release === undefined ? (
          <span class="dim">{texts.notReleased}</span>
        ) : (
          <>
            {release.version}{' '}
            <span class="dim minor">
              <Time ms={release.atMs} />
            </span>
          </>
        )}
      </td>
      <td class="minor">
        <Time ms={product.createdAtMs} />
      </td>
    </tr>
  );
}
