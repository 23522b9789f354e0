import { TextArea } from '../../components/fields.tsx';
import { useFormats, useTexts } from '../../i18n/texts.ts';
import { type NameProblem, readNames } from './new-devices.ts';

/** A list of names, and each of them that was refused. */
export function NamesField({
  value,
  refused,
  problem,
  onValue,
}: {
  value: string;
  refused: readonly NameProblem[];
  problem: string | undefined;
  onValue: (value: string) => void;
}) {
  const { devices: texts } = useTexts();
  const formats = useFormats();
  const count = readNames(value).length;
  const refusedWords = refused.length === 0 ? undefined : texts.refused(formats.number(refused.length));
  return (
    <>
      <TextArea
        label={texts.names}
        hint={count === 0 ? texts.namesHint : texts.count(formats.number(count))}
        problem={problem ?? refusedWords}
        value={value}
        onValue={onValue}
        rows={8}
        isCode
      />
      {refused.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a long list must scroll by keyboard too
        <ul class="refused" tabIndex={0} aria-label={refusedWords}>
          {refused.map(({ line, name, why }) => (
            <li key={line}>
              {texts.line(line)} <code>{name}</code> – {texts.why[why]}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
