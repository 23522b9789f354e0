import type { ProductJson } from '../../../emulator/api/shapes.ts';
import { apiPath, request, withQuery } from '../../api.ts';
import { FormDialog } from '../../components/dialog.tsx';
import { useFormats, useTexts } from '../../i18n/texts.ts';
import { go, href } from '../../router.ts';

/** Asks before a product goes with its devices. */
export function DeleteProduct({
  product: { productKey, productName, devices },
  onClose,
}: {
  product: ProductJson;
  onClose: () => void;
}) {
  const { product: texts } = useTexts();
  const formats = useFormats();
  const remove = async (): Promise<void> => {
    // Devices go only where the question named them.
    const query = { devices: devices === 0 ? undefined : 'delete' };
    await request(withQuery(apiPath('products', productKey), query), { method: 'DELETE' });
    go(href(['products']));
  };
  return (
    <FormDialog
      title={texts.deleteTitle(productName)}
      submit={texts.delete}
      isDanger
      onSubmit={remove}
      onClose={onClose}
    >
      <p>{texts.deleteSure(formats.number(devices))}</p>
    </FormDialog>
  );
}
