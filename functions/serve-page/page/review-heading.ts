import type { ReviewView } from '../../schemas/review-api.ts';
import { badgesOf, typeInWords } from './badges.ts';
import { wordsOf } from './decision-words.ts';
import { el } from './dom.ts';
import { inWords, money, timeElement } from './format.ts';
import { approvalList } from './panels.ts';

/** What a review is about, and what it waits for. */
export function reviewHeading(review: ReviewView, decision: HTMLElement): HTMLElement {
  const { type, documentId, amount, currency, group, openedAt, dueAt, approvals, status, version } = review;
  const words = wordsOf(review);
  const fact = (name: string, value: Node | string) => el('div', {}, el('dt', {}, name), el('dd', {}, value));
  return el(
    'header',
    { class: 'review-heading' },
    el('h2', { tabindex: '-1' }, typeInWords(type), ' ', el('span', { class: 'document-id' }, documentId)),
    el('div', { class: 'badges' }, ...badgesOf({ ...review, problem: review.problem?.code })),
    el(
      'dl',
      { class: 'facts' },
      ...(type === 'question' ? [] : [fact('Amount', money(amount, currency))]),
      fact(words.who, inWords(group)),
      status === 'decided' ? fact('Opened', timeElement(openedAt)) : fact('Due', timeElement(dueAt)),
      ...(version > 1 ? [fact('Version', String(version))] : []),
    ),
    ...(status === 'open' && approvals.length > 0 ? [approvalList(approvals)] : []),
    status === 'open' &&
      el('button', { type: 'button', class: 'to-decision', on: { click: () => decision.focus() } }, words.goThere),
  );
}
