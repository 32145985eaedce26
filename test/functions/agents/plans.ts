import type { Plan, PlanStep, StepResult } from '../../../functions/schemas/agent.ts';

/** A sound step, but for what is said of it. */
export function planStep(id: string, more: Partial<PlanStep> = {}): PlanStep {
  return { id, title: `Title of ${id}`, instruction: `Do ${id}.`, dependsOn: [], tools: [], tier: 'sonnet', ...more };
}

/** A plan from `{ b: ['a'] }`: b depends on a. */
export function planOf(dependsOn: Readonly<Record<string, readonly string[]>>): Plan {
  return { steps: Object.entries(dependsOn).map(([id, needed]) => planStep(id, { dependsOn: needed })) };
}

export function done(id: string, output: string, ...sources: string[]): StepResult {
  return { id, status: 'done', content: { answer: { output, sources } } };
}

export function failed(id: string, code = 'TooManyRounds', message = 'it asked for tools too often'): StepResult {
  return { id, status: 'failed', error: { code, message } };
}
