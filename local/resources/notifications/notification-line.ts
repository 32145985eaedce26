import { cut, printable } from '../terminal-text.ts';
import type { Notification } from './inbox.ts';

// A terminal's worth: a message may have 256 KB, and a topic any number of subscribers.
const MAX_SUBJECT = 200;
const MAX_RECIPIENTS = 100;
const MAX_URL = 2000;
// A full stop or a bracket after a link belongs to the sentence.
const LINK = /https?:\/\/[^\s<>"'`]*[^\s<>"'`.,;:!?)\]}]/i;

/** A notification in one line: topic, people, subject; below it the first link of the message, to be clicked. */
export function notificationLine({ topic, to, subject, message }: Notification): string {
  const people = to.length === 0 ? 'no subscriber' : to.map(({ endpoint }) => endpoint).join(', ');
  const said = cut(subject ?? message, MAX_SUBJECT);
  const line = printable(`  ✉ ${topic} → ${cut(people, MAX_RECIPIENTS)}: ${said}`);
  const link = LINK.exec(message)?.[0];
  return link === undefined || link.length > MAX_URL ? line : `${line}\n      ${printable(link)}`;
}
