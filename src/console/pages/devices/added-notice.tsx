import { useFormats, useTexts } from '../../i18n/texts.ts';
import { TriplesButton } from './triples-button.tsx';

/** Devices that were added. */
export interface Added {
  readonly productKey: string;
  readonly productName: string;
  readonly count: number;
  /** The name of the one that was asked for alone. */
  readonly only: string | undefined;
}

/** Says how many devices were added, and gives their triples. */
export function AddedNotice({
  added: { productKey, productName, count },
  onClose,
}: {
  added: Added;
  onClose: () => void;
}) {
  const { common, devices: texts } = useTexts();
  const formats = useFormats();
  return (
    <div class="notice is-plain">
      <p role="status">{texts.added(formats.number(count), productName)}</p>
      <div class="actions">
        <TriplesButton productKey={productKey} />
        <button type="button" class="quiet" onClick={onClose}>
          {common.close}
        </button>
      </div>
    </div>
  );
}
