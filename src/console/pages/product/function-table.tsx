import { useTexts } from '../../i18n/texts.ts';
import { DifferenceWords } from './difference-words.tsx';
import type { FunctionDifference } from './model-diff.ts';

/** Events and services of the model; they are shown and kept. */
export function FunctionTable({ rows }: { rows: readonly FunctionDifference[] }) {
  const { features: texts } = useTexts().product;
  return (
    <section class="section">
      <h2>{texts.functions}</h2>
      <p class="dim">{texts.functionsHint}</p>
      <div class="table">
        <table class="functions">
          <thead>
            <tr>
              <th scope="col">{texts.name}</th>
              <th scope="col" class="minor">
                {texts.identifier}
              </th>
              <th scope="col">{texts.functionKind}</th>
              <th scope="col">{texts.draft}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr
                key={`${row.kind}-${row.identifier}`}
                class={row.difference === 'removed' ? 'dim' : undefined}
              >
                <td class="name">
                  {row.name}
                  <small class="narrow">
                    <code>{row.identifier}</code>
                  </small>
                </td>
                <td class="minor">
                  <code>{row.identifier}</code>
                </td>
                <td>
                  {[texts.kinds[row.kind], texts.functionTypes[row.type] ?? row.type]
                    .filter(Boolean)
                    .join(' · ')}
                </td>
                <td>
                  <DifferenceWords difference={row.difference} changes={[]} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
