import { closest, distance } from 'fastest-levenshtein';

/** ` Did you mean …?` with the nearest of the known names, or nothing where none is near. */
export function didYouMean(name: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const nearest = closest(name.toLowerCase(), [...known]);
  const limit = Math.max(2, Math.floor(nearest.length * 0.4));
  return distance(name.toLowerCase(), nearest.toLowerCase()) <= limit ? ` Did you mean ${nearest}?` : '';
}
