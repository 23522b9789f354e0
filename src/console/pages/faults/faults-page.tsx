import { useEffect, useMemo, useState } from 'preact/hooks';
import type { FaultsJson } from '../../../emulator/api/shapes.ts';
import { apiPath } from '../../api.ts';
import { now, useNow } from '../../clock.ts';
import { Loaded, Page } from '../../components/page.tsx';
import { useTexts } from '../../i18n/texts.ts';
import { useIsLive } from '../../live.ts';
import { useResource } from '../../resource.ts';
import { AddFault } from './add-fault.tsx';
import { Away, isAway } from './away.tsx';
import type { FaultJson } from './fault-form.ts';
import { FaultList } from './fault-list.tsx';
import { leftMs } from './fault-words.ts';
import { QuickFaults } from './quick-faults.tsx';
import { Settings } from './settings.tsx';
import type { SettingsJson } from './settings-model.ts';

/** What is made to go wrong: the faults that are set, and the settings that break things. */
export function FaultsPage(_: Record<string, never>) {
  const texts = useTexts().faults;
  const faults = useResource<FaultsJson>(apiPath('faults'), { onStatus: true });
  const settings = useResource<SettingsJson>(apiPath('settings'));
  const [refusal, setRefusal] = useState<FaultJson>();
  const [isAdding, setIsAdding] = useState(false);
  const isLive = useIsLive();
  const time = useNow();
  const ahead = useMemo(() => (settings.data === undefined ? 0 : settings.data.now - now()), [settings.data]);
  const machineTime = time + ahead - (settings.data?.clockOffsetMs ?? 0);

  const isLost = [faults, settings].some(({ problem }) => problem !== undefined && isAway(problem));
  const counts = faults.data?.faults.some(({ isActive }) => isActive) === true;
  useEffect(() => {
    if (document.hidden) return;
    if (counts || isLost || !isLive) faults.reload();
    if (isLost) settings.reload();
  }, [time]);

  const follow = (fault: FaultJson): void => {
    if (fault.type === 'refuse') setRefusal(fault); // the list may not tell of it before it is over
    faults.reload();
  };

  return (
    <Page
      title={texts.title}
      actions={
        <button type="button" class="primary" onClick={() => setIsAdding(true)}>
          {texts.add}
        </button>
      }
    >
      <p class="dim">{texts.intro}</p>
      {isLost && <Away refusedMs={refusal === undefined ? 0 : leftMs(refusal, machineTime)} />}
      <QuickFaults onSet={follow} />
      <Loaded resource={isLost ? { ...faults, problem: undefined } : faults}>
        {(data) => <FaultList faults={data.faults} now={machineTime} onChange={faults.reload} />}
      </Loaded>
      <Loaded resource={isLost ? { ...settings, problem: undefined } : settings}>
        {(data) => <Settings settings={data} time={time + ahead} onChange={settings.reload} />}
      </Loaded>
      {isAdding && <AddFault onAdded={follow} onClose={() => setIsAdding(false)} />}
    </Page>
  );
}
