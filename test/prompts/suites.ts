import { citationProblems } from '../../functions/analyze-contract/check-citations.ts';
import type { Tier } from '../../functions/model-gateway/catalog.ts';
import type { Check } from '../../functions/model-gateway/structured.ts';
import { checkContract } from '../../functions/prompts/analyze-contract.ts';
import { complexityVerdict } from '../../functions/prompts/classify-complexity.ts';
import { checkClassification } from '../../functions/prompts/classify-document.ts';
import { checkInvoice } from '../../functions/prompts/extract-invoice.ts';
import { checkProposal } from '../../functions/prompts/generate-proposal.ts';
import type { PromptName } from '../../functions/prompts/index.ts';
import { checkedBy } from '../../functions/schemas/checked.ts';
import { checkPlanStructure } from '../../functions/schemas/plan-schema.ts';
import { checkValidation } from '../../functions/schemas/validation-schema.ts';

/** How the app asks with a prompt, beside its words. */
export interface Suite {
  /** That is asked first, where a case names none. */
  readonly tier: Tier;
  readonly maxTokens: number;
  /** As the step of the app that asks with the prompt; an answer that it refuses is repaired once, as there. */
  readonly check: (value: unknown, input: unknown) => ReturnType<Check<unknown>>;
}

/** Prompts with cases; those of agents that use tools take a whole run, which is not compared here. */
export const SUITES: Readonly<Partial<Record<PromptName, Suite>>> = {
  'analyze-contract': { tier: 'opus', maxTokens: 4_096, check: cited },
  'classify-complexity': { tier: 'haiku', maxTokens: 200, check: (value) => checkedBy(complexityVerdict, value) },
  'classify-document': { tier: 'haiku', maxTokens: 500, check: checkClassification },
  'extract-invoice': { tier: 'sonnet', maxTokens: 8_192, check: checkInvoice },
  'generate-proposal': { tier: 'sonnet', maxTokens: 4_096, check: checkProposal },
  'plan-steps': { tier: 'sonnet', maxTokens: 8_192, check: checkPlanStructure },
  'validate-results': { tier: 'sonnet', maxTokens: 4_096, check: checkValidation },
};

function cited(value: unknown, input: unknown): ReturnType<Check<unknown>> {
  const checked = checkContract(value);
  if ('problems' in checked) return checked;
  const problems = citationProblems(checked.value, (input as { readonly text?: string }).text);
  return problems.length === 0 ? checked : { problems };
}
