/** A class of kubernetes-models, or of its like for other kinds of resources. */
export interface ManifestKind {
  readonly prototype: { validate(): void };
}

/**
 * Checks a manifest against the schema of its kind, and that the schema knows all of its fields. The generated checks
 * let unknown ones pass, as Kubernetes does not; but they look at each field that they know, and that is noticed.
 * @returns what is wrong
 */
export function checkManifest(kind: ManifestKind, manifest: object): string[] {
  const unread = new Set<string>();
  const watched = watch(manifest, '', unread);
  try {
    kind.prototype.validate.call(watched as ManifestKind['prototype']);
  } catch (error) {
    return [(error as Error).message];
  }
  // Below an unknown field nothing is looked at either; it is named once.
  const isWithin = (path: string): boolean => [...unread].some((other) => path.startsWith(`${other}/`));
  return [...unread].filter((path) => !isWithin(path)).map((path) => `${path} is unknown`);
}

/** The same values, with every field on the list of those that nobody has looked at until somebody does. */
function watch(value: unknown, path: string, unread: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]): [string, unknown] => {
    const innerPath = `${path}/${key}`;
    unread.add(innerPath);
    return [key, watch(inner, innerPath, unread)];
  });
  const copy: object = Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries);
  return new Proxy(copy, {
    get(target, key, receiver) {
      unread.delete(`${path}/${String(key)}`);
      return Reflect.get(target, key, receiver);
    },
  });
}
