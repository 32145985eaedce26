import type { Properties } from '../properties.ts';

/** `{"<prefix>Name": "'value'"}` → `{Name: "value"}`; throws for values that are taken from a request. */
export function staticHeaders(
  parameters: Properties,
  prefix: string,
  extend: string,
): Readonly<Record<string, string>> {
  const entries = Object.keys(parameters.all).map((name) => {
    const value = parameters.text(name);
    if (name.startsWith(prefix) && /^'.*'$/.test(value)) return [name.slice(prefix.length), value.slice(1, -1)];
    throw new Error(
      `response parameter ${name}: ${value} is not supported here; it can be a header with a fixed value in single ` +
        `quotes. Extend ${extend}`,
    );
  });
  return Object.fromEntries(entries) as Record<string, string>;
}
