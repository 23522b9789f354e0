import { useMemo } from 'preact/hooks';
import type { ExchangeJson, JudgedJson } from '../../../../emulator/api/shapes.ts';
import { CopyButton } from '../../../components/copy.tsx';
import { Facts } from '../../../components/parts.tsx';
import { useFormats, useTexts } from '../../../i18n/texts.ts';
import { codeText, refusalText } from './log-model.ts';
import { prettyJson } from './pretty-json.ts';

/** All that the log has of an exchange. */
export function LogDetails({ id, exchange }: { id: string; exchange: ExchangeJson }) {
  const { log } = useTexts();
  const formats = useFormats();
  const { at, path, code, messageId, message, notes, fault } = exchange;
  const judged = message === undefined ? [] : [...message.properties, ...message.events];
  const facts: [string, string | undefined][] = [
    [log.answered, `${formats.day(at)} ${formats.clock(at)}`],
    [log.path, path],
    [log.code, code === undefined ? undefined : codeText(code)],
    [log.messageId, messageId],
    [log.id, message?.id],
    [log.injected, fault],
    [log.whole, message?.problem && `${message.problem.code} ${message.problem.detail}`],
    ...notes.map((note, index): [string, string] => [
      notes.length > 1 ? `${log.notes} ${index + 1}` : log.notes,
      note,
    ]),
  ];
  return (
    <div id={id} class="exchange-details">
      <Facts facts={facts.filter((fact): fact is [string, string] => fact[1] !== undefined)} />
      {judged.length > 0 && <Values judged={judged} />}
      {message !== undefined && message.body !== '' && <Body body={message.body} />}
    </div>
  );
}

function Values({ judged }: { judged: readonly JudgedJson[] }) {
  const { log } = useTexts();
  return (
    <div class="table">
      <table aria-label={log.values}>
        <thead>
          <tr>
            <th>{log.identifier}</th>
            <th>{log.value}</th>
            <th>{log.time}</th>
            <th>{log.verdict}</th>
          </tr>
        </thead>
        <tbody>
          {judged.map((one, index) => (
            <Value key={index} judged={one} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const TONES = { kept: undefined, 'outside-model': 'is-odd', filtered: 'is-bad' } as const;

function Value({ judged }: { judged: JudgedJson }) {
  const { log } = useTexts();
  const formats = useFormats();
  const { identifier, value, timeMs, outcome, refusal } = judged;
  return (
    <tr>
      <td>
        <code>{identifier}</code>
      </td>
      <td>
        <code>{JSON.stringify(value)}</code>
      </td>
      <td class="exchange-time">
        {formats.day(timeMs)} {formats.clock(timeMs)}
      </td>
      <td class={TONES[outcome]}>
        {log.verdicts[outcome]}
        {refusal !== undefined && `: ${refusalText(judged)}`}
      </td>
    </tr>
  );
}

function Body({ body }: { body: string }) {
  const { log } = useTexts();
  const text = useMemo(() => prettyJson(body) ?? body, [body]);
  return (
    <section class="exchange-body" aria-label={log.body}>
      <div class="section-head">
        <h3>{log.body}</h3>
        <CopyButton text={body} label={log.body} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long body is scrolled with the keyboard too */}
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
