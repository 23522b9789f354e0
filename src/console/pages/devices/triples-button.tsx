import { apiPath, download } from '../../api.ts';
import { Failed } from '../../components/page.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useAction } from '../../resource.ts';

/** Saves the triples of all devices of a product, as the platform's console exports them. */
export function TriplesButton({ productKey }: { productKey: string }) {
  const { devices: texts } = useTexts();
  const { run, problem } = useAction();
  const save = (): Promise<void> =>
    run(() => download(apiPath('products', productKey, 'triples'), `${productKey}.csv`));
  return (
    <>
      <button type="button" onClick={() => void save()}>
        {texts.triples}
      </button>
      {problem !== undefined && <Failed problem={problem} />}
    </>
  );
}
