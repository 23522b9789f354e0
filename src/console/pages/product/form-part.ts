import type { PropertyForm } from './property-form.ts';

/** What a part of the form is given. */
export interface FormPart {
  readonly form: PropertyForm;
  readonly onForm: (form: PropertyForm) => void;
  /** What is wrong with a field, in words. */
  readonly problemOf: (field: string) => string | undefined;
}
