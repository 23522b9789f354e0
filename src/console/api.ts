import type { ProblemJson } from '../emulator/api/shapes.ts';

/** Why the emulator did not do what it was asked to. */
export class ApiProblem extends Error {
  /** The HTTP status; 0 where no answer came. */
  readonly status: number;
  /** Where in what was sent, and what is wrong there. */
  readonly issues: NonNullable<ProblemJson['issues']>;

  constructor(message: string, status: number, issues: ProblemJson['issues'] = []) {
    super(message);
    this.status = status;
    this.issues = issues;
  }
}

/** How a request differs from reading. */
export interface RequestOptions {
  /** @default 'GET' */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** The path of something under the emulator's own API; its parts may hold any character. */
export function apiPath(...parts: readonly string[]): string {
  return `/_emulator/${parts.map(encodeURIComponent).join('/')}`;
}

/** A path with a query; what is undefined or empty is left out. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | number | undefined>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? path : `${path}?${search}`;
}

/** Asks the emulator. @throws ApiProblem */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  return JSON.parse(await requestText(path, options)) as T;
}

/** Fetches a file and hands it to the browser to be saved. @throws ApiProblem */
export async function download(path: string, fileName: string): Promise<void> {
  saveFile(await requestText(path), fileName);
}

/** Hands a text to the browser to be saved as a file. */
export function saveFile(text: string, fileName: string): void {
  const url = URL.createObjectURL(new Blob([text]));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}

/** Asks the emulator for a text, or for JSON whose numbers and order of keys are to stay as they are. @throws ApiProblem */
export async function requestText(
  path: string,
  { method = 'GET', body, signal }: RequestOptions = {},
): Promise<string> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      method,
      ...(signal === undefined ? {} : { signal }),
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    });
    text = await response.text();
  } catch (error) {
    throw new ApiProblem(error instanceof Error ? error.message : String(error), 0);
  }
  if (response.ok) return text;
  const { error, issues } = readProblem(text);
  throw new ApiProblem(error ?? `HTTP ${response.status}`, response.status, issues);
}

function readProblem(text: string): Partial<ProblemJson> {
  try {
    return JSON.parse(text) as ProblemJson;
  } catch {
    return {};
  }
}
