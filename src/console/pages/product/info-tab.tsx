import { useState } from 'preact/hooks';
import type { ProductJson } from '../../../emulator/api/shapes.ts';
import { CopyButton } from '../../components/copy.tsx';
import { Checkbox } from '../../components/fields.tsx';
import { Failed } from '../../components/page.tsx';
import { Facts, Time } from '../../components/parts.tsx';
import { useFormats, useTexts } from '../../i18n/texts.ts';
import { href } from '../../router.ts';
import { NET_TYPES } from '../products/product-rules.ts';
import { DeleteProduct } from './delete-product.tsx';
import { EditProduct } from './edit-product.tsx';
import { ModeChoice } from './mode-choice.tsx';
import { useSetting } from './use-setting.ts';

/** What a product is, and what of it can be changed. */
export function InfoTab({ product, onChanged }: { product: ProductJson; onChanged: () => void }) {
  const { product: texts } = useTexts();
  return (
    <>
      <ProductFacts product={product} onChanged={onChanged} />
      <ModeChoice product={product} onChanged={onChanged} />
      <Registration product={product} onChanged={onChanged} />
      <section class="section">
        <h2>{texts.delete}</h2>
        <Deletion product={product} />
      </section>
    </>
  );
}

function ProductFacts({ product, onChanged }: { product: ProductJson; onChanged: () => void }) {
  const { common, products, product: texts } = useTexts();
  const formats = useFormats();
  const [isEditing, setIsEditing] = useState(false);
  const { productKey, release, netType } = product;
  const knownNetType = NET_TYPES.find((type) => type === netType);
  return (
    <section class="section">
      <div class="section-head">
        <h2>{texts.tab.info}</h2>
        <div class="actions">
          <button type="button" onClick={() => setIsEditing(true)}>
            {texts.editInfo}
          </button>
        </div>
      </div>
      <Facts
        facts={[
          [products.name, product.productName],
          [
            products.productKey,
            <>
              <code>{productKey}</code>
              <CopyButton text={productKey} label={products.productKey} />
            </>,
          ],
          [products.description, product.description || common.none],
          [products.nodeType, products.direct],
          [products.network, knownNetType === undefined ? netType : products.netTypes[knownNetType]],
          [products.dataFormat, products.alink],
          [products.authentication, products.secret],
          [products.created, <Time ms={product.createdAtMs} />],
          [
            products.devices,
            <a href={href(['devices'], { product: productKey })}>
              {texts.devicesOf(formats.number(product.devices))}
            </a>,
          ],
          [
            products.release,
            release === undefined
              ? products.notReleased
              : texts.releasedAs(release.version, formats.time(release.atMs)),
          ],
        ]}
      />
      {isEditing && (
        <EditProduct product={product} onChanged={onChanged} onClose={() => setIsEditing(false)} />
      )}
    </section>
  );
}

function Registration({ product, onChanged }: { product: ProductJson; onChanged: () => void }) {
  const { product: texts } = useTexts();
  const { isDynamicRegistration } = product;
  const { value, choose, problem } = useSetting(product, { isDynamicRegistration }, onChanged);
  return (
    <section class="section">
      <h2>{texts.registration}</h2>
      <Checkbox
        label={texts.registrationSwitch}
        hint={texts.registrationWords}
        isChecked={value.isDynamicRegistration}
        onChecked={(isOn) => choose({ isDynamicRegistration: isOn })}
      />
      {problem !== undefined && <Failed problem={problem} />}
    </section>
  );
}

function Deletion({ product }: { product: ProductJson }) {
  const { product: texts } = useTexts();
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <p>{texts.deleteWords}</p>
      <div class="actions">
        <button type="button" class="danger" onClick={() => setIsAsking(true)}>
          {texts.delete}
        </button>
      </div>
      {isAsking && <DeleteProduct product={product} onClose={() => setIsAsking(false)} />}
    </>
  );
}
