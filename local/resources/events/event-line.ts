import type { NewEvent } from './event-bus.ts';

// A terminal's worth: a detail may have 256 KB.
const MAX_DETAIL = 200;
const MAX_MESSAGE = 500;
// Control characters, and what turns the direction of writing: an event must not write over the lines around it.
const UNPRINTABLE = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]+/gu;

/** An event in one line: its type, who sent it, and its `message` if it has one, else the beginning of its detail. */
export function eventLine({ detailType, source, detail }: NewEvent): string {
  const { message } = detail;
  const said = typeof message === 'string' ? cut(message, MAX_MESSAGE) : cut(JSON.stringify(detail), MAX_DETAIL);
  return `  event  ${detailType} from ${source}: ${said}`.replace(UNPRINTABLE, ' ');
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text;
}
