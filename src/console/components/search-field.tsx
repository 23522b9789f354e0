import { useEffect, useRef, useState } from 'preact/hooks';
import { after } from '../clock.ts';

const PAUSE_MS = 200;

/** A field to search with; what is typed counts once a person pauses. */
export function SearchField({
  label,
  value,
  onValue,
}: {
  label: string;
  value: string;
  onValue: (value: string) => void;
}) {
  const [text, setText] = useState(value);
  const told = useRef(value);
  const tell = useRef(onValue);
  tell.current = onValue;
  useEffect(() => {
    if (value === told.current) return;
    told.current = value; // changed from elsewhere, such as by going back
    setText(value);
  }, [value]);
  useEffect(() => {
    const wanted = text.trim();
    if (wanted === told.current) return;
    return after(PAUSE_MS, () => {
      told.current = wanted;
      tell.current(wanted);
    });
  }, [text]);
  return (
    <input
      type="search"
      aria-label={label}
      placeholder={label}
      autocomplete="off"
      spellcheck={false}
      value={text}
      onInput={({ currentTarget }) => setText(currentTarget.value)}
    />
  );
}
