/** A number type and its bounds. */
export interface NumberType {
  readonly type: 'int' | 'float' | 'double';
  /** As the model writes it: decimal text. Undefined where the model sets no bound. */
  readonly min: string | undefined;
  readonly max: string | undefined;
  /** Decimal text above 0, or undefined where the model has none. */
  readonly step: string | undefined;
  readonly unit: string | undefined;
}

/** A text of limited length. */
export interface TextType {
  readonly type: 'text';
  /** The greatest length in characters. */
  readonly length: number;
}

/** Text of a UTC time in milliseconds. */
export interface DateType {
  readonly type: 'date';
}

/** The whole numbers it may be, with their labels. */
export interface ChoiceType {
  readonly type: 'bool' | 'enum';
  readonly labels: ReadonlyMap<number, string>;
}

/** An object whose members have types of their own. */
export interface StructType {
  readonly type: 'struct';
  readonly members: readonly Feature[];
}

/** A list of values of one type. */
export interface ArrayType {
  readonly type: 'array';
  /** The greatest number of elements. */
  readonly size: number;
  readonly item: DataType;
}

/** The type of a property's value, as the thing model defines it. */
export type DataType = NumberType | TextType | DateType | ChoiceType | StructType | ArrayType;

/** Something with an identifier, a name and a type: a property, or a member of a struct. */
export interface Feature {
  readonly identifier: string;
  readonly name: string;
  readonly dataType: DataType;
}

/** One property of a product. */
export interface Property extends Feature {
  readonly accessMode: 'r' | 'rw';
  readonly required: boolean;
}

/** An event of a product. */
export interface EventFeature {
  readonly identifier: string;
  readonly name: string;
  readonly type: 'info' | 'alert' | 'error';
  readonly outputs: readonly Feature[];
}

/** A product's thing model (TSL): what its devices report. */
export interface ThingModel {
  /** The product it was exported from; undefined where the file does not say. */
  readonly productKey: string | undefined;
  /** By identifier, in the model's order. Properties of a module are `module:identifier`. */
  readonly properties: ReadonlyMap<string, Property>;
  readonly events: ReadonlyMap<string, EventFeature>;
}

/** Whether values of a type are numbers with bounds. */
export function isNumberType(dataType: DataType): dataType is NumberType {
  return dataType.type === 'int' || dataType.type === 'float' || dataType.type === 'double';
}

/** A number's bounds and step in words: `-10..50, step 1`. */
export function describeRange({ min, max, step }: NumberType): string {
  const range = min === undefined && max === undefined ? 'any' : `${min ?? ''}..${max ?? ''}`;
  return step === undefined ? range : `${range}, step ${step}`;
}
