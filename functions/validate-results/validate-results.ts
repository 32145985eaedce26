import type { ModelStepAnswer, ModelStepEvent, ModelStepTools } from '../model-gateway/model-step.ts';
import { promptStep } from '../model-gateway/prompt-step.ts';
import { validateResults as prompt } from '../prompts/validate-results.ts';
import type { ShownResult } from '../prompts/validate-results.ts';
import type { Plan, StepResult, Validation } from '../schemas/agent.ts';
import { withoutMiddle } from '../schemas/shortened.ts';
import { contentOf } from '../stores/carried.ts';
import type { ClaimChecks } from '../stores/claim-check.ts';
import { checkVerdict } from './check-verdict.ts';
import { fairShares } from './fair-shares.ts';

export interface ValidationRequest {
  readonly goal: string;
  readonly criteria: readonly string[];
  readonly plan: Plan;
  readonly results: readonly StepResult[];
  /** The verdict on the attempt before; null for a first one. */
  readonly before: Validation | null;
}

// Some 5,000 tokens of each output, and 50,000 of all of them: any model of the catalog reads them, beside the plan.
const EACH_CHARACTERS = 20_000;
const ALL_CHARACTERS = 200_000;
const MOST_SOURCES = 50;

/** Judges the results of a plan; the answer is a `Validation` that criticises only steps that there are. */
export function validateResults(
  event: ModelStepEvent<ValidationRequest>,
  tools: ModelStepTools,
): Promise<ModelStepAnswer> {
  const { goal, criteria, plan, results, before } = event.request;
  const input = async () => ({ goal, criteria, plan, results: await shown(plan, results, tools.store), before });
  return promptStep(event, { prompt, input, check: (value) => checkVerdict(value, plan) }, tools);
}

/** One for each step, in the order of the plan, with as much of its output as there is room for. */
async function shown(
  { steps }: Plan,
  results: readonly StepResult[],
  store: Pick<ClaimChecks, 'read'>,
): Promise<readonly ShownResult[]> {
  const byId = new Map(results.map((result) => [result.id, result]));
  const whole = await Promise.all(
    steps.map(async ({ id, title }): Promise<ShownResult> => {
      const { status = 'skipped', content, error } = byId.get(id) ?? {};
      const found = content === undefined ? {} : await contentOf(content, store);
      return { id, title, status, ...found, ...(error !== undefined && { error }) };
    }),
  );
  const lengths = whole.map(({ output = '' }) => output.length);
  const shares = fairShares(lengths, EACH_CHARACTERS, ALL_CHARACTERS);
  return whole.map(({ output, sources, error, ...result }, index) => ({
    ...result,
    ...(output !== undefined && { output: shortened(output, shares[index]!) }),
    ...(sources !== undefined && { sources: sources.slice(0, MOST_SOURCES) }),
    ...(error !== undefined && { error }),
  }));
}

/** A quarter of it is the end. */
function shortened(text: string, most: number): string {
  const tail = Math.floor(most / 4);
  return withoutMiddle(text, most - tail, tail);
}
