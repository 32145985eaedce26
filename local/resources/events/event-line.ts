import { cut, printable } from '../terminal-text.ts';
import type { NewEvent } from './event-bus.ts';

// A terminal's worth: a detail may have 256 KB.
const MAX_DETAIL = 200;
const MAX_MESSAGE = 500;

/** An event in one line: its type, who sent it, and its `message` if it has one, else the beginning of its detail. */
export function eventLine({ detailType, source, detail }: NewEvent): string {
  const { message } = detail;
  const said = typeof message === 'string' ? cut(message, MAX_MESSAGE) : cut(JSON.stringify(detail), MAX_DETAIL);
  return printable(`  event  ${detailType} from ${source}: ${said}`);
}
