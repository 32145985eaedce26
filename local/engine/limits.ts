/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */

/** A state's input, output or result, in UTF-8 bytes. */
export const MAX_DATA_BYTES = 262_144;
/** All variables of one execution, as JSON in UTF-8 bytes. */
export const MAX_VARIABLES_BYTES = 10 * 1024 * 1024;
/** Objects and arrays inside each other, as the JSON parser behind the API counts them. */
export const MAX_NESTING = 1000;
/** Events of one execution; the last one is its failure. */
export const MAX_HISTORY_EVENTS = 25_000;
/** Of an Express execution: AWS has no limit, but here an endless loop would fill the memory before its five minutes are over. */
export const MAX_EXPRESS_EVENTS = 250_000;
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

const [QUOTE, BACKSLASH, OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [...'"\\[]{}'].map((char) =>
  char.charCodeAt(0),
);

/** Whether a JSON text has more levels than that. JSON.parse takes any number, but few walks over the value would. */
export function exceedsNesting(json: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < json.length; i++) {
    const char = json.charCodeAt(i);
    if (char === QUOTE) inString = !inString;
    else if (inString) i += char === BACKSLASH ? 1 : 0;
    else if (char === OPEN_BRACKET || char === OPEN_BRACE) depth += 1;
    else if (char === CLOSE_BRACKET || char === CLOSE_BRACE) depth -= 1;
    if (depth > limit) return true;
  }
  return false;
}
