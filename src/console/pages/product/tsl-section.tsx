import { useState } from 'preact/hooks';
import type { ProductJson } from '../../../emulator/api/shapes.ts';
import { apiPath, requestText, saveFile } from '../../api.ts';
import { Failed } from '../../components/page.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { indentJson, membersOf } from '../../json-text.ts';
import { useAction } from '../../resource.ts';
import { ImportDialog } from './import-dialog.tsx';
import type { Draft } from './use-draft.ts';

/** The model as a file: into the draft, out of the draft, out of the release. */
export function TslSection({
  product: { productKey, release },
  draft,
  isReleased,
}: {
  product: ProductJson;
  draft: Draft;
  isReleased: boolean;
}) {
  const { features: texts } = useTexts().product;
  const [isImporting, setIsImporting] = useState(false);
  const { run, problem } = useAction();
  /** Its text as it came: read as numbers, great ones would be rounded. */
  const save = (which: 'draft' | 'released'): void => {
    void run(async () => {
      const model = membersOf(await requestText(apiPath('products', productKey, 'model')));
      saveFile(`${indentJson(model.get(which) ?? 'null')}\n`, `tsl-${productKey}.json`);
    });
  };
  return (
    <section class="section">
      <h2>{texts.tsl}</h2>
      <p class="dim">{texts.tslHint}</p>
      <div class="actions">
        <button type="button" onClick={() => setIsImporting(true)}>
          {texts.import}
        </button>
        <button type="button" onClick={() => save('draft')}>
          {texts.exportDraft}
        </button>
        {isReleased && release !== undefined && (
          <button type="button" onClick={() => save('released')}>
            {texts.exportReleased(release.version)}
          </button>
        )}
      </div>
      {problem !== undefined && <Failed problem={problem} />}
      {isImporting && <ImportDialog draft={draft} onClose={() => setIsImporting(false)} />}
    </section>
  );
}
