import type { AgentLimits, Plan, PlanStep } from '../schemas/agent.ts';
import { fewSentences, grouped, quoted } from '../schemas/few-sentences.ts';
import { inForm, PLAN_BOUNDS, STEP_ID, toolsInForm } from '../schemas/plan-schema.ts';
import { sizeProblems, toolProblems } from '../schemas/plan-problems.ts';
import { circlesIn } from './find-circles.ts';

export interface CheckPlanRequest {
  readonly plan: Plan;
  /** Names of those that steps may use. */
  readonly tools: readonly string[];
}

export interface CheckedPlan {
  /** With ids and names in their form. */
  readonly plan: Plan;
  /** Why it cannot be run, in sentences that a model can mend it by; empty when it can. */
  readonly problems: readonly string[];
}

/** Whether a plan can be run. What is merely written in another form is put right without a word. */
export function checkPlan({ plan, tools }: CheckPlanRequest, limits: Pick<AgentLimits, 'steps'>): CheckedPlan {
  const steps = plan.steps.map((step) => ({
    ...step,
    id: inForm(step.id),
    dependsOn: [...new Set(step.dependsOn.map(inForm))],
    tools: toolsInForm(step.tools, tools),
  }));
  const problems = [
    ...countProblems(steps, limits.steps),
    ...sizeProblems({ steps }),
    ...steps.flatMap(idProblems),
    ...sharedIds(steps),
    ...steps.flatMap((step) => [
      ...textProblems(step),
      ...dependencyProblems(step, steps),
      ...toolProblems(step.tools, tools).map((problem) => `step ${quoted(step.id)}: ${problem}`),
    ]),
    ...circleProblems(steps),
  ];
  return { plan: { steps }, problems: fewSentences(problems) };
}

function countProblems(steps: readonly PlanStep[], most: number): readonly string[] {
  return [
    ...(steps.length === 0 ? ['the plan has no steps; it needs at least one'] : []),
    ...(steps.length > most ? [`the plan has ${steps.length} steps, and at most ${most} can be run; join some`] : []),
  ];
}

function idProblems({ id }: PlanStep, index: number): readonly string[] {
  if (STEP_ID.test(id)) return [];
  const form = 'lower-case letters, digits and dashes, with a letter first and at most 32 characters';
  return [`the id ${quoted(id)} of step ${index + 1} must be ${form}`];
}

function sharedIds(steps: readonly PlanStep[]): readonly string[] {
  return Object.entries(Object.groupBy(steps, ({ id }) => id)).flatMap(([id, sharing = []]) =>
    sharing.length === 1 ? [] : [`${sharing.length} steps have the id ${quoted(id)}; each needs an id of its own`],
  );
}

function textProblems({ id, title, instruction }: PlanStep): readonly string[] {
  return (
    [
      ['title', title, PLAN_BOUNDS.title],
      ['instruction', instruction, PLAN_BOUNDS.instruction],
    ] as const
  ).flatMap(([name, text, most]) => {
    if (text.trim() === '') return [`step ${quoted(id)}: the ${name} is empty`];
    if (text.length <= most) return [];
    return [
      `step ${quoted(id)}: the ${name} has ${grouped(text.length)} characters, at most ${grouped(most)} are possible`,
    ];
  });
}

function dependencyProblems({ id, dependsOn }: PlanStep, steps: readonly PlanStep[]): readonly string[] {
  return dependsOn.flatMap((needed) => {
    if (needed === id) return [`step ${quoted(id)} depends on itself`];
    if (steps.some((step) => step.id === needed)) return [];
    return [`step ${quoted(id)} depends on ${quoted(needed)}, which is no step of the plan`];
  });
}

function circleProblems(steps: readonly PlanStep[]): readonly string[] {
  const graph = new Map(steps.map(({ id, dependsOn }) => [id, dependsOn.filter((needed) => needed !== id)]));
  return circlesIn(graph).map((circle) => {
    // A circle through a hundred steps is shown by its beginning; whoever breaks it there has broken it.
    const shown = circle.length <= MOST_SHOWN ? circle : [...circle.slice(0, MOST_SHOWN), '…'];
    return `steps depend on each other in a circle, so that none of them could begin: ${shown.join(' → ')}`;
  });
}

const MOST_SHOWN = 21;
