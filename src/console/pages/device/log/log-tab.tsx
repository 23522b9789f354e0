import { useState } from 'preact/hooks';
import { useTexts } from '../../../i18n/texts.ts';
import { go, href, useRoute } from '../../../router.ts';
import type { DeviceName } from '../device-path.ts';
import { LogEntries } from './log-entries.tsx';
import { LogTools } from './log-tools.tsx';
import type { LogQuery } from './use-log.ts';

/** What a device asked and what it was answered, live. */
export function LogTab(device: DeviceName) {
  const { log: texts } = useTexts();
  const { query } = useRoute();
  const [isFollowing, setFollowing] = useState(true);
  const wanted: LogQuery = {
    search: query.get('search') ?? '',
    isProblemsOnly: query.get('only') === 'problems',
  };
  const choose = ({ search, isProblemsOnly }: LogQuery): void => {
    const only = isProblemsOnly ? 'problems' : undefined;
    go(href(['devices', device.productKey, device.deviceName, 'log'], { search, only }), { replace: true });
  };
  return (
    <section class="section log">
      <h2>{texts.title}</h2>
      <LogTools query={wanted} onQuery={choose} isFollowing={isFollowing} onFollowing={setFollowing} />
      <LogEntries
        key={`${wanted.isProblemsOnly} ${wanted.search}`}
        device={device}
        query={wanted}
        isFollowing={isFollowing}
        onFollow={() => setFollowing(true)}
      />
    </section>
  );
}
