import type { TslProperty } from '../../../emulator/api/shapes.ts';
import { useTexts } from '../../i18n/texts.ts';
import { DifferenceWords } from './difference-words.tsx';
import type { PropertyDifference } from './model-diff.ts';
import { descriptionText, nameText, rangeText, stepText, typeText, unitText } from './property-text.ts';

/** What can be done with a property. */
interface Handlers {
  readonly onEdit: (property: TslProperty) => void;
  readonly onRemove: (property: TslProperty) => void;
  readonly onBringBack: (property: TslProperty) => void;
}

/** The properties of the draft and those that were removed from it. */
export function PropertyTable({ rows, ...handlers }: Handlers & { rows: readonly PropertyDifference[] }) {
  const { features: texts } = useTexts().product;
  return (
    <div class="table">
      <table class="properties">
        <thead>
          <tr>
            <th scope="col">{texts.name}</th>
            <th scope="col" class="minor">
              {texts.identifier}
            </th>
            <th scope="col" class="minor">
              {texts.type}
            </th>
            <th scope="col" class="minor">
              {texts.range}
            </th>
            <th scope="col" class="number minor">
              {texts.step}
            </th>
            <th scope="col" class="minor">
              {texts.unit}
            </th>
            <th scope="col" class="minor">
              {texts.access}
            </th>
            <th scope="col" class="minor">
              {texts.required}
            </th>
            <th scope="col">{texts.draft}</th>
            <th scope="col" class="actions-cell">
              {texts.actions}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <PropertyRow key={row.property.identifier} row={row} {...handlers} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function PropertyRow({
  row: { property, difference, changes },
  onEdit,
  onRemove,
  onBringBack,
}: Handlers & { row: PropertyDifference }) {
  const { common, product } = useTexts();
  const { features: texts } = product;
  const { identifier } = property;
  const name = nameText(property);
  const description = descriptionText(property);
  return (
    <tr class={difference === 'removed' ? 'dim' : undefined}>
      <td class="name">
        {name}
        <small class="narrow">
          <code>{identifier}</code>
          <br />
          {[typeText(property), rangeText(property)].filter(Boolean).join(': ')}
        </small>
        {description !== '' && <small class="description dim">{description}</small>}
      </td>
      <td class="identifier minor">
        <code>{identifier}</code>
      </td>
      <td class="brief minor">{typeText(property)}</td>
      <td class="minor">{rangeText(property) || common.none}</td>
      <td class="number minor">{stepText(property) || common.none}</td>
      <td class="minor unit">{unitText(property) || common.none}</td>
      <td class="minor brief">{texts.accessModes[property.accessMode === 'r' ? 'r' : 'rw']}</td>
      <td class="minor">{property.required === true ? texts.yes : texts.no}</td>
      <td class="difference">
        <DifferenceWords difference={difference} changes={changes} />
      </td>
      <td class="actions-cell">
        {difference === 'removed' ? (
          <button
            type="button"
            class="quiet"
            aria-label={texts.bringBackOf(name)}
            onClick={() => onBringBack(property)}
          >
            {texts.bringBack}
          </button>
        ) : (
          <>
            <button
              type="button"
              class="quiet"
              aria-label={texts.editOf(name)}
              onClick={() => onEdit(property)}
            >
              {common.edit}
            </button>
            <button
              type="button"
              class="quiet"
              aria-label={texts.removeOf(name)}
              onClick={() => onRemove(property)}
            >
              {texts.remove}
            </button>
          </>
        )}
      </td>
    </tr>
  );
}
