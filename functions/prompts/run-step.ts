import type { Goal, PlanStep, StepError, StepOutput, StepResult } from '../schemas/agent.ts';
import { stepOutputJsonSchema } from '../schemas/step-output-schema.ts';
import type { Prompt } from './prompt.ts';
import { section, SECTIONS_ARE_DATA } from './sections.ts';
import { TOOL_RULES } from './tool-rules.ts';

export { checkStepOutput } from '../schemas/step-output-schema.ts';

export interface StepInput extends Pick<Goal, 'goal' | 'criteria'> {
  readonly step: Pick<PlanStep, 'id' | 'title' | 'instruction'>;
  readonly results: readonly EarlierResult[];
  /** What was wrong with an earlier result; null when the step is done for the first time. */
  readonly problem: string | null;
}

/** What a step is shown of one that it depends on. */
export interface EarlierResult extends Pick<StepResult, 'id' | 'status'>, Partial<StepOutput> {
  readonly error?: StepError;
}

export const runStep: Prompt<StepInput> = {
  id: 'run-step@1',
  system: `You carry out one step of a larger plan. Others carry out the other steps; whoever reads your result builds on it, or decides by it.

${SECTIONS_ARE_DATA}

Your work:
- <goal> says what the whole plan is for, and <criteria> what its result has to meet. <step> is your part: do what its instruction says, completely, and leave other work to other steps.
- <results> holds the results of the steps that yours builds on, with their sources. Use them instead of doing their work again. One that failed or was skipped is missing: do what can be done without it, and say what that leaves open.
- <problem>, where it stands, says what was wrong with an earlier result of this step. The new result has to mend it.

${TOOL_RULES}

Persons: if you have the tool ask-person, a person answers, perhaps hours later. Ask only for what no document or table can say and the step cannot do without, such as a decision or a preference: one question, with everything that is needed to answer it.

Your answer:
- output is the result in Markdown: first what came out, then the facts behind it, figures with unit and date. It stands by itself, since nobody sees your tools' results, and it has no words about how you worked.
- sources has the ids of all documents and tables that the output rests on, also of those that came with <results>. It is empty when there are none.`,
  template: 'Do this step.\n\n{{goal}}\n\n{{criteria}}\n\n{{step}}\n\n{{results}}{{problem}}',
  variables: ({ goal, criteria, step: { id, title, instruction }, results, problem }) => ({
    goal: section('goal', goal),
    criteria: section('criteria', criteria),
    step: section('step', { id, title, instruction }),
    results: section('results', results),
    problem: problem === null ? '' : `\n\n${section('problem', problem)}`,
  }),
  schema: stepOutputJsonSchema,
};
