import { Select, TextField } from '../../components/fields.tsx';
import { codeText } from '../device/log/log-model.ts';
import { DeviceField } from './device-field.tsx';
import { DurationField } from './duration-field.tsx';
import {
  ANSWER_CODES,
  FAULT_TARGETS,
  FAULT_TYPES,
  type FaultForm,
  type FaultKey,
  KEYS_OF,
  OTHER_CODE,
  REGISTER_CODES,
} from './fault-form.ts';
import { useWords } from './use-words.ts';

/** The fields that a kind of fault has. */
export function FaultFields({
  form,
  onChange,
  problemOf,
}: {
  form: FaultForm;
  onChange: (change: Partial<FaultForm>) => void;
  problemOf: (key: FaultKey) => string | undefined;
}) {
  const { fields, hints, kinds } = useWords().texts;
  const has = (key: FaultKey): boolean => KEYS_OF[form.type].includes(key);
  const isRefusal = form.type === 'refuse';
  return (
    <>
      <Select
        label={fields.type}
        value={form.type}
        options={FAULT_TYPES.map((type) => [type, kinds[type]])}
        onValue={(type) => onChange({ type })}
      />
      {has('delayMs') && (
        <div class="fields">
          <DurationField
            label={fields.delayMs}
            problem={problemOf('delayMs')}
            value={form.delayMs}
            onValue={(delayMs) => onChange({ delayMs })}
          />
          <DurationField
            label={fields.jitterMs}
            hint={hints.jitterMs}
            problem={problemOf('jitterMs')}
            value={form.jitterMs}
            onValue={(jitterMs) => onChange({ jitterMs })}
          />
        </div>
      )}
      {has('code') && <CodeFields form={form} onChange={onChange} problem={problemOf('code')} />}
      {has('status') && (
        <TextField
          label={fields.status}
          hint={hints.status}
          problem={problemOf('status')}
          inputMode="numeric"
          value={form.status}
          onValue={(status) => onChange({ status })}
        />
      )}
      {has('when') && <WhenField form={form} onChange={onChange} />}
      <div class="fields">
        {has('probability') && (
          <TextField
            label={fields.probability}
            problem={problemOf('probability')}
            inputMode="decimal"
            value={form.probability}
            onValue={(probability) => onChange({ probability })}
          />
        )}
        {has('count') && (
          <TextField
            label={fields.count}
            hint={hints.none}
            problem={problemOf('count')}
            inputMode="numeric"
            value={form.count}
            onValue={(count) => onChange({ count })}
          />
        )}
        <DurationField
          label={isRefusal ? fields.refuseMs : fields.forMs}
          hint={isRefusal ? undefined : hints.none}
          problem={problemOf('forMs')}
          value={form.forMs}
          onValue={(forMs) => onChange({ forMs })}
        />
        {has('on') && <TargetField form={form} onChange={onChange} />}
      </div>
      {has('device') && (
        <DeviceField
          problem={problemOf('device')}
          value={form.device}
          onValue={(device) => onChange({ device })}
        />
      )}
    </>
  );
}

interface PartProps {
  readonly form: FaultForm;
  readonly onChange: (change: Partial<FaultForm>) => void;
}

/** The codes there are for the kind of request, with their words, and a number of one's own. */
function CodeFields({ form, onChange, problem }: PartProps & { problem: string | undefined }) {
  const { fields, otherCode } = useWords().texts;
  const known: readonly number[] = form.on === 'register' ? REGISTER_CODES : ANSWER_CODES;
  const isKnown = known.includes(Number(form.code));
  return (
    <div class="fields">
      <Select
        label={fields.code}
        value={isKnown ? form.code : OTHER_CODE}
        options={[...known.map((code) => [String(code), codeText(code)] as const), [OTHER_CODE, otherCode]]}
        onValue={(code) => onChange({ code })}
      />
      {!isKnown && (
        <TextField
          label={fields.otherCode}
          problem={problem}
          inputMode="numeric"
          value={form.otherCode}
          onValue={(text) => onChange({ code: OTHER_CODE, otherCode: text })}
        />
      )}
    </div>
  );
}

function WhenField({ form, onChange }: PartProps) {
  const { fields, when } = useWords().texts;
  return (
    <Select
      label={fields.when}
      value={form.when}
      options={[
        ['before', when.before],
        ['after', when.after],
      ]}
      onValue={(chosen) => onChange({ when: chosen })}
    />
  );
}

function TargetField({ form, onChange }: PartProps) {
  const { fields, on } = useWords().texts;
  return (
    <Select
      label={fields.on}
      value={form.on}
      options={(['all', ...FAULT_TARGETS] as const).map((target) => [target, on[target]])}
      onValue={(target) => onChange({ on: target, code: codeFor(target, form.code) })}
    />
  );
}

/** A code of the other list means nothing there: the list's own takes its place. */
function codeFor(target: FaultForm['on'], code: string): string {
  if (code === OTHER_CODE) return code;
  const known: readonly number[] = target === 'register' ? REGISTER_CODES : ANSWER_CODES;
  return known.includes(Number(code)) ? code : String(known.at(-1));
}
