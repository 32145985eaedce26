/** Values of JSON, and places in them. */

export type Path = readonly (string | number)[];

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** E.g. `lines.2.amount`, as changes and problems of the API name places. */
export function pathText(path: Path): string {
  return path.join('.');
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((within, step) => {
    if (isList(within)) return within[Number(step)];
    return isObject(within) ? within[step] : undefined;
  }, value);
}

/** A copy in which the value at a path is another; what is not on the way is shared. */
export function withValueAt(value: unknown, [step, ...rest]: Path, replacement: unknown): unknown {
  if (step === undefined) return replacement;
  if (isList(value)) return value.with(Number(step), withValueAt(value[Number(step)], rest, replacement));
  const object = isObject(value) ? value : {};
  return { ...object, [step]: withValueAt(object[step], rest, replacement) };
}
