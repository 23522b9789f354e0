import { useState } from 'preact/hooks';
import { after } from '../clock.ts';
import { useTexts } from '../i18n/texts.ts';

const SAID_MS = 1500;

/** A button that copies a text, and says so for a moment. */
export function CopyButton({ text, label }: { text: string | (() => Promise<string>); label: string }) {
  const { common } = useTexts();
  const [said, setSaid] = useState<string>();
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setSaid(common.copied);
    } catch {
      setSaid(common.cannotCopy);
    }
    after(SAID_MS, () => setSaid(undefined));
  };
  return (
    <button type="button" class="quiet" aria-label={`${common.copy}: ${label}`} onClick={() => void copy()}>
      <span role="status">{said ?? common.copy}</span>
    </button>
  );
}
