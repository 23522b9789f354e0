import type { ApiProblem } from '../../api.ts';

/** How devices are added: one, so many whose names are made, or those of a list of names. */
export type AddKind = 'one' | 'count' | 'names';

/** What a person enters to add devices. */
export interface NewDevices {
  readonly productKey: string;
  readonly kind: AddKind;
  /** Empty: it is made. */
  readonly deviceName: string;
  readonly nickname: string;
  readonly count: string;
  /** One a line. */
  readonly names: string;
}

/** So many devices are added at once at most. */
export const MOST_AT_ONCE = 10_000;

/** A name of a list, and the number of its line. */
export interface NameLine {
  readonly line: number;
  readonly name: string;
}

/** A name of a list that no device can be given. */
export interface NameProblem extends NameLine {
  readonly why: 'wrong' | 'taken' | 'repeated';
}

/** The names of a list; empty lines are none. */
export function readNames(text: string): NameLine[] {
  return text
    .split('\n')
    .map((name, index) => ({ line: index + 1, name: name.trim() }))
    .filter(({ name }) => name !== '');
}

/** How many devices are asked for; undefined where that is no number that can be added at once. */
export function countOf(form: NewDevices): number | undefined {
  const count = wantedCount(form);
  return count >= 1 && count <= MOST_AT_ONCE ? count : undefined;
}

function wantedCount({ kind, count, names }: NewDevices): number {
  switch (kind) {
    case 'one':
      return 1;
    case 'count':
      return /^\d{1,9}$/.test(count.trim()) ? Number(count) : 0;
    case 'names':
      return readNames(names).length;
  }
}

/** What the emulator is sent. */
export function newDevicesBody(form: NewDevices): Readonly<Record<string, unknown>> {
  const { productKey } = form;
  switch (form.kind) {
    case 'one': {
      const deviceName = form.deviceName.trim();
      const nickname = form.nickname.trim();
      return {
        productKey,
        ...(deviceName === '' ? {} : { deviceName }),
        ...(nickname === '' ? {} : { nickname }),
      };
    }
    case 'count':
      return { productKey, count: countOf(form) };
    case 'names':
      return { productKey, deviceNames: readNames(form.names).map(({ name }) => name) };
  }
}

const TAKEN_STATUS = 409;

/** Why a single device cannot have what was entered, by the field. */
export function fieldProblem(
  { issues, status }: Pick<ApiProblem, 'issues' | 'status'>,
  field: 'deviceName' | 'nickname',
): 'wrong' | 'taken' | undefined {
  if (!issues.some(({ path }) => path === field)) return undefined;
  return status === TAKEN_STATUS ? 'taken' : 'wrong';
}

/** The names of a list that were refused. @param names as they were sent */
export function nameProblems(
  { issues, status }: Pick<ApiProblem, 'issues' | 'status'>,
  names: readonly NameLine[],
): NameProblem[] {
  const firstOf = new Map<string, NameLine>();
  for (const line of names) if (!firstOf.has(line.name)) firstOf.set(line.name, line);
  return issues.flatMap(({ path }): NameProblem[] => {
    const index = /^deviceNames\.(\d+)$/.exec(path)?.[1];
    const line = index === undefined ? undefined : names[Number(index)];
    if (line === undefined) return [];
    if (status !== TAKEN_STATUS) return [{ ...line, why: 'wrong' }];
    return [{ ...line, why: firstOf.get(line.name) === line ? 'taken' : 'repeated' }];
  });
}
