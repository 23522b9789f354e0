import { useId } from 'preact/hooks';
import type { ExchangeJson } from '../../../../emulator/api/shapes.ts';
import { now } from '../../../clock.ts';
import { memo } from '../../../components/memo.ts';
import { useFormats, useTexts } from '../../../i18n/texts.ts';
import { LogDetails } from './log-details.tsx';
import { codeText, isTaken, kindOf } from './log-model.ts';
import { describeOutcome } from './log-words.ts';

interface LogRowProps {
  readonly exchange: ExchangeJson;
  readonly isOpen: boolean;
  /** The same function each time: rows are many. */
  readonly onToggle: (seq: string) => void;
}

/** One exchange on a line, which opens. */
export const LogRow = memo(({ exchange, isOpen, onToggle }: LogRowProps) => {
  const { log } = useTexts();
  const formats = useFormats();
  const details = useId();
  const { seq, at, path, code } = exchange;
  const pieces = describeOutcome(exchange, log, formats);
  const day = formats.day(at);
  return (
    <li class={isOpen ? 'exchange is-open' : 'exchange'}>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? details : undefined}
        onClick={() => onToggle(seq)}
      >
        <span class="exchange-time">
          {day === formats.day(now()) ? '' : `${day} `}
          {formats.clock(at)}
        </span>
        <span class="exchange-kind">{log.kinds[kindOf(path)]}</span>
        <span class={isTaken(exchange) ? 'exchange-code dim' : 'exchange-code is-bad'}>
          {code === undefined ? log.noCode : codeText(code)}
        </span>
        <span class="exchange-outcome">
          {pieces.map(({ tone, text }, index) => (
            <span key={index} class={tone}>
              {text}
            </span>
          ))}
        </span>
      </button>
      {isOpen && <LogDetails id={details} exchange={exchange} />}
    </li>
  );
});
