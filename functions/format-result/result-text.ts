import { harmlessLine } from '../markdown/harmless.ts';
import type { PlanStep, StepOutput, StepResult } from '../schemas/agent.ts';

/** A step with what it came to; its texts are harmless, and its title and error are lines. */
export interface EndedStep extends Pick<PlanStep, 'id' | 'title' | 'dependsOn'>, Pick<StepResult, 'status' | 'error'> {
  /** There when it is done. */
  readonly content: StepOutput | undefined;
}

/**
 * The result of a plan: the output of its last steps, those that no other depends on. Where one of them came to nothing, it is what
 * all steps found, and says so. Null when nothing was done.
 */
export function resultText(steps: readonly EndedStep[]): string | null {
  const needed = new Set(steps.flatMap(({ dependsOn }) => dependsOn));
  const last = steps.filter(({ id }) => !needed.has(id));
  const missing = last.filter(({ content }) => content === undefined);
  const shown = (missing.length === 0 ? last : steps).filter(isDone);
  if (shown.length === 0) return null;
  const isAlone = shown.length === 1 && missing.length === 0;
  const outputs = shown.map(({ title, content }) =>
    isAlone ? content.output : `## ${title}\n\n${content.output.trim()}`,
  );
  const sources = [...new Set(withNeeded(shown, steps).flatMap(({ content }) => content.sources))];
  // Without sources, the only output is the result as it is.
  if (isAlone && sources.length === 0) return outputs[0]!;
  return [
    ...(missing.length === 0 ? [] : [partialBecause(missing)]),
    ...outputs.map((output) => output.trimEnd()),
    ...(sources.length === 0 ? [] : [`## Sources\n\n${sources.map((id) => `- ${harmlessLine(id)}`).join('\n')}`]),
  ].join('\n\n');
}

type DoneStep = EndedStep & { readonly content: StepOutput };

function isDone(step: EndedStep): step is DoneStep {
  return step.content !== undefined;
}

/** Steps, and after them those done steps that they build on, directly or not. */
function withNeeded(shown: readonly DoneStep[], steps: readonly EndedStep[]): readonly DoneStep[] {
  const reached = new Set(shown.map(({ id }) => id));
  const byId = new Map(steps.map((step) => [step.id, step]));
  // A set goes on to what is added to it meanwhile.
  for (const id of reached) for (const needed of byId.get(id)?.dependsOn ?? []) reached.add(needed);
  const isShown = new Set(shown);
  return [...shown, ...steps.filter(isDone).filter((step) => reached.has(step.id) && !isShown.has(step))];
}

function partialBecause(missing: readonly EndedStep[]): string {
  const reasons = missing.map(({ title, status, error }) => {
    const why = error === undefined ? '' : ` (${error.code}: ${error.message})`;
    return `“${title}” ${status === 'failed' ? 'failed' : 'was not done'}${why}`;
  });
  return `This result is partial, since ${reasons.join(', and ')}. What the other steps found:`;
}
