import type { ModelStepAnswer, ModelStepEvent, ModelStepTools } from '../model-gateway/model-step.ts';
import { promptStep } from '../model-gateway/prompt-step.ts';
import type { NamedTool } from '../prompts/named-tools.ts';
import { planSteps as prompt } from '../prompts/plan-steps.ts';
import type { Plan } from '../schemas/agent.ts';
import { checkPlanStructure } from '../schemas/plan-schema.ts';

export interface PlanRequest {
  readonly goal: string;
  readonly criteria: readonly string[];
  /** Names of those that steps may use. */
  readonly tools: readonly string[];
  /** One that cannot be run, and why; null for a first one. */
  readonly plan: Plan | null;
  readonly problems: readonly string[];
}

export interface PlanTools extends ModelStepTools {
  readonly toolDescriptions: (names: readonly string[]) => Promise<readonly NamedTool[]>;
}

/** Plans how to reach a goal; the answer is a `Plan` by its form, which `check-plan` looks at more closely. */
export function planSteps(event: ModelStepEvent<PlanRequest>, tools: PlanTools): Promise<ModelStepAnswer> {
  const input = async () => ({ ...event.request, tools: await tools.toolDescriptions(event.request.tools) });
  return promptStep(event, { prompt, input, check: checkPlanStructure }, tools);
}
