import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { after } from '../../clock.ts';
import { Failed } from '../../components/page.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useAction } from '../../resource.ts';
import { problemWords } from './fault-words.ts';
import type { Entered } from './settings-model.ts';
import { useWords } from './use-words.ts';

const SAID_MS = 1500;

/** What the field of a setting is given. */
export interface SettingFieldProps<D> {
  readonly value: D;
  readonly onValue: (value: D) => void;
  readonly problem: string | undefined;
}

/** One setting that is entered and then saved. `D` is what is entered, `T` what it means. */
export function SettingForm<D, T>({
  current,
  read,
  save,
  field,
  children,
}: {
  /** What is set now, as it would be entered. */
  current: D;
  read: (entered: D) => Entered<T>;
  /** @throws ApiProblem */
  save: (value: T) => Promise<void>;
  field: (props: SettingFieldProps<D>) => ComponentChildren;
  children?: ComponentChildren;
}) {
  const { common } = useTexts();
  const words = useWords();
  const action = useAction();
  const [draft, setDraft] = useState<{ entered: D; isSent: boolean }>();
  const [isSaved, setIsSaved] = useState(false);
  const entered = draft === undefined ? current : draft.entered;
  const result = read(entered);
  const own = draft?.isSent === true && 'problem' in result ? problemWords(result.problem, words) : undefined;
  const refusal = action.problem?.issues[0]?.message;

  const send = (event: Event): void => {
    event.preventDefault();
    setDraft({ entered, isSent: true });
    if (!('value' in result)) return;
    void action.run(async () => {
      await save(result.value);
      setDraft(undefined);
      setIsSaved(true);
      after(SAID_MS, () => setIsSaved(false));
    });
  };
  return (
    <form class="setting" onSubmit={send}>
      {field({
        value: entered,
        onValue: (value) => setDraft({ entered: value, isSent: false }),
        problem: own ?? refusal,
      })}
      <div class="actions">
        <button type="submit">{common.save}</button>
        {children}
        <span class="dim" role="status">
          {isSaved ? words.texts.saved : ''}
        </span>
      </div>
      {action.problem !== undefined && refusal === undefined && <Failed problem={action.problem} />}
    </form>
  );
}
