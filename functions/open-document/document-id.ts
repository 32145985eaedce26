import { hashOf } from '../schemas/hash-of.ts';

/** Ids go into logs, tables and the page that reviewers see. */
export const MOST_ID_CHARACTERS = 256;

// Enough that two long keys with the same beginning are told apart.
const HASH_CHARACTERS = 12;

/** The id of a document that came without one: its key, made fit, with a hash of the whole where something was left out. */
export function idOfKey(key: string): string {
  const shown = key.replaceAll(/\p{Cc}/gu, '�').trim();
  if (shown === key && key.length <= MOST_ID_CHARACTERS) return key;
  const hash = hashOf([key]).slice(0, HASH_CHARACTERS);
  return `${shown.slice(0, MOST_ID_CHARACTERS - HASH_CHARACTERS - 1).toWellFormed()}#${hash}`;
}
