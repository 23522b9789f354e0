import type { DeviceState, ProductJson } from '../../../emulator/api/shapes.ts';
import { SearchField } from '../../components/search-field.tsx';
import { useFormats, useTexts } from '../../i18n/texts.ts';
import { go } from '../../router.ts';
import { type DevicesQuery, devicesAddress, STATES } from './devices-query.ts';
import { TriplesButton } from './triples-button.tsx';

/** What narrows the list of devices, how many are left, and what can be done with those of one product. */
export function DeviceFilters({
  query,
  products,
  total,
  hasTriples,
}: {
  query: DevicesQuery;
  products: readonly ProductJson[];
  total: number | undefined;
  /** Whether the triples of the product are offered. */
  hasTriples: boolean;
}) {
  const { states, devices: texts } = useTexts();
  const formats = useFormats();
  const narrow = (change: Partial<DevicesQuery>, replace = false): void =>
    go(devicesAddress({ ...query, ...change, offset: 0 }), { replace });
  const isKnown = products.some(({ productKey }) => productKey === query.product);
  return (
    <div class="toolbar">
      <SearchField label={texts.search} value={query.search} onValue={(search) => narrow({ search }, true)} />
      <select
        aria-label={texts.product}
        value={query.product}
        onChange={({ currentTarget }) => narrow({ product: currentTarget.value })}
      >
        <option value="">{texts.allProducts}</option>
        {query.product !== '' && !isKnown && <option value={query.product}>{query.product}</option>}
        {products.map(({ productKey, productName }) => (
          <option key={productKey} value={productKey}>
            {productName}
          </option>
        ))}
      </select>
      <select
        aria-label={texts.state}
        value={query.state}
        onChange={({ currentTarget }) => narrow({ state: currentTarget.value as DeviceState | '' })}
      >
        <option value="">{texts.allStates}</option>
        {STATES.map((state) => (
          <option key={state} value={state}>
            {states[state]}
          </option>
        ))}
      </select>
      <span class="dim number" role="status">
        {total !== undefined && texts.count(formats.number(total))}
      </span>
      {isKnown && hasTriples && <TriplesButton key={query.product} productKey={query.product} />}
    </div>
  );
}
