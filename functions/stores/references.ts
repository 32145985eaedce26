// DynamoDB takes 2,048 bytes for a key, and no reference is a tenth of it: what is longer is none.
const MOST_CHARACTERS = 200;

// Letters before a number that belong to it, as in `PO-1001`; longer words are labels, as in `Deal D-1042`.
const MOST_PREFIX_LETTERS = 3;

/**
 * Under which keys a record may lie whose reference is printed like this, the likeliest first: as it is printed, then in the forms
 * that it may have in a table, without labels and with hyphens between its words or its groups of letters and digits. `PO-1001` is
 * found by `po 1001`, `PO#1001`, `P.O. no. 1001` and, since labels often hold the prefix, `1001`.
 */
export function referenceForms(printed: string | null, prefix: string): readonly string[] {
  const exact = printed?.trim() ?? '';
  if (exact === '' || exact.length > MOST_CHARACTERS) return [];
  const plain = exact
    .normalize('NFKC')
    .toUpperCase()
    .replace(/\bPURCHASE ORDER\b|\bP\.\s?O\./g, 'PO')
    .replace(/\b(?:NUMBER|NO|NR)\b/g, ' ');
  const words = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  const code = words.filter((word) => /\p{N}/u.test(word) || word.length <= MOST_PREFIX_LETTERS);
  const groups = code.flatMap((word) => word.match(/\p{L}+|\p{N}+/gu) ?? []);
  const bare = code.length > 0 && code.every((word) => /^\p{N}+$/u.test(word));
  const forms = [words, code, groups, ...(bare ? [[prefix, ...code]] : [])].map((form) => form.join('-'));
  return [...new Set([exact, ...forms])].filter((form) => form !== '');
}
