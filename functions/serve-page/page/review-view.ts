import type { DecisionRequest, FieldProblem, ReviewView } from '../../schemas/review-api.ts';
import type { ReviewResult } from '../../schemas/review.ts';
import { ApiFailure } from './api.ts';
import type { ReviewsApi } from './api.ts';
import { typeInWords } from './badges.ts';
import { decisionBox } from './decision-box.ts';
import { wordsOf } from './decision-words.ts';
import { pathInWords } from './diff-view.ts';
import { documentView } from './document-view.ts';
import { el, notice } from './dom.ts';
import { draftsOf } from './drafts.ts';
import { editForm } from './edit-form.ts';
import { auditTrail, decisionPanel, findingsOf } from './panels.ts';
import { answerForm, questionOf, questionPanel } from './question-view.ts';
import { reviewHeading } from './review-heading.ts';
import { sentence, thanks, tooLate, whyLocked } from './review-words.ts';
import { Shape } from './shape.ts';
import { unsentDrafts } from './unsent-drafts.ts';
import { WorkingCopy } from './working-copy.ts';

export interface Reader {
  readonly name: string;
  readonly api: ReviewsApi;
  readonly signedOut: () => void;
}

/** One review: the document, what was found in it, and the decision about it; or a question, and its answer. */
export function reviewView(id: string, { name, api, signedOut }: Reader): HTMLElement {
  const drafts = draftsOf(id);
  const body = el('div', { class: 'review-body' }, el('p', { class: 'muted' }, 'Loading the review…'));
  void load();
  return el(
    'div',
    { class: 'review-view' },
    el('nav', { 'aria-label': 'Back' }, el('a', { class: 'back', href: './' }, '← All reviews')),
    body,
  );

  async function load(said?: HTMLElement): Promise<void> {
    try {
      const review = await api.view(id);
      body.replaceChildren(...(said === undefined ? [] : [said]), ...render(review));
      document.title = `${typeInWords(review.type)} ${review.documentId} · Signalbox reviews`;
    } catch (error) {
      const failure = failureOf(error);
      if (failure.kind === 'signed-out') return signedOut();
      const again = el('button', { type: 'button', on: { click: () => void load() } }, 'Try again');
      body.replaceChildren(...(said === undefined ? [] : [said]), notice('bad', sentence(failure.message), ' ', again));
    }
    said?.focus();
  }

  function render(review: ReviewView): readonly Node[] {
    const { version, result, status, schema, decision } = review;
    const locked = whyLocked(review, name);
    const draft = locked === undefined ? drafts.load(version) : undefined;
    const words = wordsOf(review);
    const question = questionOf(review);
    const formPlace = el('div', {});
    const box = decisionBox({
      locked,
      approvable: result !== undefined,
      words,
      form: question && formPlace,
      comment: draft?.comment ?? '',
      decide: (one) => void decide(one),
      discard,
      commented: keepDraft,
    });
    let copy = result && new WorkingCopy(result, draft?.result ?? result, changed);
    let form = newForm();
    changed();

    function newForm() {
      if (copy === undefined) return undefined;
      const readOnly = locked !== undefined;
      const made = question ? answerForm(copy, readOnly) : editForm(copy, new Shape(schema), readOnly);
      formPlace.replaceChildren(...(question ? [] : [el('h3', {}, 'What was found')]), made.element);
      return made;
    }

    function changed(): void {
      const changes = copy?.changes() ?? [];
      box.showChanges(changes);
      // The path of what was taken out is another value's now.
      form?.markChanged(changes.filter((change) => 'after' in change).map(({ path }) => path));
      keepDraft();
    }

    function keepDraft(): void {
      if (locked !== undefined) return;
      const changes = copy?.changes() ?? [];
      if (changes.length === 0 && box.comment === '') return drafts.drop(version);
      drafts.save(version, { result: copy?.current, comment: box.comment, changes });
    }

    function discard(): void {
      copy = result && new WorkingCopy(result, result, changed);
      form = newForm();
      changed();
      box.say();
      box.element.focus();
    }

    async function decide(wanted: 'approve' | 'reject'): Promise<void> {
      box.say();
      if (wanted === 'reject' && box.comment === '') return box.askForReason();
      const faults = wanted === 'approve' ? (form?.faults() ?? []) : [];
      if (faults.length > 0) return showProblems(words.faulty, faults);
      const edited = wanted === 'approve' && (copy?.changes() ?? []).length > 0;
      const request: DecisionRequest = {
        decision: edited ? 'edit' : wanted,
        version,
        ...(box.comment === '' ? {} : { comment: box.comment }),
        // The API checks it against the schema.
        ...(edited ? { result: copy?.current as ReviewResult } : {}),
      };
      box.busy(true);
      try {
        const answer = await api.decide(id, request);
        drafts.drop(version);
        await load(thanks(request, answer, review));
      } catch (error) {
        await explain(failureOf(error));
      } finally {
        box.busy(false);
      }
    }

    async function explain(failure: ApiFailure): Promise<void> {
      const { kind, message, answer } = failure;
      if (kind === 'signed-out') return signedOut();
      if (kind === 'conflict') {
        if (answer.review?.decision?.reviewer === name) drafts.drop(version);
        return load(tooLate(answer, name, review.type));
      }
      // What was written stays as a draft, and the review says why it cannot be sent.
      if (kind === 'forbidden') return load(notice('bad', sentence(message)));
      if (kind === 'invalid') return showProblems(sentence(message), answer.problems ?? []);
      const said = notice('bad', `${sentence(message)} ${words.kept}`);
      box.say(said);
      said.focus();
    }

    function showProblems(message: string, problems: readonly FieldProblem[]): void {
      form?.show(problems);
      const lines = problems.map(({ path, message: text }) =>
        el(
          'li',
          {},
          path !== '' &&
            el('button', { type: 'button', class: 'link', on: { click: () => form?.focus(path) } }, pathInWords(path)),
          `${path === '' ? '' : ' '}${text}`,
        ),
      );
      box.say(notice('bad', el('p', {}, message), lines.length > 0 && el('ul', {}, ...lines)));
      const first = problems.find(({ path }) => path !== '');
      if (first !== undefined) form?.focus(first.path);
    }

    const work = el(
      'div',
      { class: review.type === 'question' ? 'work alone' : 'work' },
      question && questionPanel(question, status === 'open'),
      ...(decision === undefined ? [] : [decisionPanel(decision, review)]),
      ...unsentDrafts(drafts, locked === undefined ? version : version + 1),
      ...findingsOf(review),
      question === undefined && formPlace,
      ...(status === 'open' ? [box.element] : []),
      auditTrail(review.audit),
    );
    return [
      reviewHeading(review, box.element),
      review.type === 'question' ? work : el('div', { class: 'columns' }, documentView(review), work),
    ];
  }
}

function failureOf(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error;
  return new ApiFailure('server', { message: error instanceof Error ? error.message : String(error) });
}
