import { useId } from 'preact/hooks';
import type { ProductJson } from '../../../emulator/api/shapes.ts';
import { Failed } from '../../components/page.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useSetting } from './use-setting.ts';

const MODES = ['weak', 'strong', 'none'] as const satisfies readonly ProductJson['mode'][];

/** How strictly the product checks what its devices report; a choice counts at once. */
export function ModeChoice({ product, onChanged }: { product: ProductJson; onChanged: () => void }) {
  const { products, product: texts } = useTexts();
  const { value, choose, problem } = useSetting(product, { mode: product.mode }, onChanged);
  const name = useId();
  return (
    <section class="section">
      <h2 id={`${name}-heading`}>{texts.mode}</h2>
      <div class="modes" role="radiogroup" aria-labelledby={`${name}-heading`}>
        {MODES.map((mode) => (
          <label key={mode} class="checkbox">
            <input type="radio" name={name} checked={mode === value.mode} onChange={() => choose({ mode })} />
            <span>
              {products.modes[mode]}
              <small>{texts.modeWords[mode]}</small>
            </span>
          </label>
        ))}
      </div>
      {problem !== undefined && <Failed problem={problem} />}
    </section>
  );
}
