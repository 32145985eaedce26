import type { Change } from '../../schemas/review.ts';
import { diffView } from './diff-view.ts';
import { el } from './dom.ts';
import { counted } from './format.ts';

// The API takes no longer ones.
const COMMENT_LIMIT = 4000;

export interface DecisionBox {
  readonly element: HTMLElement;
  readonly comment: string;
  showChanges(changes: readonly Change[]): void;
  /** While a decision is under way no other can be sent. */
  busy(busy: boolean): void;
  /** Messages about the decision; without any, none. */
  say(...messages: readonly Node[]): void;
  askForReason(): void;
}

export interface DecisionBoxOptions {
  /** Why the reviewer cannot decide. */
  readonly locked: string | undefined;
  /** Whether there is a result; without one a review can only be rejected. */
  readonly approvable: boolean;
  readonly comment: string;
  readonly decide: (decision: 'approve' | 'reject') => void;
  readonly discard: () => void;
  readonly commented: () => void;
}

export function decisionBox({
  locked,
  approvable,
  comment,
  decide,
  discard,
  commented,
}: DecisionBoxOptions): DecisionBox {
  const disabled = locked !== undefined;
  const reason =
    locked ?? (approvable ? undefined : 'There is nothing to approve. Reject it, and say what has to be done.');
  const why = reason === undefined ? undefined : 'why-locked';
  const approve = el(
    'button',
    {
      type: 'button',
      class: 'primary',
      disabled: disabled || !approvable,
      'aria-describedby': why,
      on: { click: () => decide('approve') },
    },
    'Approve',
  );
  const reject = el(
    'button',
    { type: 'button', class: 'danger', disabled, 'aria-describedby': why, on: { click: () => decide('reject') } },
    'Reject',
  );
  const text = el('textarea', {
    id: 'comment',
    rows: '2',
    maxlength: COMMENT_LIMIT,
    disabled,
    'aria-describedby': 'comment-problem',
    on: {
      input: () => {
        problem.textContent = '';
        text.removeAttribute('aria-invalid');
        commented();
      },
    },
  });
  text.value = comment;
  const problem = el('p', { class: 'problem', id: 'comment-problem', role: 'alert' });
  const changed = el('div', { class: 'changes' });
  const messages = el('div', { class: 'messages' });

  return {
    element: el(
      'section',
      { class: 'decision', id: 'decision', tabindex: '-1', 'aria-labelledby': 'decision-title' },
      el('h3', { id: 'decision-title' }, 'Your decision'),
      changed,
      el('label', { for: 'comment' }, 'Comment ', el('span', { class: 'muted' }, '(needed to reject)')),
      text,
      problem,
      messages,
      el('div', { class: 'actions' }, approve, reject),
      reason !== undefined && el('p', { class: 'muted', id: 'why-locked' }, reason),
    ),
    get comment() {
      return text.value.trim();
    },
    showChanges: (changes) => {
      approve.textContent = changes.length === 0 ? 'Approve' : `Approve with ${counted(changes.length, 'change')}`;
      const title = `${counted(changes.length, 'change')} of yours, sent when you approve`;
      const undo = el('button', { type: 'button', class: 'quiet', on: { click: discard } }, 'Discard all changes');
      changed.replaceChildren(...(changes.length === 0 ? [] : [el('h4', {}, title), diffView(changes), undo]));
    },
    busy: (busy) => {
      approve.disabled = busy || disabled || !approvable;
      reject.disabled = busy || disabled;
      messages.parentElement?.toggleAttribute('aria-busy', busy);
    },
    say: (...said) => messages.replaceChildren(...said),
    askForReason: () => {
      problem.textContent = 'Say why, so that the others understand.';
      text.setAttribute('aria-invalid', 'true');
      text.focus();
    },
  };
}
