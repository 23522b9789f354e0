import { useState } from 'preact/hooks';
import type { DevicesJson, ProductJson } from '../../../emulator/api/shapes.ts';
import { type ApiProblem, apiPath, request } from '../../api.ts';
import { Choice } from '../../components/choice.tsx';
import { FormDialog } from '../../components/dialog.tsx';
import { Select } from '../../components/fields.tsx';
import { useTexts } from '../../i18n/texts.ts';
import type { Added } from './added-notice.tsx';
import { NewDeviceFields } from './new-device-fields.tsx';
import { countOf, type NewDevices, newDevicesBody } from './new-devices.ts';

/** Adds one device to a product, or many. */
export function AddDevices({
  products,
  productKey,
  onAdded,
  onClose,
}: {
  products: readonly ProductJson[];
  /** The product that is offered first; where it is empty, the one made last, which is likely being set up. */
  productKey: string;
  onAdded: (added: Added) => void;
  onClose: () => void;
}) {
  const { devices: texts } = useTexts();
  const first = products.find((product) => product.productKey === productKey) ?? products.at(-1);
  const [form, setForm] = useState<NewDevices>({
    productKey: first?.productKey ?? '',
    kind: 'one',
    deviceName: '',
    nickname: '',
    count: '100',
    names: '',
  });
  /** What was tried to be added last. */
  const [sent, setSent] = useState<NewDevices>();
  const change = (changed: Partial<NewDevices>): void => setForm({ ...form, ...changed });

  const check = (): boolean => {
    setSent(form);
    return countOf(form) !== undefined;
  };
  const add = async (): Promise<void> => {
    const body = newDevicesBody(form);
    const { total, devices } = await request<DevicesJson>(apiPath('devices'), { method: 'POST', body });
    const product = products.find((one) => one.productKey === form.productKey);
    onAdded({
      productKey: form.productKey,
      productName: product?.productName ?? form.productKey,
      count: total,
      only: form.kind === 'one' ? devices[0]?.deviceName : undefined,
    });
  };
  return (
    <FormDialog
      title={texts.add}
      submit={texts.addNow}
      check={check}
      isSaidByFields={isSaid}
      onSubmit={add}
      onClose={onClose}
    >
      {({ problem }) => (
        <>
          <Select
            label={texts.product}
            value={form.productKey}
            options={products.map((product) => [product.productKey, product.productName])}
            onValue={(chosen) => change({ productKey: chosen })}
          />
          <Choice
            label={texts.howMany}
            value={form.kind}
            options={KINDS.map((kind) => [kind, texts.kinds[kind]])}
            onValue={(kind) => change({ kind })}
          />
          <NewDeviceFields form={form} sent={sent} problem={problem} onChange={change} />
        </>
      )}
    </FormDialog>
  );
}

const KINDS = ['one', 'count', 'names'] as const;

/** Whether all that was refused stands at a field. */
function isSaid({ issues }: ApiProblem): boolean {
  return (
    issues.length > 0 && issues.every(({ path }) => /^(?:deviceName|nickname|deviceNames\.\d+)$/.test(path))
  );
}
