const RFC3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * An ISO-8601 extended offset date-time (upper-case T, offset or Z, seconds) as milliseconds since the epoch;
 * undefined for anything else, impossible dates included.
 * https://states-language.net/spec.html#timestamps
 */
export function parseTimestamp(text: string): number | undefined {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) return undefined;
  // Date.parse rolls 30 February over into March.
  const day = Number(match[3]);
  const daysInMonth = new Date(Date.UTC(Number(match[1]), Number(match[2]), 0)).getUTCDate();
  return day <= daysInMonth ? time : undefined;
}
