import type { ModelStepAnswer, ModelStepEvent, ModelStepTools } from '../model-gateway/model-step.ts';
import { promptStep } from '../model-gateway/prompt-step.ts';
import type { NamedTool } from '../prompts/named-tools.ts';
import { refinePlan as prompt } from '../prompts/refine-plan.ts';
import type { Plan, Validation } from '../schemas/agent.ts';
import { checkRevisions } from './check-revisions.ts';

export interface RefineRequest {
  readonly goal: string;
  readonly criteria: readonly string[];
  readonly plan: Plan;
  readonly validation: Validation;
  /** Names of those that steps may use. */
  readonly tools: readonly string[];
}

export interface RefineTools extends ModelStepTools {
  readonly toolDescriptions: (names: readonly string[]) => Promise<readonly NamedTool[]>;
}

/** Revises what was criticised; the answer is a `Refinement` of criticised steps, with tools that there are. */
export function refinePlan(event: ModelStepEvent<RefineRequest>, tools: RefineTools): Promise<ModelStepAnswer> {
  const { request } = event;
  const input = async () => ({ ...request, tools: await tools.toolDescriptions(request.tools) });
  return promptStep(event, { prompt, input, check: (value) => checkRevisions(value, request) }, tools);
}
