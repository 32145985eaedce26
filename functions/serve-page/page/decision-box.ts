import type { Change } from '../../schemas/review.ts';
import type { DecisionWords } from './decision-words.ts';
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
  readonly words: DecisionWords;
  /** What is written here and nowhere else; changes of it are not listed once more. */
  readonly form: HTMLElement | undefined;
  readonly comment: string;
  readonly decide: (decision: 'approve' | 'reject') => void;
  readonly discard: () => void;
  readonly commented: () => void;
}

export function decisionBox({
  locked,
  approvable,
  words,
  form,
  comment,
  decide,
  discard,
  commented,
}: DecisionBoxOptions): DecisionBox {
  const disabled = locked !== undefined;
  const reason = locked ?? (approvable ? undefined : words.hopeless);
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
    words.approve(0),
  );
  const reject = el(
    'button',
    { type: 'button', class: 'danger', disabled, 'aria-describedby': why, on: { click: () => decide('reject') } },
    words.reject,
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
      el('h3', { id: 'decision-title' }, words.title),
      form,
      changed,
      el('label', { for: 'comment' }, 'Comment ', el('span', { class: 'muted' }, `(${words.toReject})`)),
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
      approve.textContent = words.approve(changes.length);
      if (form !== undefined) return;
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
