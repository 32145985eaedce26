/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */

/** A state's input, output or result, in UTF-8 bytes. */
export const MAX_DATA_BYTES = 262_144;
/** Events of one execution; the last one is its failure. */
export const MAX_HISTORY_EVENTS = 25_000;
/** Letters of an execution's or a machine's name. */
export const MAX_NAME_LENGTH = 80;
/** A Standard execution, and the longest wait: one year in milliseconds. */
export const MAX_STANDARD_MS = 365 * 24 * 3600 * 1000;
/** An Express execution. */
export const MAX_EXPRESS_MS = 5 * 60 * 1000;

/** Whether a text is longer than `limit` bytes in UTF-8; counts only where the length alone does not tell. */
export function exceedsBytes(text: string, limit: number): boolean {
  if (text.length > limit) return true;
  if (text.length * 3 <= limit) return false;
  return Buffer.byteLength(text) > limit;
}
