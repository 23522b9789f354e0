import { useState } from 'preact/hooks';
import { ApiProblem } from '../api.ts';
import { after } from '../clock.ts';
import { useTexts } from '../i18n/texts.ts';

const SAID_MS = 1500;
/** A sentence takes longer to read than a word. */
const PROBLEM_SAID_MS = 6000;

/** A button that copies a text, and says so for a moment. */
export function CopyButton({ text, label }: { text: string | (() => Promise<string>); label: string }) {
  const { common } = useTexts();
  const [said, setSaid] = useState<string>();
  const say = (words: string, forMs: number): void => {
    setSaid(words);
    after(forMs, () => setSaid(undefined));
  };
  const copy = async (): Promise<void> => {
    try {
      await write(text);
      say(common.copied, SAID_MS);
    } catch (error) {
      const isOurs = error instanceof ApiProblem;
      say(isOurs ? common.failed(error.message) : common.cannotCopy, PROBLEM_SAID_MS);
    }
  };
  return (
    <button
      type="button"
      class="quiet copy"
      aria-label={`${common.copy}: ${label}`}
      onClick={() => void copy()}
    >
      <span role="status">{said ?? common.copy}</span>
    </button>
  );
}

async function write(text: string | (() => Promise<string>)): Promise<void> {
  const { clipboard } = navigator;
  if (typeof text === 'string') return clipboard.writeText(text);
  // Some browsers let a page write only while the click lasts: what is still to come is given as a promise.
  const coming = text().then((whole) => new Blob([whole], { type: 'text/plain' }));
  const written = clipboard.write([new ClipboardItem({ 'text/plain': coming })]);
  await Promise.all([coming, written]);
}
