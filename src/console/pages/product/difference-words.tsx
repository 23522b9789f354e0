import { useTexts } from '../../i18n/texts.ts';
import type { Change, Difference } from './model-diff.ts';

/** How something differs from what was released: a word, and below it what differs. */
export function DifferenceWords({
  difference,
  changes,
}: {
  difference: Difference;
  changes: readonly Change[];
}) {
  const { features: texts } = useTexts().product;
  return (
    <>
      <span class={difference === 'unchanged' ? 'dim' : undefined}>{texts.differences[difference]}</span>
      {changes.map((change) => (
        <ChangeWords key={change.aspect} change={change} />
      ))}
    </>
  );
}

function ChangeWords({ change: { aspect, before, after } }: { change: Change }) {
  const { features: texts } = useTexts().product;
  const wordOf = (value: string): string => {
    if (aspect === 'access') return texts.accessModes[value === 'r' ? 'r' : 'rw'];
    if (aspect === 'required') return value === 'true' ? texts.yes : texts.no;
    return value === '' ? texts.nothing : value;
  };
  const isTold = aspect !== 'other' && aspect !== 'description';
  return (
    <small class="change">
      {texts.aspects[aspect]}
      {isTold && `: ${wordOf(before)} → ${wordOf(after)}`}
    </small>
  );
}
