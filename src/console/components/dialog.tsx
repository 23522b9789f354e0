import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ApiProblem } from '../api.ts';
import { useTexts } from '../i18n/texts.ts';
import { type Action, useAction } from '../resource.ts';
import { Failed } from './page.tsx';

/** A dialog over the page with a form; it is open for as long as it is shown. */
export function FormDialog({
  title,
  submit,
  isDanger = false,
  isWide = false,
  check,
  isSaidByFields,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  /** What the button says that sends the form. */
  submit: string;
  isDanger?: boolean;
  isWide?: boolean;
  /** Whether what was entered can be sent; where it cannot, the fields say why. */
  check?: () => boolean;
  /** Whether the fields say all of what the emulator found wrong, so that it need not be said below them. */
  isSaidByFields?: (problem: ApiProblem) => boolean;
  /** Does it; the dialog closes itself where that succeeds, and says why where it fails. */
  onSubmit: () => Promise<void>;
  onClose: () => void;
  children?: ComponentChildren | ((action: Action) => ComponentChildren);
}) {
  const { common } = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  const action = useAction();
  const [refusals, setRefusals] = useState(0);
  const { isRunning, problem } = action;
  useLayoutEffect(() => dialog.current?.showModal(), []); // before the next key is pressed
  useEffect(() => {
    dialog.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [refusals, problem]);
  /** Closed this way, it gives the focus back to where it was before. */
  const close = (): void => dialog.current?.close();
  const send = (event: Event): void => {
    event.preventDefault();
    if (check?.() === false) setRefusals(refusals + 1);
    else void action.run(() => onSubmit().then(close));
  };
  return (
    <dialog ref={dialog} class={isWide ? 'is-wide' : undefined} aria-labelledby={heading} onClose={onClose}>
      <form onSubmit={send}>
        <h2 id={heading}>{title}</h2>
        {typeof children === 'function' ? children(action) : children}
        {problem !== undefined && isSaidByFields?.(problem) !== true && <Failed problem={problem} />}
        <div class="actions">
          <button type="button" onClick={close}>
            {common.cancel}
          </button>
          <button type="submit" class={isDanger ? 'danger' : 'primary'} disabled={isRunning}>
            {submit}
          </button>
        </div>
      </form>
    </dialog>
  );
}
