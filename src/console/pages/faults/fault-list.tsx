import { useRef } from 'preact/hooks';
import { apiPath, request } from '../../api.ts';
import { Empty, Failed } from '../../components/page.tsx';
import { useAction } from '../../resource.ts';
import { isAway } from './away.tsx';
import type { FaultJson } from './fault-form.ts';
import { leftWords, scopeWords, whatWords } from './fault-words.ts';
import { useWords } from './use-words.ts';

/** The faults that are set, in their order, then those that are over, the latest first. */
export function FaultList({
  faults,
  now,
  onChange,
}: {
  faults: readonly FaultJson[];
  /** The time of the emulator's machine. */
  now: number;
  onChange: () => void;
}) {
  const { texts } = useWords();
  const action = useAction();
  const heading = useRef<HTMLHeadingElement>(null);
  const remove = (...path: string[]): Promise<void> =>
    action.run(async () => {
      await request(apiPath('faults', ...path), { method: 'DELETE' });
      heading.current?.focus(); // what had the focus is about to go
      onChange();
    });
  const active = faults.filter(({ isActive }) => isActive);
  const over = faults.filter(({ isActive }) => !isActive).reverse();
  return (
    <section class="section">
      <div class="section-head">
        <h2 ref={heading} tabIndex={-1}>
          {texts.list}
        </h2>
        {faults.length > 0 && (
          <div class="actions">
            <button type="button" onClick={() => void remove()}>
              {texts.removeAll}
            </button>
          </div>
        )}
      </div>
      {action.problem !== undefined && !isAway(action.problem) && <Failed problem={action.problem} />}
      {faults.length === 0 ? (
        <Empty title={texts.empty}>
          <p>{texts.emptyHint}</p>
        </Empty>
      ) : (
        <div class="table">
          <table class="faults">
            <thead>
              <tr>
                <th class="minor">{texts.id}</th>
                <th>{texts.fault}</th>
                <th class="minor">{texts.left}</th>
                <th class="number">{texts.struck}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {[...active, ...over].map((fault) => (
                <FaultRow key={fault.id} fault={fault} now={now} onRemove={() => void remove(fault.id)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function FaultRow({ fault, now, onRemove }: { fault: FaultJson; now: number; onRemove: () => void }) {
  const words = useWords();
  const { texts, formats } = words;
  const left = leftWords(fault, now, words);
  return (
    <tr class={fault.isActive ? undefined : 'dim'}>
      <td class="minor">
        <code>{fault.id}</code>
      </td>
      <td>
        {whatWords(fault, words)}
        <small>{scopeWords(fault, words)}</small>
        <small class="phone">{left}</small>
      </td>
      <td class="minor">{left}</td>
      <td class="number">{fault.type === 'refuse' ? null : formats.number(fault.struck)}</td>
      <td class="actions-cell">
        <button type="button" class="quiet" aria-label={texts.removeOne(fault.id)} onClick={onRemove}>
          {texts.remove}
        </button>
      </td>
    </tr>
  );
}
