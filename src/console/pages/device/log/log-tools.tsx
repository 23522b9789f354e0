import { Checkbox } from '../../../components/fields.tsx';
import { SearchField } from '../../../components/search-field.tsx';
import { useTexts } from '../../../i18n/texts.ts';
import type { LogQuery } from './use-log.ts';

/** Chooses which exchanges are shown, and whether new ones move the page. */
export function LogTools({
  query,
  onQuery,
  isFollowing,
  onFollowing,
}: {
  query: LogQuery;
  onQuery: (query: LogQuery) => void;
  isFollowing: boolean;
  onFollowing: (isFollowing: boolean) => void;
}) {
  const { log } = useTexts();
  return (
    <div class="toolbar">
      <SearchField
        label={log.search}
        value={query.search}
        onValue={(search) => onQuery({ ...query, search })}
      />
      <select
        aria-label={log.which}
        value={query.isProblemsOnly ? 'problems' : 'all'}
        onChange={({ currentTarget }) => {
          onQuery({ ...query, isProblemsOnly: currentTarget.value === 'problems' });
        }}
      >
        <option value="all">{log.all}</option>
        <option value="problems">{log.problems}</option>
      </select>
      <Checkbox label={log.follow} isChecked={isFollowing} onChecked={onFollowing} />
    </div>
  );
}
