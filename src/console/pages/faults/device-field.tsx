import { useId } from 'preact/hooks';
import type { DevicesJson } from '../../../emulator/api/shapes.ts';
import { apiPath, withQuery } from '../../api.ts';
import { Field } from '../../components/fields.tsx';
import { useResource } from '../../resource.ts';
import { useWords } from './use-words.ts';

/** So many devices are offered to be chosen from; any other can be written. */
const MOST_OFFERED = 100;

/** A device, written or chosen from those there are. */
export function DeviceField({
  problem,
  value,
  onValue,
}: {
  problem: string | undefined;
  value: string;
  onValue: (value: string) => void;
}) {
  const { fields, hints } = useWords().texts;
  const { data } = useResource<DevicesJson>(withQuery(apiPath('devices'), { limit: MOST_OFFERED }));
  const list = useId();
  return (
    <Field label={fields.device} hint={hints.device} problem={problem}>
      {(ids) => (
        <>
          <input
            type="text"
            class="code"
            autocomplete="off"
            spellcheck={false}
            list={list}
            value={value}
            onInput={({ currentTarget }) => onValue(currentTarget.value)}
            {...ids}
          />
          <datalist id={list}>
            {data?.devices.map(({ productKey, deviceName }) => (
              <option key={`${productKey}/${deviceName}`} value={`${productKey}/${deviceName}`} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
