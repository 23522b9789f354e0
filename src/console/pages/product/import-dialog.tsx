import { useId, useState } from 'preact/hooks';
import type { ApiProblem } from '../../api.ts';
import { FormDialog } from '../../components/dialog.tsx';
import { TextArea } from '../../components/fields.tsx';
import { useTexts } from '../../i18n/texts.ts';
import type { Draft } from './use-draft.ts';

/** Takes a TSL, pasted or from a file, in the draft's place; a wrong one changes nothing. */
export function ImportDialog({ draft, onClose }: { draft: Draft; onClose: () => void }) {
  const { features: texts, form } = useTexts().product;
  const [text, setText] = useState('');
  const [isChecked, setIsChecked] = useState(false);
  const file = useId();
  const isMissing = isChecked && text.trim() === '';
  return (
    <FormDialog
      title={texts.import}
      submit={texts.import}
      isWide
      check={() => {
        setIsChecked(true);
        return text.trim() !== '';
      }}
      isSaidByFields={hasIssues}
      onSubmit={() => draft.replace(text)}
      onClose={onClose}
    >
      {({ problem }) => (
        <>
          <p>{texts.importHint}</p>
          <div class="field">
            <label for={file}>{texts.importFile}</label>
            <input
              id={file}
              class="tsl-file"
              type="file"
              accept=".json,application/json"
              onChange={({ currentTarget: { files } }) => {
                void files?.[0]?.text().then(setText);
              }}
            />
          </div>
          <TextArea
            label={texts.importText}
            problem={isMissing ? form.problems.missing : undefined}
            rows={12}
            isCode
            value={text}
            onValue={setText}
          />
          {problem !== undefined && hasIssues(problem) && <Issues problem={problem} />}
        </>
      )}
    </FormDialog>
  );
}

function Issues({ problem: { issues } }: { problem: ApiProblem }) {
  const { features: texts } = useTexts().product;
  return (
    <div class="notice is-problem issues" role="alert">
      <p>{texts.importProblems}</p>
      <ul>
        {issues.map(({ path, message }) => (
          <li key={`${path} ${message}`}>
            {path === '' ? texts.whole : <code>{path}</code>} {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

function hasIssues({ issues }: ApiProblem): boolean {
  return issues.length > 0;
}
