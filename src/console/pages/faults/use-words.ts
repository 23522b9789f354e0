import { useFormats, useTexts } from '../../i18n/texts.ts';
import type { Words } from './fault-words.ts';

/** The language that faults are told in, as it was chosen. */
export function useWords(): Words {
  return { texts: useTexts().faults, formats: useFormats() };
}
