import { useState } from 'preact/hooks';
import type { TslProperty } from '../../../emulator/api/shapes.ts';
import type { ApiProblem } from '../../api.ts';
import { FormDialog } from '../../components/dialog.tsx';
import { Checkbox, Select, TextArea, TextField } from '../../components/fields.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { putProperty } from './draft-edit.ts';
import { checkForm, fieldOfIssue } from './property-check.ts';
import {
  NEW_PROPERTY,
  type PropertyForm,
  readProperty,
  rebaseForm,
  trimForm,
  writeProperty,
} from './property-form.ts';
import { TypeFields } from './type-fields.tsx';
import type { Draft } from './use-draft.ts';

/** The form of a property: a new one, or one of the draft. */
export function PropertyDialog({
  draft,
  property,
  taken,
  onClose,
}: {
  draft: Draft;
  /** Undefined for a new one. */
  property: TslProperty | undefined;
  /** The identifiers of all properties of the draft. */
  taken: readonly string[];
  onClose: () => void;
}) {
  const { common, product } = useTexts();
  const { form: texts, features } = product;
  const [opened] = useState(() => (property === undefined ? NEW_PROPERTY : readProperty(property)));
  const [form, setForm] = useState(opened);
  const [isChecked, setIsChecked] = useState(false);
  const [index, setIndex] = useState(-1);
  const trimmed = trimForm(form);
  const wrong = checkForm(
    trimmed,
    taken.filter((identifier) => identifier !== property?.identifier),
  );

  /** Another tab may have changed the property meanwhile; what was not touched here stays as it is there. */
  const rebased = (now: string): PropertyForm =>
    rebaseForm(trimmed, trimForm(opened), readProperty(JSON.parse(now)));
  const save = async (): Promise<void> => {
    await draft.change((text) => {
      const edited = putProperty(text, property?.identifier, (before) =>
        before === undefined ? writeProperty(trimmed) : writeProperty(rebased(before), before),
      );
      setIndex(edited.index);
      return edited;
    });
  };
  const fieldOf = (issue: ApiProblem['issues'][number]): string | undefined =>
    fieldOfIssue(issue, trimmed, index);
  const problemsOf =
    (problem: ApiProblem | undefined) =>
    (field: string): string | undefined => {
      const own = isChecked ? wrong.get(field) : undefined;
      return own === undefined
        ? problem?.issues.find((issue) => fieldOf(issue) === field)?.message
        : texts.problems[own];
    };

  return (
    <FormDialog
      title={property === undefined ? texts.addTitle : texts.editTitle}
      submit={common.save}
      check={() => {
        setIsChecked(true);
        return wrong.size === 0;
      }}
      isSaidByFields={({ issues }) =>
        issues.length > 0 && issues.every((issue) => fieldOf(issue) !== undefined)
      }
      onSubmit={save}
      onClose={onClose}
    >
      {({ problem }) => {
        const problemOf = problemsOf(problem);
        return (
          <>
            <div class="fields">
              <TextField
                label={texts.name}
                problem={problemOf('name')}
                value={form.name}
                onValue={(name) => setForm({ ...form, name })}
                autoFocus
              />
              <TextField
                label={texts.identifier}
                hint={texts.identifierHint}
                problem={problemOf('identifier')}
                value={form.identifier}
                onValue={(identifier) => setForm({ ...form, identifier })}
                isCode
              />
            </div>
            <TypeFields form={form} onForm={setForm} problemOf={problemOf} property={property} />
            <Select
              label={texts.access}
              problem={problemOf('accessMode')}
              value={form.accessMode}
              options={[
                ['r', features.accessModes.r],
                ['rw', features.accessModes.rw],
              ]}
              onValue={(accessMode) => setForm({ ...form, accessMode })}
            />
            <Checkbox
              label={texts.required}
              isChecked={form.required}
              onChecked={(required) => setForm({ ...form, required })}
            />
            <TextArea
              label={texts.description}
              rows={2}
              value={form.description}
              onValue={(description) => setForm({ ...form, description })}
            />
          </>
        );
      }}
    </FormDialog>
  );
}
