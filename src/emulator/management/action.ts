import type { Platform } from '../platform.ts';
import type { Applications } from './applications.ts';
import type { Parameters } from './parameters.ts';

/** Members of an answer, by the names of the management API. */
export type Fields = Readonly<Record<string, unknown>>;

/** What an action refuses to do: the cloud answers HTTP 200 with `Success: false`. */
export interface ActionRefusal {
  readonly isRefused: true;
  readonly code: string;
  readonly message: string;
  /** What the answer says beside the code. */
  readonly fields: Fields;
}

/** What actions work on. */
export interface Context {
  readonly platform: Platform;
  readonly applications: Applications;
}

/** One action of the management API. */
export interface Action {
  /** Parameters without which it does not run; a list counts as given with its first element. */
  readonly needs: readonly string[];
  run(context: Context, parameters: Parameters): Fields | ActionRefusal | Promise<Fields | ActionRefusal>;
}

/** A refusal, with one of the codes that the page "Error codes" of the API reference lists. */
export function refuseAction(code: string, message: string, fields: Fields = {}): ActionRefusal {
  return { isRefused: true, code, message, fields };
}

/** Whether something was refused. */
export function isRefusal(value: object): value is ActionRefusal {
  return 'isRefused' in value;
}
