import { html, type Markup, type Piece } from './markup.ts';

/** A column's head, and what stands below it: numbers, names, or sentences; anything short where nothing is said. */
export type Head = string | { readonly text: string; readonly kind: 'number' | 'name' | 'prose' };

/** The heads of columns of numbers. */
export function numberHeads(...texts: readonly string[]): Head[] {
  return texts.map((text) => ({ text, kind: 'number' }));
}

/** A table, wide ones of which scroll in their own box. */
export function dataTable({
  label,
  head,
  rows,
}: {
  /** What it lists, for those who do not see what stands above it. */
  readonly label: string;
  readonly head: readonly Head[];
  readonly rows: readonly (readonly Piece[])[];
}): Markup {
  const classes = head.map((column) =>
    typeof column === 'string' ? undefined : html` class="${column.kind}"`,
  );
  const heads = head.map(
    (column, index) =>
      html`<th scope="col"${classes[index]}>${typeof column === 'string' ? column : column.text}</th>`,
  );
  const body = rows.map(
    ([first, ...rest]) =>
      html`<tr><th scope="row"${classes[0]}>${first}</th>${rest.map((cell, index) => html`<td${classes[index + 1]}>${cell}</td>`)}</tr>\n`,
  );
  return html`<div class="table" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${heads}</tr></thead>
<tbody>${body}</tbody></table></div>`;
}
