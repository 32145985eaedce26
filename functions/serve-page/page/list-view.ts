import type { ReviewRow } from '../../schemas/review-api.ts';
import { ApiFailure } from './api.ts';
import type { ReviewsApi } from './api.ts';
import { badgesOf, typeInWords } from './badges.ts';
import { badge, el, notice } from './dom.ts';
import { inWords, money, timeElement } from './format.ts';
import { sentence } from './review-words.ts';

type Status = ReviewRow['status'];

export const STATUSES: readonly Status[] = ['open', 'decided', 'timed-out'];

/** The reviews of one status: open ones in the order in which they are due, closed ones with the latest first. */
export function listView(status: Status, api: ReviewsApi, signedOut: () => void): HTMLElement {
  const messages = el('div', {});
  const body = el('div', { class: 'list-body' });
  let rows: readonly ReviewRow[] = [];

  async function load(next?: string): Promise<void> {
    body.setAttribute('aria-busy', 'true');
    try {
      const page = await api.list(status, next);
      rows = inOrder(status, next === undefined ? page.reviews : [...rows, ...page.reviews]);
      messages.replaceChildren();
      body.replaceChildren(
        rows.length === 0 ? emptyState(status) : table(rows, status),
        ...(page.next === undefined ? [] : [button('Show more', () => load(page.next))]),
      );
    } catch (error) {
      if (error instanceof ApiFailure && error.kind === 'signed-out') return signedOut();
      const message = error instanceof Error ? error.message : String(error);
      const again = button('Try again', () => load(next));
      messages.replaceChildren(notice('bad', sentence(message), ' ', again));
    } finally {
      body.removeAttribute('aria-busy');
    }
  }

  body.append(el('p', { class: 'muted' }, 'Loading reviews…'));
  void load();
  return el(
    'div',
    { class: 'list-view' },
    el(
      'div',
      { class: 'toolbar' },
      el('h2', { tabindex: '-1' }, 'Reviews'),
      el(
        'nav',
        { class: 'tabs', 'aria-label': 'Which reviews' },
        ...STATUSES.map((one) =>
          el('a', { href: `?status=${one}`, 'aria-current': one === status && 'page' }, inWords(one)),
        ),
      ),
      button('Refresh', () => load()),
    ),
    messages,
    body,
  );
}

function button(text: string, act: () => Promise<void>): HTMLElement {
  return el('button', { type: 'button', on: { click: () => void act() } }, text);
}

function inOrder(status: Status, rows: readonly ReviewRow[]): readonly ReviewRow[] {
  const time = ({ openedAt, dueAt }: ReviewRow) => Date.parse(status === 'open' ? dueAt : openedAt);
  return rows.toSorted((a, b) => (status === 'open' ? time(a) - time(b) : time(b) - time(a)));
}

const EMPTY: Readonly<Record<Status, readonly [string, string]>> = {
  open: ['Nothing waits for a decision', 'Reviews of new documents and questions of agents appear here.'],
  decided: ['Nothing has been decided yet', 'Reviews appear here once somebody has decided.'],
  'timed-out': ['Nothing has timed out', 'Reviews appear here when nobody decided in time.'],
};

function emptyState(status: Status): HTMLElement {
  const [title, text] = EMPTY[status];
  return el('div', { class: 'empty' }, el('p', { class: 'empty-title' }, title), el('p', { class: 'muted' }, text));
}

/** When a decided review was due is of no interest any more. */
function timeOf(status: Status): string {
  return status === 'decided' ? 'Opened' : 'Due';
}

function table(rows: readonly ReviewRow[], status: Status): HTMLElement {
  const columns = ['About', 'Amount', 'Who decides', timeOf(status), 'State'];
  return el(
    'table',
    { class: 'reviews' },
    el('caption', { class: 'visually-hidden' }, `${inWords(status)} reviews`),
    el('thead', {}, el('tr', {}, ...columns.map((name) => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, ...rows.map(row)),
  );
}

function row(review: ReviewRow): HTMLElement {
  const { id, documentId, type, amount, currency, group, openedAt, dueAt, status, mayDecide } = review;
  const yours = status === 'open' && mayDecide ? [badge('good', 'For you', '●')] : [];
  return el(
    'tr',
    {},
    el(
      'th',
      { scope: 'row' },
      el('a', { href: `?review=${encodeURIComponent(id)}` }, typeInWords(type)),
      el('span', { class: 'document-id' }, documentId),
    ),
    el('td', { class: 'figure', 'data-label': 'Amount' }, type === 'question' ? '–' : money(amount, currency)),
    el('td', { 'data-label': 'Who decides' }, inWords(group)),
    el('td', { 'data-label': timeOf(status) }, timeElement(status === 'decided' ? openedAt : dueAt)),
    el('td', {}, el('div', { class: 'badges' }, ...yours, ...badgesOf(review))),
  );
}
