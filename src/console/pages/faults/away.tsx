import type { ApiProblem } from '../../api.ts';
import { durationWords } from './fault-words.ts';
import { useWords } from './use-words.ts';

/** Whether it was not answered at all, of which the page as a whole tells. */
export function isAway({ status }: ApiProblem): boolean {
  return status === 0;
}

/** Says calmly that the emulator does not answer, and for how long where that was asked for. */
export function Away({ refusedMs }: { refusedMs: number }) {
  const words = useWords();
  const { texts } = words;
  return (
    <div class="notice">
      <p>
        {texts.away} {refusedMs > 0 ? texts.refused(durationWords(refusedMs, words)) : texts.awayHint}
      </p>
    </div>
  );
}
