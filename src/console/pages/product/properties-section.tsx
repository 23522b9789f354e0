import { useRef, useState } from 'preact/hooks';
import type { TslProperty } from '../../../emulator/api/shapes.ts';
import { Empty, Failed } from '../../components/page.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useAction } from '../../resource.ts';
import { insertProperty, removeProperty, restoreProperty } from './draft-edit.ts';
import type { PropertyDifference } from './model-diff.ts';
import { PropertyDialog } from './property-dialog.tsx';
import { PropertyTable } from './property-table.tsx';
import { nameText } from './property-text.ts';
import type { Draft } from './use-draft.ts';

/** What was removed last, so that it can be put back. */
interface Removed {
  readonly name: string;
  readonly index: number;
  /** The property as it was written. */
  readonly text: string;
}

/** The properties of the draft: they are added, edited, removed and put back here. */
export function PropertiesSection({ draft, rows }: { draft: Draft; rows: readonly PropertyDifference[] }) {
  const { features: texts } = useTexts().product;
  const [edited, setEdited] = useState<TslProperty | 'new'>();
  const [removed, setRemoved] = useState<Removed>();
  const heading = useRef<HTMLHeadingElement>(null);
  const { run, problem } = useAction();
  const taken = rows
    .filter(({ difference }) => difference !== 'removed')
    .map(({ property }) => property.identifier);

  const remove = (property: TslProperty): void => {
    void run(async () => {
      const done = await draft.change((text) => removeProperty(text, property.identifier));
      if (done === undefined) return;
      setRemoved({ name: nameText(property), index: done.index, text: done.removed });
    });
  };
  const undo = ({ index, text }: Removed): void => {
    void run(async () => {
      await draft.change((now) => insertProperty(now, index, text));
      setRemoved(undefined);
      heading.current?.focus();
    });
  };
  const bringBack = ({ identifier }: TslProperty): void => {
    void run(async () => {
      await draft.change((now, released) => restoreProperty(now, released, identifier));
      setRemoved(undefined);
      heading.current?.focus();
    });
  };

  return (
    <section class="section">
      <div class="section-head">
        <h2 ref={heading} tabIndex={-1}>
          {texts.properties}
        </h2>
        <div class="actions">
          <button type="button" onClick={() => setEdited('new')}>
            {texts.add}
          </button>
        </div>
      </div>
      {problem !== undefined && <Failed problem={problem} />}
      {removed !== undefined && <RemovedNotice removed={removed} onUndo={() => undo(removed)} />}
      {rows.length === 0 ? (
        <Empty title={texts.empty}>
          <p>{texts.emptyHint}</p>
        </Empty>
      ) : (
        <PropertyTable rows={rows} onEdit={setEdited} onRemove={remove} onBringBack={bringBack} />
      )}
      {edited !== undefined && (
        <PropertyDialog
          draft={draft}
          property={edited === 'new' ? undefined : edited}
          taken={taken}
          onClose={() => setEdited(undefined)}
        />
      )}
    </section>
  );
}

/** Takes the focus, since the button that had it went with the row. */
function RemovedNotice({ removed, onUndo }: { removed: Removed; onUndo: () => void }) {
  const { features: texts } = useTexts().product;
  return (
    <div class="notice removed" role="status">
      <p>{texts.removed(removed.name)}</p>
      <button key={`${removed.index}-${removed.text}`} type="button" ref={focusOnce} onClick={onUndo}>
        {texts.undo}
      </button>
    </div>
  );
}

function focusOnce(button: HTMLButtonElement | null): void {
  button?.focus();
}
