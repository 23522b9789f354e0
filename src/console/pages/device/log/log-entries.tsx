import { useCallback, useRef, useState } from 'preact/hooks';
import { Empty, Failed, Loaded } from '../../../components/page.tsx';
import { useFormats, useTexts } from '../../../i18n/texts.ts';
import { href } from '../../../router.ts';
import type { DeviceName } from '../device-path.ts';
import { LogRow } from './log-row.tsx';
import { useIsSeen } from './use-is-seen.ts';
import { type LogQuery, type LogView, useLog } from './use-log.ts';

/** The exchanges that are wanted, newest first; what comes moves them only where nobody is reading further down. */
export function LogEntries({
  device,
  query,
  isFollowing,
  onFollow,
}: {
  device: DeviceName;
  query: LogQuery;
  isFollowing: boolean;
  /** Somebody wants to see what comes. */
  onFollow: () => void;
}) {
  const { log: texts } = useTexts();
  const [openSeq, setOpenSeq] = useState<string>();
  const [hasFocus, setFocus] = useState(false);
  const top = useRef<HTMLDivElement>(null);
  const isAtTop = useIsSeen(top);
  const log = useLog(device, query, !isFollowing || !isAtTop || openSeq !== undefined || hasFocus);
  const toggle = useCallback((seq: string) => setOpenSeq((open) => (open === seq ? undefined : seq)), []);
  const showWaiting = (): void => {
    setOpenSeq(undefined);
    onFollow();
    top.current?.scrollIntoView();
    log.showWaiting();
  };
  return (
    <>
      <div ref={top} class="log-top" />
      <Waiting count={log.resource.data?.waitingCount ?? 0} onShow={showWaiting} />
      <Loaded resource={log.resource}>
        {({ rows, hasOlder }) => (
          <>
            {rows.length === 0 ? (
              <Nothing device={device} query={query} hasOlder={hasOlder} />
            ) : (
              <ol
                class="exchanges"
                onFocusIn={() => setFocus(true)}
                onFocusOut={({ currentTarget, relatedTarget }) => {
                  setFocus(relatedTarget instanceof Node && currentTarget.contains(relatedTarget));
                }}
              >
                {rows.map((exchange) => (
                  <LogRow
                    key={exchange.seq}
                    exchange={exchange}
                    isOpen={exchange.seq === openSeq}
                    onToggle={toggle}
                  />
                ))}
              </ol>
            )}
            {!log.isComplete && <p class="dim">{texts.notAll}</p>}
            {hasOlder && <Older log={log} />}
          </>
        )}
      </Loaded>
    </>
  );
}

/** How many came while the page did not move, and a way to see them. */
function Waiting({ count, onShow }: { count: number; onShow: () => void }) {
  const { log } = useTexts();
  const formats = useFormats();
  return (
    <div class="log-waiting">
      {count > 0 && (
        <button type="button" onClick={onShow}>
          {log.fresh(formats.number(count))}
        </button>
      )}
    </div>
  );
}

function Older({ log: { older, showOlder } }: { log: LogView }) {
  const { log } = useTexts();
  return (
    <>
      {older.problem !== undefined && <Failed problem={older.problem} />}
      <div class="actions">
        <button type="button" disabled={older.isRunning} onClick={showOlder}>
          {log.older}
        </button>
      </div>
    </>
  );
}

function Nothing({
  device: { productKey, deviceName },
  query: { search, isProblemsOnly },
  hasOlder,
}: {
  device: DeviceName;
  query: LogQuery;
  hasOlder: boolean;
}) {
  const { log } = useTexts();
  if (search !== '') return <Empty title={log.nothing} />;
  if (isProblemsOnly || hasOlder) return <Empty title={log.noProblems} />;
  return (
    <Empty title={log.emptyTitle}>
      <a href={href(['devices', productKey, deviceName, 'information'])}>{log.emptyHint}</a>
    </Empty>
  );
}
