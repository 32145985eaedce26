import { analyzeContract } from './analyze-contract.ts';
import { analyzeQuestion } from './analyze-question.ts';
import { classifyComplexity } from './classify-complexity.ts';
import { classifyDocument } from './classify-document.ts';
import { extractInvoice } from './extract-invoice.ts';
import { gatherSources } from './gather-sources.ts';
import { generateProposal } from './generate-proposal.ts';
import { planSteps } from './plan-steps.ts';
import type { Prompt } from './prompt.ts';
import { refinePlan } from './refine-plan.ts';
import { reviewReport } from './review-report.ts';
import { runStep } from './run-step.ts';
import { validateResults } from './validate-results.ts';
import { writeReport } from './write-report.ts';

/** A prompt's words, without what goes into it. */
export type PromptText = Pick<Prompt<never>, 'id' | 'system' | 'template'>;

/** Every prompt that has words of ours, as it is used now. `answer` has none: what it says is its caller's. */
export const PROMPTS = {
  'analyze-contract': analyzeContract,
  'analyze-question': analyzeQuestion,
  'classify-complexity': classifyComplexity,
  'classify-document': classifyDocument,
  'extract-invoice': extractInvoice,
  'gather-sources': gatherSources,
  'generate-proposal': generateProposal,
  'plan-steps': planSteps,
  'refine-plan': refinePlan,
  'review-report': reviewReport,
  'run-step': runStep,
  'validate-results': validateResults,
  'write-report': writeReport,
} as const satisfies Readonly<Record<string, PromptText>>;

export type PromptName = keyof typeof PROMPTS;
