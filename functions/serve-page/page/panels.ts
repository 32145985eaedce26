import type { ReviewView } from '../../schemas/review-api.ts';
import type { LineMatch, OrderValidation } from '../../schemas/results.ts';
import type { ReviewOutcome } from '../../schemas/review.ts';
import { decisionInWords } from './decision-words.ts';
import { diffView } from './diff-view.ts';
import { badge, el, icon } from './dom.ts';
import { figure, inWords, timeElement } from './format.ts';
import { questionOf } from './question-view.ts';

/** What a reviewer should know before reading the fields; nothing for what is in order. */
export function findingsOf({ problem, warnings, completeness, validation }: ReviewView): readonly HTMLElement[] {
  const gaps = completeness?.gaps ?? [];
  return [
    ...(problem === undefined ? [] : [panel('bad', inWords(problem.code), '✕', el('p', {}, problem.message))]),
    ...(warnings.length === 0 ? [] : [panel('warn', 'Warnings', '▲', sentences(warnings))]),
    ...(completeness === undefined || completeness.complete
      ? []
      : [panel('warn', 'This result is partial', '◐', sentences(gaps))]),
    ...(validation === undefined ? [] : [validationPanel(validation)]),
  ];
}

function panel(kind: 'good' | 'warn' | 'bad', title: string, sign: string, ...content: readonly Node[]): HTMLElement {
  return el('section', { class: `panel ${kind}` }, el('h3', {}, icon(sign), title), ...content);
}

function sentences(texts: readonly string[]): HTMLElement {
  return el('ul', {}, ...texts.map((text) => el('li', {}, text)));
}

function validationPanel({ purchaseOrder, found, matches, orderTotal, lines, findings }: OrderValidation): HTMLElement {
  const differs = found ? 'Does not agree with its purchase order' : 'No purchase order to compare with';
  const title = matches ? 'Agrees with its purchase order' : differs;
  const order = purchaseOrder === null ? 'The invoice names no purchase order.' : `Purchase order ${purchaseOrder}`;
  const total = orderTotal === null ? '' : `, ${figure(orderTotal)} in all`;
  return panel(
    matches ? 'good' : 'bad',
    title,
    matches ? '✓' : '✕',
    el('p', {}, `${order}${purchaseOrder !== null && !found ? ' was not found' : total}`),
    ...(findings.length === 0 ? [] : [sentences(findings)]),
    ...(lines.length === 0 ? [] : [matchTable(lines)]),
  );
}

const OUTCOMES: Readonly<Record<LineMatch['outcome'], readonly ['good' | 'warn' | 'bad', string]>> = {
  matches: ['good', '✓'],
  'quantity-differs': ['bad', '≠'],
  'price-differs': ['bad', '≠'],
  'amount-differs': ['bad', '≠'],
  'not-ordered': ['bad', '+'],
  'not-invoiced': ['warn', '–'],
};

function matchTable(lines: readonly LineMatch[]): HTMLElement {
  const columns = ['Invoice line', 'Order line', 'Description', 'Outcome'];
  const rows = lines.map(({ invoiceLine, orderLine, description, outcome, message }) => {
    const [kind, sign] = OUTCOMES[outcome] ?? ['warn', '?'];
    return el(
      'tr',
      {},
      el('td', { 'data-label': 'Invoice line' }, invoiceLine === null ? '–' : String(invoiceLine)),
      el('td', { 'data-label': 'Order line' }, orderLine === null ? '–' : String(orderLine)),
      el('td', { 'data-label': 'Description' }, description),
      el('td', {}, badge(kind, inWords(outcome), sign), message !== '' && el('div', { class: 'muted' }, message)),
    );
  });
  return el(
    'table',
    { class: 'matches' },
    el('caption', { class: 'visually-hidden' }, 'Lines of the invoice and of the order'),
    el('thead', {}, el('tr', {}, ...columns.map((name) => el('th', { scope: 'col' }, name)))),
    el('tbody', {}, ...rows),
  );
}

export function decisionPanel(decision: ReviewOutcome['review'], review: ReviewView): HTMLElement {
  const { comment, decidedAt, approvals, changes = [] } = decision;
  const good = decision.decision === 'approve' || decision.decision === 'edit';
  const answer = good ? questionOf(review)?.answer : undefined;
  return panel(
    good ? 'good' : 'bad',
    decisionInWords(decision, review.type),
    good ? '✓' : '✕',
    el('p', {}, timeElement(decidedAt)),
    // Whole, as the agent was told, and so without what changed in it.
    ...(answer === undefined ? [] : [quote('Answer', answer)]),
    ...(comment === '' ? [] : [answer === undefined ? el('blockquote', {}, comment) : quote('Comment', comment)]),
    ...(approvals.length > 1 ? [approvalList(approvals)] : []),
    ...(changes.length === 0 || answer !== undefined ? [] : [diffView(changes)]),
  );
}

function quote(title: string, text: string): HTMLElement {
  return el('div', {}, el('h4', {}, title), el('blockquote', {}, text));
}

export function approvalList(approvals: ReviewOutcome['review']['approvals']): HTMLElement {
  return el(
    'ul',
    { class: 'approvals' },
    ...approvals.map(({ reviewer, at }) => el('li', {}, icon('✓'), `Approved by ${reviewer}, `, timeElement(at))),
  );
}

export function auditTrail(audit: ReviewView['audit']): HTMLElement {
  const entries = audit.map(({ at, who, what }) =>
    el('li', {}, el('span', { class: 'who' }, who), ' ', what, ' ', timeElement(at)),
  );
  return el(
    'section',
    { class: 'audit', 'aria-label': 'Audit trail' },
    el('h3', {}, 'Audit trail'),
    el('ol', {}, ...entries),
  );
}
