import type { Responder } from '../../conversation.ts';
import { structured } from '../structured.ts';
import { fieldsIn, isFields, taskOf, textAt, textsIn } from '../task.ts';

// How the validator names what was missing.
const MISSING = /\babout this: (.+?)\.(?=\s|$)/g;
const READING = ['search-documents', 'fetch-document'];
const LONGEST = 3_900;

/** `refine-plan`: the criticised steps with what was missing in their instructions. */
export const refinePlan: Responder = (request) => {
  const task = taskOf(request);
  const [plan, validation] = [task.json('plan'), task.json('validation')];
  const steps = isFields(plan) ? fieldsIn(plan.steps) : [];
  const known = fieldsIn(task.json('tools')).map((tool) => textAt(tool, 'name'));
  const criticism = isFields(validation) ? fieldsIn(validation.criticism) : [];
  const revisions = criticism.flatMap((criticised) => {
    const step = steps.find(({ id }) => id === criticised.id);
    if (step === undefined) return [];
    const problem = textAt(criticised, 'problem');
    const missing = [...problem.matchAll(MISSING)].map(([, what = '']) => what);
    const tools = textsIn(step.tools).filter((name) => known.includes(name));
    return [
      {
        id: textAt(step, 'id'),
        instruction: revised(textAt(step, 'instruction'), missing, problem),
        // What could not be found needs a look at the documents, also by a step that had none.
        tools: [...new Set([...tools, ...(missing.length > 0 ? READING.filter((name) => known.includes(name)) : [])])],
        tier: step.tier === 'haiku' ? 'sonnet' : step.tier,
      },
    ];
  });
  return structured({ steps: revisions }, request);
};

function revised(instruction: string, missing: readonly string[], problem: string): string {
  const more =
    missing.length > 0
      ? `Look also for this: ${missing.join('; ')}.`
      : `Mend what was wrong with the first result: ${problem}`;
  return instruction.includes(more) ? instruction : `${instruction.slice(0, LONGEST - more.length)} ${more}`;
}
