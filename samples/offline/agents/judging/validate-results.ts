import type { Responder } from '../../conversation.ts';
import { overlap } from '../language/quotes.ts';
import { largeFirst } from '../language/units.ts';
import { structured } from '../structured.ts';
import { fieldsIn, isFields, taskOf, textAt, textsIn } from '../task.ts';
import type { Fields, Task } from '../task.ts';
import { demandsOf } from './criteria.ts';
import type { Result } from './criteria.ts';

/** `validate-results`: which criteria the answer meets, and which steps have to be done again. */
export const validateResults: Responder = (request) => structured(verdictOf(taskOf(request)), request);

interface Unmet {
  readonly text: string;
  readonly complaint: string;
}

function verdictOf(task: Task): object {
  const plan = task.json('plan');
  const steps = isFields(plan) ? fieldsIn(plan.steps) : [];
  const results = fieldsIn(task.json('results'));
  const last = lastSteps(steps, results);
  const answer = answerOf(last.filter(({ status }) => status === 'done'));
  const demands = demandsOf(task.text('goal'), textsIn(task.json('criteria')));
  const unmet = demands.flatMap(({ text, complaint }): readonly Unmet[] => {
    const wrong = complaint(answer);
    return wrong === undefined ? [] : [{ text, complaint: wrong }];
  });
  const lost = results.filter(({ status }) => status !== 'done');
  const score = Math.round((100 * (demands.length - unmet.length)) / Math.max(1, demands.length)) / 100;
  return {
    meetsCriteria: unmet.length === 0,
    score,
    feedback: feedbackOf(demands.length, unmet, lost),
    criticism: unmet.length === 0 ? [] : criticismOf(unmet, steps, results),
  };
}

/** Those that nothing depends on: what they say is all that is read. */
function lastSteps(steps: readonly Fields[], results: readonly Fields[]): readonly Fields[] {
  const needed = new Set(steps.flatMap((step) => textsIn(step.dependsOn)));
  const last = results.filter((result) => !needed.has(textAt(result, 'id')));
  return last.length > 0 ? last : results.slice(-1);
}

function answerOf(last: readonly Fields[]): Result {
  return {
    output: last.map((result) => textAt(result, 'output')).join('\n\n'),
    sources: [...new Set(last.flatMap((result) => textsIn(result.sources)))],
  };
}

function feedbackOf(count: number, unmet: readonly Unmet[], lost: readonly Fields[]): string {
  const share = `${count - unmet.length} of ${count} ${count === 1 ? 'criterion' : 'criteria'} met.`;
  const missing = unmet.map(({ complaint }) => largeFirst(complaint));
  const steps = lost.map(
    (result) => `The step “${textAt(result, 'title') || textAt(result, 'id')}” came to no result.`,
  );
  const praise = unmet.length === 0 && count > 0 ? ['Each is borne out by what the answer says.'] : [];
  return [share, ...praise, ...missing, ...steps].join(' ').slice(0, 3900);
}

/** Each complaint goes to the step that gathers what is closest to it; the steps that build on it are done again anyway. */
function criticismOf(unmet: readonly Unmet[], steps: readonly Fields[], results: readonly Fields[]): readonly object[] {
  const ids = results.map((result) => textAt(result, 'id'));
  const gathering = steps.filter(
    (step) => textsIn(step.tools).includes('search-documents') && ids.includes(textAt(step, 'id')),
  );
  const fallback = ids.at(-1);
  const using = (name: string): string | undefined =>
    steps.map((step) => (textsIn(step.tools).includes(name) ? textAt(step, 'id') : '')).find((id) => ids.includes(id));
  const [asking, calculating] = [using('ask-person'), using('calculate')];
  const found = new Map<string, string[]>();
  for (const { text, complaint } of unmet) {
    const closest = gathering
      .map((step) => ({
        id: textAt(step, 'id'),
        near: overlap(text, `${textAt(step, 'title')} ${textAt(step, 'instruction')}`),
      }))
      .toSorted((one, other) => other.near - one.near)[0];
    // What is too long, or advises nothing, is for whoever writes.
    const asker = /^nobody answered|^no person was asked/.test(complaint) ? asking : undefined;
    const counter = /^the answer has no result of/.test(complaint) ? calculating : undefined;
    const id =
      asker ??
      counter ??
      (/words, and|bullets, and|recommends nothing/.test(complaint) ? fallback : (closest?.id ?? fallback));
    if (id !== undefined) found.set(id, [...(found.get(id) ?? []), largeFirst(complaint)]);
  }
  return [...found].map(([id, complaints]) => ({ id, problem: complaints.join(' ').slice(0, 1900) }));
}
