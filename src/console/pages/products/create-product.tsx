import { useState } from 'preact/hooks';
import type { ProductJson } from '../../../emulator/api/shapes.ts';
import { apiPath, request } from '../../api.ts';
import { FormDialog } from '../../components/dialog.tsx';
import { Select } from '../../components/fields.tsx';
import { Facts } from '../../components/parts.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { go, href } from '../../router.ts';
import { NET_TYPES, type NetType } from './product-rules.ts';
import { areWordsRight, isSaidByWords, type Words, WordsFields } from './product-words.tsx';

/** The form that makes a product; what devices over HTTPS leave no choice of is said, not asked. */
export function CreateProduct({ onClose }: { onClose: () => void }) {
  const { products: texts } = useTexts();
  const [words, setWords] = useState<Words>({ productName: '', description: '' });
  const [netType, setNetType] = useState<NetType>('WIFI');
  const [isChecked, setIsChecked] = useState(false);
  const create = async (): Promise<void> => {
    const body = { ...words, netType };
    const { productKey } = await request<ProductJson>(apiPath('products'), { method: 'POST', body });
    go(href(['products', productKey, 'features']));
  };
  return (
    <FormDialog
      title={texts.create}
      submit={texts.create}
      check={() => {
        setIsChecked(true);
        return areWordsRight(words);
      }}
      isSaidByFields={isSaidByWords}
      onSubmit={create}
      onClose={onClose}
    >
      {({ problem }) => (
        <>
          <WordsFields words={words} onWords={setWords} isChecked={isChecked} problem={problem} />
          <Select
            label={texts.network}
            value={netType}
            options={NET_TYPES.map((type) => [type, texts.netTypes[type]] as const)}
            onValue={setNetType}
          />
          <Facts
            facts={[
              [texts.category, texts.custom],
              [texts.nodeType, texts.direct],
              [texts.dataFormat, texts.alink],
              [texts.authentication, texts.secret],
            ]}
          />
        </>
      )}
    </FormDialog>
  );
}
