import type { Issue } from '../issues.ts';
import type { Property, ThingModel } from '../tsl/model.ts';

/** The column that holds a property, or the time, where it has another name: by that of the property. */
export type ColumnNames = ReadonlyMap<string, string>;

/** The names a column of times may have: those that are no property of the model. */
export function timeNames({ properties }: ThingModel): string[] {
  return ['time', 'timestamp'].filter((name) => !properties.has(name));
}

/** The column that the user says is the time; undefined where nobody said. */
export function mappedTime(model: ThingModel, names: ColumnNames): string | undefined {
  return timeNames(model).flatMap((name) => names.get(name) ?? [])[0];
}

/** Which columns of a table are used, by their place. */
export interface Columns {
  readonly properties: readonly { readonly property: Property; readonly index: number }[];
  /** That of the time; undefined where there is none. */
  readonly time: number | undefined;
  /** The names of those that are not used. */
  readonly unused: readonly string[];
}

/** Finds the columns of a header, or says everything that is wrong with it. */
export function findColumns(
  model: ThingModel,
  names: ColumnNames,
  header: readonly string[],
): { columns: Columns } | { issues: Issue[] } {
  const problems: string[] = [];
  const find = (name: string): number | undefined => {
    const index = header.indexOf(name);
    if (index >= 0 && header.indexOf(name, index + 1) > 0) problems.push(`the column ${name} stands twice`);
    return index < 0 ? undefined : index;
  };
  const found = [...model.properties.values()].flatMap((property) => {
    const index = find(names.get(property.identifier) ?? property.identifier);
    return index === undefined ? [] : [{ property, index }];
  });
  for (const [name, column] of names) {
    if (!header.includes(column))
      problems.push(`there is no column ${column}, which --map says is the ${name}`);
  }
  if (found.length === 0 && problems.length === 0) {
    const known = [...model.properties.keys()].join(', ');
    const titles = header.map((title) => JSON.stringify(title)).join(', ');
    const separated =
      /[;\t]/.test(titles) || titles.includes('\\t') ? '; commas must stand between columns' : '';
    problems.push(
      `no column is a property of the model, which has ${known}; there are ${titles.slice(0, 200)}${separated}`,
    );
  }
  const mapped = mappedTime(model, names);
  const timeName = mapped ?? timeNames(model).find((name) => header.includes(name));
  const time = timeName === undefined ? undefined : find(timeName);
  if (problems.length > 0) return { issues: problems.map((message) => ({ path: 'line 1', message })) };
  const used = new Set([...found.map(({ index }) => index), time]);
  const unused = header.filter((_, index) => !used.has(index));
  return { columns: { properties: found.toSorted((a, b) => a.index - b.index), time, unused } };
}
