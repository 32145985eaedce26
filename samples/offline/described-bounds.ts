const BOUNDS = ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems'];

/**
 * The bounds that a description ends with, e.g. `How many. Constraints: {"minimum":3}`; empty when it has none. The app puts
 * them there because structured output refuses the keywords themselves.
 */
export function describedBounds(description: unknown): { readonly [bound: string]: number } {
  const written = typeof description === 'string' ? /\bConstraints: (\{[^{}]*\})$/.exec(description)?.[1] : undefined;
  if (written === undefined) return {};
  let parsed: object;
  try {
    parsed = JSON.parse(written) as object;
  } catch {
    return {};
  }
  return Object.fromEntries(
    Object.entries(parsed).filter(
      (entry): entry is [string, number] => BOUNDS.includes(entry[0]) && typeof entry[1] === 'number',
    ),
  );
}
