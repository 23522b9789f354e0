import { useState } from 'preact/hooks';
import { apiPath, request } from '../../api.ts';
import { FormDialog } from '../../components/dialog.tsx';
import { TextField } from '../../components/fields.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { DifferenceWords } from './difference-words.tsx';
import type { Differences } from './model-diff.ts';
import { nameText } from './property-text.ts';

/** Says what a release will change, and releases the draft. */
export function ReleaseDialog({
  productKey,
  differences: { properties, functions },
  onReleased,
  onClose,
}: {
  productKey: string;
  differences: Differences;
  onReleased: () => void;
  onClose: () => void;
}) {
  const { features: texts } = useTexts().product;
  const [description, setDescription] = useState('');
  const release = async (): Promise<void> => {
    await request(apiPath('products', productKey, 'release'), { method: 'POST', body: { description } });
    onReleased();
  };
  const changed = [
    ...properties.map(({ property, ...row }) => ({
      ...row,
      identifier: property.identifier,
      name: nameText(property),
    })),
    ...functions.map((row) => ({ ...row, changes: [] })),
  ].filter(({ difference }) => difference !== 'unchanged');
  return (
    <FormDialog title={texts.releaseTitle} submit={texts.release} onSubmit={release} onClose={onClose}>
      <p>{texts.releaseHint}</p>
      {changed.length === 0 ? (
        <p>{texts.otherOrder}</p>
      ) : (
        <ul class="release-changes">
          {changed.map(({ identifier, name, difference, changes }) => (
            <li key={identifier}>
              <span>
                {name} {name !== identifier && <code>{identifier}</code>}
              </span>
              <span>
                <DifferenceWords difference={difference} changes={changes} />
              </span>
            </li>
          ))}
        </ul>
      )}
      <TextField label={texts.releaseNote} maxLength={100} value={description} onValue={setDescription} />
    </FormDialog>
  );
}
