import { useState } from 'preact/hooks';
import { apiPath, request } from '../../api.ts';
import { Failed } from '../../components/page.tsx';
import { useAction } from '../../resource.ts';
import { isAway } from './away.tsx';
import type { FaultBody, FaultJson } from './fault-form.ts';
import { useWords } from './use-words.ts';

/** Faults that are wanted often, set as they are. */
const QUICK = [
  ['slow', { type: 'latency', delayMs: 2000, jitterMs: 1000 }],
  ['lost', { type: 'reset', when: 'after', probability: 0.2 }],
  ['down', { type: 'refuse', forMs: 20_000 }],
  ['throttled', { type: 'code', code: 40000, probability: 0.5 }],
] as const satisfies readonly (readonly [name: string, fault: FaultBody])[];

/** Buttons that set the faults wanted most, and one that revokes all tokens. */
export function QuickFaults({ onSet }: { onSet: (fault: FaultJson) => void }) {
  const { texts, formats } = useWords();
  const action = useAction();
  const [said, setSaid] = useState('');

  const set = (fault: FaultBody): Promise<void> =>
    action.run(async () => {
      setSaid('');
      onSet(await request<FaultJson>(apiPath('faults'), { method: 'POST', body: fault }));
    });
  const revoke = (): Promise<void> =>
    action.run(async () => {
      const { revoked } = await request<{ revoked: number }>(apiPath('tokens'), { method: 'DELETE' });
      setSaid(revoked === 0 ? texts.noneRevoked : texts.revoked(formats.number(revoked)));
    });

  return (
    <section class="section" aria-label={texts.common}>
      <div class="actions">
        {QUICK.map(([name, fault]) => (
          <button key={name} type="button" onClick={() => void set(fault)}>
            {texts.quick[name]}
          </button>
        ))}
        <button type="button" onClick={() => void revoke()}>
          {texts.quick.revoke}
        </button>
        <span role="status">{said}</span>
      </div>
      {action.problem !== undefined && !isAway(action.problem) && <Failed problem={action.problem} />}
    </section>
  );
}
