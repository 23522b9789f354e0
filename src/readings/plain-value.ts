import { decimalToNumber, parseDecimal } from '../tsl/decimal.ts';
import type { DataType } from '../tsl/model.ts';
import type { Value } from '../tsl/write.ts';

/** The value that a text stands for, of a type that is neither struct nor array; undefined where it is none of it. */
export function plainValue(dataType: DataType, text: string): Value | undefined {
  switch (dataType.type) {
    case 'text':
    case 'date':
      return text;
    case 'int':
    case 'float':
    case 'double':
    case 'bool':
    case 'enum': {
      const decimal = parseDecimal(text);
      const number = decimal && decimalToNumber(decimal);
      return Number.isFinite(number) ? number : undefined;
    }
    case 'struct':
    case 'array':
      return undefined;
  }
}
