import { useId, useState } from 'preact/hooks';
import type { ProductJson, ThingModelJson } from '../../../emulator/api/shapes.ts';
import { apiPath } from '../../api.ts';
import { Loaded } from '../../components/page.tsx';
import { useFormats, useTexts } from '../../i18n/texts.ts';
import { useResource } from '../../resource.ts';
import { FunctionTable } from './function-table.tsx';
import { type Differences, diffModel } from './model-diff.ts';
import { PropertiesSection } from './properties-section.tsx';
import { ReleaseDialog } from './release-dialog.tsx';
import { TslSection } from './tsl-section.tsx';
import { useDraft } from './use-draft.ts';

/** The thing model of a product: its draft against what devices are checked with, and ways to change and release it. */
export function FeaturesTab({ product, onChanged }: { product: ProductJson; onChanged: () => void }) {
  const model = useResource<ThingModelJson>(apiPath('products', product.productKey, 'model'));
  const draft = useDraft(product.productKey, model.reload);
  return (
    <Loaded resource={model}>
      {(data) => {
        const differences = diffModel(data);
        return (
          <>
            <ReleaseLine
              product={product}
              model={data}
              differences={differences}
              onReleased={() => {
                onChanged();
                model.reload();
              }}
            />
            <PropertiesSection draft={draft} rows={differences.properties} />
            {differences.functions.length > 0 && <FunctionTable rows={differences.functions} />}
            <TslSection product={product} draft={draft} isReleased={data.released !== null} />
          </>
        );
      }}
    </Loaded>
  );
}

/** What devices are checked against, how the draft differs from it, and the button that releases the draft. */
function ReleaseLine({
  product: { productKey, release },
  model,
  differences,
  onReleased,
}: {
  product: ProductJson;
  model: ThingModelJson;
  differences: Differences;
  onReleased: () => void;
}) {
  const { features: texts } = useTexts().product;
  const formats = useFormats();
  const reason = useId();
  const [isReleasing, setIsReleasing] = useState(false);
  const { count } = differences;
  const isEmpty = model.released === null && count === 0;
  const isDisabled = isEmpty || !model.isChanged;
  const changed = count === 0 ? texts.otherOrder : texts.changes(count);
  const same = isEmpty ? texts.nothingDefined : texts.noChanges;
  const checked =
    release === undefined
      ? texts.neverReleased
      : texts.checkedAgainst(release.version, formats.time(release.atMs));
  return (
    <div class="release-line">
      <p id={reason}>{texts.sentences(checked, isDisabled ? same : changed)}</p>
      <button
        type="button"
        class="primary"
        aria-disabled={isDisabled}
        aria-describedby={reason}
        onClick={() => setIsReleasing(!isDisabled)}
      >
        {texts.release}
      </button>
      {isReleasing && (
        <ReleaseDialog
          productKey={productKey}
          differences={differences}
          onReleased={onReleased}
          onClose={() => setIsReleasing(false)}
        />
      )}
    </div>
  );
}
