import { LONGEST_ANSWER } from '../../schemas/review-api.ts';
import type { ReviewView } from '../../schemas/review-api.ts';
import type { Question } from '../../schemas/review.ts';
import type { Control } from './controls.ts';
import { el } from './dom.ts';
import type { EditForm } from './edit-form.ts';
import { FieldRegister } from './field-register.ts';
import type { WorkingCopy } from './working-copy.ts';

const ANSWER = 'answer';

/** The question of a review that has one. */
export function questionOf({ result }: ReviewView): Question | undefined {
  return result !== undefined && 'question' in result ? result : undefined;
}

/** What an agent asks. A model wrote it, perhaps after reading what strangers wrote, and whoever answers should know. */
export function questionPanel({ question, context }: Question, isOpen: boolean): HTMLElement {
  return el(
    'section',
    { class: 'panel question', 'aria-labelledby': 'question-title' },
    el('h3', { id: 'question-title' }, 'An agent asks'),
    el('p', { class: 'question-text' }, question),
    ...(context === '' ? [] : [el('h4', {}, 'What it says about it'), el('blockquote', {}, context)]),
    el(
      'p',
      { class: 'muted' },
      'A language model wrote this and may be mistaken.',
      isOpen && ' Your answer goes back to it, so put no passwords or other secrets into it.',
    ),
  );
}

/** The one field that a question has. */
export function answerForm(copy: WorkingCopy, readOnly: boolean): EditForm {
  const fields = new FieldRegister();
  const text = el('textarea', { id: ANSWER, rows: '6', maxlength: LONGEST_ANSWER, readonly: readOnly });
  text.value = String(copy.at([ANSWER]) ?? '');
  const control: Control = {
    element: text,
    read: () => text.value.trim(),
    fault: () => (text.value.trim() === '' ? 'must not be empty' : undefined),
  };
  const element = el('div', { class: 'field answer' }, el('label', { for: ANSWER }, 'Answer'), text);
  element.append(fields.add(ANSWER, element, control));
  text.addEventListener('input', () => {
    copy.set([ANSWER], control.read());
    fields.check(ANSWER);
  });
  return {
    element,
    // All of it is the reviewer's, so there is nothing to tell apart.
    markChanged: () => {},
    show: (problems) => fields.show(problems),
    faults: () => fields.faults(),
    focus: (path) => fields.focus(path),
  };
}
