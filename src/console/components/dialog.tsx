import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useTexts } from '../i18n/texts.ts';
import { type Action, useAction } from '../resource.ts';
import { Failed } from './page.tsx';

/** A dialog over the page with a form; it is open for as long as it is shown. */
export function FormDialog({
  title,
  submit,
  isDanger = false,
  isWide = false,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  /** What the button says that sends the form. */
  submit: string;
  isDanger?: boolean;
  isWide?: boolean;
  /** Does it; the dialog closes itself where that succeeds, and says why where it fails. */
  onSubmit: () => Promise<void>;
  onClose: () => void;
  children?: ComponentChildren | ((action: Action) => ComponentChildren);
}) {
  const { common } = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const action = useAction();
  useEffect(() => dialog.current?.showModal(), []);
  const send = (event: Event): void => {
    event.preventDefault();
    void action.run(async () => {
      await onSubmit();
      onClose();
    });
  };
  return (
    <dialog ref={dialog} class={isWide ? 'is-wide' : undefined} aria-labelledby={heading} onClose={onClose}>
      <form onSubmit={send}>
        <h2 id={heading}>{title}</h2>
        {typeof children === 'function' ? children(action) : children}
        {action.problem !== undefined && <Failed problem={action.problem} />}
        <div class="actions">
          <button type="button" onClick={onClose}>
            {common.cancel}
          </button>
          <button type="submit" class={isDanger ? 'danger' : 'primary'} disabled={action.isRunning}>
            {submit}
          </button>
        </div>
      </form>
    </dialog>
  );
}
