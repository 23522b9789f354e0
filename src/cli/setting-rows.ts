import { FILE, type Resolved, type Source } from '../config/resolve.ts';
import { SETTINGS } from '../config/settings.ts';

/** A setting as it is shown; a secret is masked. */
export interface SettingRow {
  readonly name: string;
  /** Undefined where nothing was given. */
  readonly text: string | undefined;
  /** `--flag`, `IOT_SIM_VARIABLE`, `file`, `default` or `not set`. */
  readonly origin: string;
}

/** Every setting, and what the configuration file says besides. */
export function settingRows(resolved: Resolved): SettingRow[] {
  return [...resolved.sources.map(sourceRow), ...writtenRows(resolved)];
}

/** Settings as data. */
export function settingsJson(
  rows: readonly SettingRow[],
): Record<string, { value: string | null; from: string }> {
  return Object.fromEntries(
    rows.map(({ name, text, origin }) => [name, { value: text ?? null, from: origin }]),
  );
}

function sourceRow({ name, text, origin }: Source): SettingRow {
  const setting = SETTINGS[name];
  const isSecret = 'isSecret' in setting && setting.isSecret === true;
  const key = setting.key ?? name;
  return { name: key, text: isSecret && text !== undefined ? '****' : text, origin };
}

/** What the file says of the values: it has no flags, but for the profile, which is a setting. */
function writtenRows({ written: { readings = {}, climate = {} }, faults }: Resolved): SettingRow[] {
  const { profile: _, properties = {}, ...parameters } = climate;
  const groups: [string, object][] = [
    ...Object.entries(readings).map(
      ([identifier, spec]) => [`readings.${identifier}`, spec] as [string, object],
    ),
    ['climate', parameters],
    ['climate.properties', properties],
    ['faults', faults],
  ];
  return groups.flatMap(([group, entries]) =>
    Object.entries(entries).map(([name, value]) => ({
      name: `${group}.${name}`,
      text: typeof value === 'string' ? value : JSON.stringify(value),
      origin: FILE,
    })),
  );
}
