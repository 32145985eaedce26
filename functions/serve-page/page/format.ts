import { el } from './dom.ts';

/** Numbers, dates and names as the reader's locale writes them. */

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'always' });
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** E.g. `in 3 hours`; a time within a minute of now counts as one minute. */
export function timeFromNow(iso: string, now = Date.now()): string {
  const distance = Date.parse(iso) - now;
  const [unit, length] = UNITS.find(([, ms]) => Math.abs(distance) >= ms) ?? UNITS[2];
  // Towards zero: what is due in 119 minutes is not due in two hours.
  const count = Math.trunc(distance / length);
  return relative.format(count === 0 ? (distance < 0 ? -1 : 1) : count, unit);
}

/** Relative and absolute: the first is for a glance, the second stays true while the page stays open. */
export function timeElement(iso: string): HTMLElement {
  if (Number.isNaN(Date.parse(iso))) return el('span', {}, iso);
  return el(
    'time',
    { datetime: iso },
    timeFromNow(iso),
    el('span', { class: 'separator muted' }, ' · '),
    el('span', { class: 'muted' }, absolute.format(new Date(iso))),
  );
}

export function money(amount: number | null, currency: string | null): string {
  if (amount === null) return 'unknown';
  return `${figure(amount)}${currency === null ? '' : ` ${currency}`}`;
}

/** With two decimals at least, e.g. `1,234.50`; more only where they are there, as in prices of a piece. */
export function figure(amount: number): string {
  return amount.toLocaleString(undefined, { minimumFractionDigits: 2, maximumFractionDigits: 6 });
}

/** `invoiceNumber` → `Invoice number`, `proposal_request` → `Proposal request` */
export function inWords(name: string): string {
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
