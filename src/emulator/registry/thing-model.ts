import type { Issue } from '../../issues.ts';
import { isJsonObject, type Json, parseJson, writeJson } from '../../json.ts';
import { parseThingModel } from '../../tsl/parse.ts';
import type { Product, Release } from './product.ts';
import { ownTsl } from './tsl-text.ts';

/** Limits page: the file of an imported thing model. */
export const MOST_TSL_BYTES = 256 * 1024;

/** A thing model's text as that of a product, or everything that is wrong with it. */
export function readOwnTsl(
  text: string,
  productKey: string,
): { readonly tsl: string } | { readonly issues: readonly Issue[] } {
  const parsed = parseThingModel(text);
  return 'issues' in parsed ? parsed : { tsl: ownTsl(text, parsed.model, productKey) };
}

/** The release of what is being edited; without a version the next one that is counted. */
export function nextRelease(
  { draft, release }: Pick<Product, 'draft' | 'release'>,
  {
    version = nextVersion(release),
    description,
    nowMs,
  }: { version?: string | undefined; description: string; nowMs: number },
): Release {
  return { version, description, atMs: nowMs, tsl: draft };
}

/** The thing model of a product, as TSL JSON text of its own. */
export interface OwnModel {
  readonly draft: string;
  /** Undefined before the first release. */
  readonly released: string | undefined;
  /** Whether the draft says something else than the release, or nothing was released yet. */
  readonly isChanged: boolean;
}

/** What of a product is edited and what was released. @throws RangeError when either is no thing model */
export function ownModelOf({ productKey, draft, release }: Product): OwnModel {
  const own = ownText(draft, productKey);
  if (release === undefined) return { draft: own, released: undefined, isChanged: true };
  const released = ownText(release.tsl, productKey);
  return { draft: own, released, isChanged: isOther(own, released) };
}

function ownText(text: string, productKey: string): string {
  const own = readOwnTsl(text, productKey);
  if ('issues' in own) throw new RangeError(`the TSL is none: ${own.issues[0]?.message}`);
  return own.tsl;
}

/** In which order the members of an object stand says nothing. */
function isOther(text: string, other: string): boolean {
  return text !== other && writeJson(sorted(parseJson(text))) !== writeJson(sorted(parseJson(other)));
}

/** Counted for the product; after a version that was named otherwise it begins again. */
function nextVersion(release: Release | undefined): string {
  const count = /^v(\d{1,9})$/.exec(release?.version ?? '')?.[1] ?? '0';
  return `v${Number(count) + 1}`;
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const members = [...value].map(([key, item]) => [key, sorted(item)] as const);
  return new Map(members.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
