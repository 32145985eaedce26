import type { LogEvent } from '../../resources/logs/log-group.ts';
import { ApiError } from '../answer.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html: 10,000 events or 1 MB. */
const MAX_EVENTS = 10_000;
const MAX_CHARACTERS = 1024 * 1024;

interface PageRequest {
  /** `f/7`: what came after event 7; `b/7`: what came before it. */
  readonly token?: string;
  readonly fromHead: boolean;
  readonly limit?: number;
}

/** A page in the direction of the token, in the order of time, and tokens that go on either way. */
export function eventPage(
  events: readonly LogEvent[],
  { token, fromHead, limit = MAX_EVENTS }: PageRequest,
): { readonly events: readonly LogEvent[]; readonly forward: string; readonly backward: string } {
  const [, direction = fromHead ? 'f' : 'b', given] = /^([fb])\/(\d+)$/.exec(token ?? '') ?? [];
  if (token !== undefined && given === undefined) {
    throw new ApiError('InvalidParameterException', 400, 'The specified nextToken is invalid.');
  }
  const forwards = direction === 'f';
  const at = given === undefined ? (forwards ? 0 : Infinity) : Number(given);
  const ahead = events.filter(({ id }) => (forwards ? id > at : id < at));
  if (!forwards) ahead.reverse();
  const page = withinLimits(ahead, limit);
  if (!forwards) page.reverse();
  // At the end the token that was sent comes back: that is how a client knows.
  const rest = Number.isFinite(at) ? at : 0;
  const first = page[0]?.id ?? (forwards ? rest + 1 : rest);
  const last = page.at(-1)?.id ?? (forwards ? rest : Math.max(rest - 1, 0));
  return { events: page, forward: `f/${last}`, backward: `b/${first}` };
}

/** Always at least one event, however long, or a client would never come past it. */
function withinLimits(events: readonly LogEvent[], limit: number): LogEvent[] {
  let characters = 0;
  let count = 0;
  while (count < events.length && count < limit) {
    characters += events[count]?.message.length ?? 0;
    if (characters > MAX_CHARACTERS && count > 0) break;
    count++;
  }
  return events.slice(0, count);
}

/**
 * Unstructured filter patterns: every term must occur, none of those after a minus; a phrase stands in quotes.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matchesPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trim();
  if (/^[{[%]/.test(text) || /(^|\s)\?\S/.test(text)) {
    const kinds = 'JSON, space-delimited, regular expression and "?" patterns';
    throw new ApiError('InvalidParameterException', 400, `${kinds} are not supported here: ${text}; use plain terms`);
  }
  const terms = [...text.matchAll(/(-?)(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(([, minus, phrase, word]) => ({
    wanted: minus === '',
    term: phrase?.replaceAll('\\"', '"') ?? word ?? '',
  }));
  return (message) => terms.every(({ wanted, term }) => message.includes(term) === wanted);
}
