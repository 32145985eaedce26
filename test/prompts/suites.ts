import { citationProblems } from '../../functions/analyze-contract/check-citations.ts';
import type { Tier } from '../../functions/model-gateway/catalog.ts';
import type { Check } from '../../functions/model-gateway/structured.ts';
import { checkContract } from '../../functions/prompts/analyze-contract.ts';
import { complexityVerdict } from '../../functions/prompts/classify-complexity.ts';
import { checkClassification } from '../../functions/prompts/classify-document.ts';
import { checkInvoice } from '../../functions/prompts/extract-invoice.ts';
import { checkProposal } from '../../functions/prompts/generate-proposal.ts';
import type { PromptName } from '../../functions/prompts/index.ts';
import { checkRevisions } from '../../functions/refine-plan/check-revisions.ts';
import type { RefineRequest } from '../../functions/refine-plan/refine-plan.ts';
import { checkedBy } from '../../functions/schemas/checked.ts';
import { checkPlanStructure } from '../../functions/schemas/plan-schema.ts';
import type { AgentRole, AgentTask } from '../../functions/schemas/turn.ts';
import { checkValidation } from '../../functions/schemas/validation-schema.ts';
import { knownSources } from '../../functions/take-turn/citations.ts';
import { roleOf } from '../../functions/take-turn/roles.ts';
import { toolDescriptions } from '../../functions/tools/registry.ts';
import type { Case } from './cases.ts';

/** How the app asks with a prompt, beside its words. */
export interface Suite {
  /** That is asked first, where a case names none. */
  readonly tier: Tier;
  readonly maxTokens: number;
  readonly ask: (one: Case) => Promise<Asked>;
}

interface Asked {
  /** What the prompt makes its variables of. */
  readonly input: unknown;
  /** As the step of the app that asks with the prompt; an answer that it refuses is repaired once, as there. */
  readonly check: Check<unknown>;
}

/** The agents that take turns, by their prompt. The input of their cases is an `AgentTask` without its role. */
export const AGENTS = {
  'analyze-question': 'analyst',
  'gather-sources': 'gatherer',
  'review-report': 'reviewer',
  'run-step': 'step',
  'write-report': 'writer',
} as const satisfies Partial<Record<PromptName, AgentRole>>;

/** The input of a case is that of the prompt, but with agents, and `refine-plan`, which is asked with a `RefineRequest`. */
export const SUITES: Readonly<Record<PromptName, Suite>> = {
  'analyze-contract': { tier: 'opus', maxTokens: 4_096, ask: checkedWith(cited) },
  'analyze-question': { tier: 'sonnet', maxTokens: 4_096, ask: turnOf(AGENTS['analyze-question']) },
  'classify-complexity': {
    tier: 'haiku',
    maxTokens: 200,
    ask: checkedWith((value) => checkedBy(complexityVerdict, value)),
  },
  'classify-document': { tier: 'haiku', maxTokens: 500, ask: checkedWith(checkClassification) },
  'extract-invoice': { tier: 'sonnet', maxTokens: 8_192, ask: checkedWith(checkInvoice) },
  'gather-sources': { tier: 'haiku', maxTokens: 4_096, ask: turnOf(AGENTS['gather-sources']) },
  'generate-proposal': { tier: 'sonnet', maxTokens: 4_096, ask: checkedWith(checkProposal) },
  'plan-steps': { tier: 'sonnet', maxTokens: 6_000, ask: checkedWith(checkPlanStructure) },
  'refine-plan': { tier: 'sonnet', maxTokens: 6_000, ask: revisions },
  'review-report': { tier: 'opus', maxTokens: 4_096, ask: turnOf(AGENTS['review-report']) },
  'run-step': { tier: 'sonnet', maxTokens: 4_096, ask: turnOf(AGENTS['run-step']) },
  'validate-results': { tier: 'sonnet', maxTokens: 2_048, ask: checkedWith(checkValidation) },
  'write-report': { tier: 'sonnet', maxTokens: 8_192, ask: turnOf(AGENTS['write-report']) },
};

/** The input goes into the prompt as it is. */
export function checkedWith(check: (value: unknown, input: unknown) => ReturnType<Check<unknown>>): Suite['ask'] {
  return ({ input }) => Promise.resolve({ input, check: (value) => check(value, input) });
}

/** As `take-turn` asks, and judges by the documents that the agent has seen. */
function turnOf(role: AgentRole): Suite['ask'] {
  return async ({ input, conversation = [] }) => {
    const task = { ...(input as object), role } as AgentTask;
    const asked = await roleOf(task).ask(task, NO_STORE);
    const known = knownSources(asked.given, conversation);
    return { input: asked.input, check: (value) => asked.check(value, known) };
  };
}

const NO_STORE = { read: () => Promise.reject(new Error('a case holds everything itself, and refers to no store')) };

async function revisions({ input }: Case): Promise<Asked> {
  const request = input as RefineRequest;
  const tools = await toolDescriptions(request.tools);
  return { input: { ...request, tools }, check: (value) => checkRevisions(value, request) };
}

function cited(value: unknown, input: unknown): ReturnType<Check<unknown>> {
  const checked = checkContract(value);
  if ('problems' in checked) return checked;
  const problems = citationProblems(checked.value, (input as { readonly text?: string }).text);
  return problems.length === 0 ? checked : { problems };
}
