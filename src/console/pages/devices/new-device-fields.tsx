import type { ApiProblem } from '../../api.ts';
import { TextField } from '../../components/fields.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { NamesField } from './names-field.tsx';
import { countOf, fieldProblem, type NewDevices, nameProblems, readNames } from './new-devices.ts';

/** The fields that fit how many devices are added, and what is wrong with what they hold. */
export function NewDeviceFields({
  form,
  sent,
  problem,
  onChange,
}: {
  form: NewDevices;
  /** What was tried to be added last; the problem is of this. */
  sent: NewDevices | undefined;
  problem: ApiProblem | undefined;
  onChange: (changed: Partial<NewDevices>) => void;
}) {
  const { devices: texts } = useTexts();
  const wrongCount = sent !== undefined && countOf(form) === undefined ? texts.countRule : undefined;
  switch (form.kind) {
    case 'one': {
      const name = problem && fieldProblem(problem, 'deviceName');
      const isNicknameWrong = problem !== undefined && fieldProblem(problem, 'nickname') !== undefined;
      return (
        <>
          <TextField
            label="DeviceName"
            hint={texts.nameHint}
            problem={name && (name === 'taken' ? texts.nameTaken : texts.nameRule)}
            value={form.deviceName}
            onValue={(deviceName) => onChange({ deviceName })}
            autoFocus
            isCode
          />
          <TextField
            label={texts.nicknameOptional}
            hint={texts.nicknameRule}
            problem={isNicknameWrong ? texts.nicknameRule : undefined}
            value={form.nickname}
            onValue={(nickname) => onChange({ nickname })}
          />
        </>
      );
    }
    case 'count':
      return (
        <TextField
          label={texts.number}
          hint={texts.countHint}
          problem={wrongCount}
          value={form.count}
          onValue={(count) => onChange({ count })}
          inputMode="numeric"
        />
      );
    case 'names':
      return (
        <NamesField
          value={form.names}
          refused={problem && sent ? nameProblems(problem, readNames(sent.names)) : []}
          problem={wrongCount}
          onValue={(names) => onChange({ names })}
        />
      );
  }
}
