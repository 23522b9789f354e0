import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ApiProblem } from '../api.ts';
import { useTexts } from '../i18n/texts.ts';
import type { Resource } from '../resource.ts';
import { href } from '../router.ts';

/** Where a page stands below others: their names and addresses, the nearest last. */
export type Path = readonly (readonly [name: string, address: string])[];

/** A page: where it is, its name, what can be done with it as a whole, and what is on it. */
export function Page({
  title,
  path = [],
  badge,
  actions,
  children,
}: {
  title: string;
  path?: Path;
  badge?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${title} · iot-sim`;
  }, [title]);
  return (
    <>
      <div class="page-head">
        {path.length > 0 && (
          <ol class="path">
            {path.map(([name, address]) => (
              <li key={address}>
                <a href={address}>{name}</a>
              </li>
            ))}
          </ol>
        )}
        <h1>{title}</h1>
        {badge}
        <div class="actions">{actions}</div>
      </div>
      {children}
    </>
  );
}

/** Tabs are links: each has an address of its own. */
export function Tabs({
  label,
  tabs,
  current,
}: {
  label: string;
  tabs: readonly { readonly id: string; readonly name: string; readonly address: string }[];
  current: string;
}) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(({ id, name, address }) => (
        <a key={id} href={address} aria-current={id === current ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

/** Shows what was asked for once it is there; before, that it is loading, or why it does not come. */
export function Loaded<T>({
  resource: { data, problem, reload },
  children,
}: {
  resource: Resource<T>;
  children: (data: T) => ComponentChildren;
}) {
  const { common } = useTexts();
  if (data === undefined && problem === undefined) {
    return (
      <p class="state" role="status">
        {common.loading}
      </p>
    );
  }
  return (
    <>
      {problem !== undefined && <Failed problem={problem} onRetry={reload} />}
      {data !== undefined && children(data)}
    </>
  );
}

/** Why something failed, with a way to try again where that may help. */
export function Failed({ problem, onRetry }: { problem: ApiProblem; onRetry?: () => void }) {
  const { common } = useTexts();
  return (
    <div class="notice is-problem" role="alert">
      <p>{problem.status === 0 ? common.unreachable : common.failed(problem.message)}</p>
      {onRetry !== undefined && (
        <button type="button" onClick={onRetry}>
          {common.retry}
        </button>
      )}
    </div>
  );
}

/** Says that there is nothing, and what to do about it. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="state">
      <p class="strong">{title}</p>
      {children}
    </div>
  );
}

/** The page of an address that leads nowhere. */
export function NotFound() {
  const { common, app } = useTexts();
  return (
    <Page title={app.title}>
      <Empty title={common.notFound}>
        <a href={href(['products'])}>{app.products}</a>
      </Empty>
    </Page>
  );
}
