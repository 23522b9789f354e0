import { useState } from 'preact/hooks';
import type { ProductJson } from '../../../emulator/api/shapes.ts';
import { apiPath, request } from '../../api.ts';
import { FormDialog } from '../../components/dialog.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { areWordsRight, isSaidByWords, type Words, WordsFields } from '../products/product-words.tsx';

/** The form for a product's name and description; what stays the same is not sent. */
export function EditProduct({
  product,
  onChanged,
  onClose,
}: {
  product: ProductJson;
  onChanged: () => void;
  onClose: () => void;
}) {
  const { common, product: texts } = useTexts();
  const [before] = useState<Words>({ productName: product.productName, description: product.description });
  const [words, setWords] = useState(before);
  const [isChecked, setIsChecked] = useState(false);
  const save = async (): Promise<void> => {
    const body = {
      ...(words.productName === before.productName ? {} : { productName: words.productName }),
      ...(words.description === before.description ? {} : { description: words.description }),
    };
    if (Object.keys(body).length === 0) return;
    await request(apiPath('products', product.productKey), { method: 'PATCH', body });
    onChanged();
  };
  return (
    <FormDialog
      title={texts.editInfo}
      submit={common.save}
      check={() => {
        setIsChecked(true);
        return areWordsRight(words, before);
      }}
      isSaidByFields={isSaidByWords}
      onSubmit={save}
      onClose={onClose}
    >
      {({ problem }) => (
        <WordsFields
          words={words}
          before={before}
          onWords={setWords}
          isChecked={isChecked}
          problem={problem}
        />
      )}
    </FormDialog>
  );
}
