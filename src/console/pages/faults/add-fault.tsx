import { useState } from 'preact/hooks';
import { type ApiProblem, apiPath, request } from '../../api.ts';
import { FormDialog } from '../../components/dialog.tsx';
import { FaultFields } from './fault-fields.tsx';
import { type FaultForm, type FaultJson, type FaultKey, KEYS_OF, NEW_FAULT, readForm } from './fault-form.ts';
import { problemWords } from './fault-words.ts';
import { useWords } from './use-words.ts';

/** The dialog that sets a fault. */
export function AddFault({ onAdded, onClose }: { onAdded: (fault: FaultJson) => void; onClose: () => void }) {
  const words = useWords();
  const [form, setForm] = useState<FaultForm>(NEW_FAULT);
  const [isChecked, setIsChecked] = useState(false);
  const read = readForm(form);

  const check = (): boolean => {
    setIsChecked(true);
    return 'body' in read;
  };
  const submit = async (): Promise<void> => {
    if (!('body' in read)) return;
    onAdded(await request<FaultJson>(apiPath('faults'), { method: 'POST', body: read.body }));
  };
  const problemOf = (key: FaultKey, refusal: ApiProblem | undefined): string | undefined => {
    const own = isChecked && 'problems' in read ? read.problems[key] : undefined;
    if (own !== undefined) return problemWords(own, words);
    return refusal?.issues.find(({ path }) => path === key)?.message;
  };
  const isShown = (key: string): boolean => KEYS_OF[form.type].some((shown) => shown === key);

  return (
    <FormDialog
      title={words.texts.add}
      submit={words.texts.set}
      check={check}
      isSaidByFields={({ issues }) => issues.length > 0 && issues.every(({ path }) => isShown(path))}
      onSubmit={submit}
      onClose={onClose}
    >
      {({ problem }) => (
        <FaultFields
          form={form}
          onChange={(change) => setForm({ ...form, ...change })}
          problemOf={(key) => problemOf(key, problem)}
        />
      )}
    </FormDialog>
  );
}
