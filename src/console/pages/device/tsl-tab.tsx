import type { TslJson, TslProperty } from '../../../emulator/api/shapes.ts';
import { saveFile } from '../../api.ts';
import { CopyButton } from '../../components/copy.tsx';
import { Empty, Loaded } from '../../components/page.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { href } from '../../router.ts';
import { rangeText, typeText, unitText } from '../product/property-text.ts';
import { tslFileName, useReleasedModel } from './released-model.ts';

/** The model that the device's values are checked against: its properties, and all of it as JSON. */
export function TslTab({ productKey }: { productKey: string }) {
  const { device: texts } = useTexts();
  const model = useReleasedModel(productKey);
  return (
    <Loaded resource={model}>
      {({ tsl, text }) =>
        tsl === undefined ? (
          <Empty title={texts.noRelease}>
            <p>{texts.noReleaseWhy}</p>
            <a href={href(['products', productKey, 'features'])}>{texts.toFeatures}</a>
          </Empty>
        ) : (
          <Model productKey={productKey} tsl={tsl} text={text} />
        )
      }
    </Loaded>
  );
}

function Model({ productKey, tsl, text }: { productKey: string; tsl: TslJson; text: string }) {
  const { device: texts } = useTexts();
  const { properties = [] } = tsl;
  const name = tslFileName(productKey);
  return (
    <>
      <section class="section">
        <div class="section-head">
          <h2>{texts.properties}</h2>
          <div class="actions">
            <a href={href(['products', productKey, 'features'])}>{texts.toFeatures}</a>
          </div>
        </div>
        {properties.length === 0 ? (
          <p class="dim">{texts.noProperties}</p>
        ) : (
          <Properties properties={properties} />
        )}
      </section>
      <section class="section">
        <div class="section-head">
          <h2>{texts.tsl}</h2>
          <div class="actions">
            <CopyButton text={text} label={texts.tsl} />
            <button type="button" onClick={() => saveFile(text, name)}>
              {texts.downloadFile(name)}
            </button>
          </div>
        </div>
        <pre class="json">{text}</pre>
      </section>
    </>
  );
}

const COLUMNS = ['name', 'identifier', 'type', 'range', 'unit', 'access'] as const;

function Properties({ properties }: { properties: readonly TslProperty[] }) {
  const { common, device: texts } = useTexts();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: on a phone it scrolls, and nothing in it takes the focus
    <section class="table" tabIndex={0} aria-label={texts.properties}>
      <table class="properties">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {texts.columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {properties.map((property) => (
            <tr key={property.identifier}>
              <td class="name">{property.name ?? common.none}</td>
              <td class="identifier">
                <code>{property.identifier}</code>
              </td>
              <td class="brief">{typeText(property)}</td>
              <td class="range">{rangeText(property) || common.none}</td>
              <td class="brief">{unitText(property) || common.none}</td>
              <td class="brief">{texts.accessModes[property.accessMode === 'rw' ? 'rw' : 'r']}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
