import type { Issue } from '../issues.ts';
import { decimalToNumber, parseDecimal } from '../tsl/decimal.ts';
import type { Property, ThingModel } from '../tsl/model.ts';
import type { Value } from '../tsl/write.ts';
import type { Generator, Generators } from './generator.ts';

/** Recorded readings, ready to be sent. */
export interface Replay {
  readonly generators: Generators;
  /** How many readings there are. */
  readonly count: number;
  /** Columns that name no property of the model and are left out. */
  readonly unused: readonly string[];
}

/**
 * Turns the rows of a CSV into generators: reading 0 is the first row. An empty cell is not reported.
 * @param header the names of the columns; those that are properties of the model are used
 * @param rows the cells of each row, with the line it stands on
 * @returns the readings, or every problem: no usable column, cells that are no value of their property
 */
export function replayRows(
  model: ThingModel,
  header: readonly string[],
  rows: readonly { line: number; cells: readonly string[] }[],
): { replay: Replay } | { issues: Issue[] } {
  const columns = header.flatMap((name, index) => {
    const property = model.properties.get(name.trim());
    return property ? [{ property, index }] : [];
  });
  if (columns.length === 0) {
    const known = [...model.properties.keys()].join(', ');
    return {
      issues: [{ path: 'line 1', message: `no column is a property of the model, which has ${known}` }],
    };
  }
  if (rows.length === 0) return { issues: [{ path: '', message: 'there are no rows below the header' }] };

  const issues: Issue[] = [];
  for (const [index, { property }] of columns.entries()) {
    if (columns.findIndex((column) => column.property === property) < index) {
      issues.push({ path: 'line 1', message: `the column ${property.identifier} stands twice` });
    }
  }
  for (const { line, cells } of rows) {
    if (cells.length !== header.length) {
      issues.push({
        path: `line ${line}`,
        message: `has ${cells.length} cells, the header ${header.length}`,
      });
    } else if (columns.every(({ index }) => cells[index]?.trim() === '')) {
      issues.push({ path: `line ${line}`, message: 'has no value for any property' });
    }
  }
  const generators = new Map<string, Generator>();
  for (const { property, index } of columns) {
    const path = (line: number): string => `line ${line}, ${property.identifier}`;
    const values = rows.map(({ line, cells }) => {
      const { value, problem } = readCell(property, cells[index]?.trim() ?? '');
      if (problem !== undefined) issues.push({ path: path(line), message: problem });
      return value;
    });
    generators.set(property.identifier, (at) => values[at.index]);
  }
  if (issues.length > 0) return { issues };
  const unused = header.filter((_, index) => columns.every((column) => column.index !== index));
  return { replay: { generators, count: rows.length, unused } };
}

/** A time that means the same everywhere, since it names its zone. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** A cell as a value of its property: neither where it is empty, a problem where it is none. */
interface Cell {
  readonly value?: Value;
  readonly problem?: string;
}

function readCell({ dataType }: Property, cell: string): Cell {
  if (cell === '') return {};
  const quoted = JSON.stringify(cell);
  switch (dataType.type) {
    case 'int':
    case 'float':
    case 'double': {
      const decimal = parseDecimal(cell);
      const value = decimal === undefined ? Number.NaN : decimalToNumber(decimal);
      return Number.isFinite(value) ? { value } : { problem: `${quoted} is not a number` };
    }
    case 'bool':
    case 'enum': {
      const keys = dataType.type === 'bool' ? [0, 1] : [...dataType.labels.keys()];
      const key = keys.find((candidate) => String(candidate) === cell);
      return key === undefined ? { problem: `${quoted} is none of ${keys.join(', ')}` } : { value: key };
    }
    case 'text':
      return [...cell].length <= dataType.length
        ? { value: cell }
        : { problem: `has more than ${dataType.length} characters` };
    case 'date': {
      if (/^\d{1,16}$/.test(cell)) return { value: cell };
      const time = ISO_TIME.test(cell) ? Date.parse(cell) : Number.NaN;
      return time >= 0
        ? { value: String(time) }
        : { problem: `${quoted} is no time: write 2026-01-31T12:00:00Z` };
    }
    case 'struct':
    case 'array':
      return { problem: `a property of type ${dataType.type} cannot be replayed from a CSV` };
  }
}
