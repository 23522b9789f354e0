import { foreign, html, type Markup } from './markup.ts';
import type { ReportLine } from './report-line.ts';
import { dataTable } from './table.ts';

/** A setting as the page shows it. */
export interface ShownSetting {
  readonly name: string;
  /** Null where nothing was given. */
  readonly value: string | null;
  /** `--flag`, `IOT_SIM_VARIABLE`, `file`, `default` or `not set`. */
  readonly from: string;
}

const MASK = '****';
const UNSAID = ['default', 'not set'];

/** All settings; what is named a secret is masked once more, whoever wrote the data. */
export function shownSettings({ settings }: Pick<ReportLine, 'settings'>): ShownSetting[] {
  return Object.entries(settings).map(([name, { value, from }]) => ({
    name,
    value: value !== null && /secret|password/i.test(name) ? MASK : value,
    from,
  }));
}

/** What somebody said first, and what nobody said behind a fold. */
export function settingTables(line: ReportLine): Markup {
  const settings = shownSettings(line);
  const said = settings.filter(({ from }) => !UNSAID.includes(from));
  const others = settings.filter(({ from }) => UNSAID.includes(from));
  const first =
    said.length === 0 ? html`<p class="dim">Nothing was set.</p>` : settingTable('Settings', said);
  const second = html`<details><summary>Defaults, and what was not set (${others.length})</summary>
${settingTable('Defaults, and what was not set', others)}</details>`;
  return html`${first}${others.length === 0 ? undefined : second}`;
}

function settingTable(label: string, settings: readonly ShownSetting[]): Markup {
  return dataTable({
    label,
    head: [{ text: 'Setting', kind: 'name' }, { text: 'Value', kind: 'prose' }, 'From'],
    rows: settings.map(({ name, value, from }) => [
      foreign(name),
      value === null ? html`<span class="dim">–</span>` : html`<code>${foreign(value)}</code>`,
      foreign(from),
    ]),
  });
}

/**
 * The command that runs the same again: the flags that were given, and the seed. What came from the environment, from a
 * file or from a secret place has to be there again; a time to begin has passed.
 */
export function againCommand({ settings, seed, shard, thresholds = [] }: AgainLine): string {
  const flags = shownSettings({ settings })
    .filter(({ from, value }) => /^--[a-z][a-z-]*$/.test(from) && value !== MASK && !REPLACED.includes(from))
    .map(({ from, value }) => (value === null || isSwitch(from, value) ? from : `${from} ${quoted(value)}`));
  return [
    'iot-sim fleet',
    ...flags,
    ...(shard === null ? [] : [`--shard ${quoted(shard)}`]),
    ...thresholds.map(({ text }) => `--fail-if ${quoted(text)}`),
    `--seed ${quoted(seed)}`,
  ].join(' ');
}

type AgainLine = Pick<ReportLine, 'settings' | 'seed' | 'shard' | 'thresholds'>;

/** Flags that say something else the next time, or are written from what came of them. */
const REPLACED = ['--seed', '--shard', '--start-at', '--fail-if'];

/** Flags that are there or not. */
function isSwitch(from: string, value: string): boolean {
  return value === 'true' || from.startsWith('--no-');
}

/** A word as a shell takes it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
