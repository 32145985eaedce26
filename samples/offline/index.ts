import { runStep } from './agents/step/run-step.ts';
import { planSteps } from './agents/planning/plan-steps.ts';
import { refinePlan } from './agents/planning/refine-plan.ts';
import { validateResults } from './agents/judging/validate-results.ts';
import { analyzeQuestion } from './agents/report/analyze-question.ts';
import { gatherSources } from './agents/report/gather-sources.ts';
import { reviewReport } from './agents/report/review-report.ts';
import { writeReport } from './agents/report/write-report.ts';
import { answer } from './answer.ts';
import { classifyComplexity } from './classify-complexity.ts';
import type { Responder } from './conversation.ts';
import { analyzeContract } from './documents/contract/analyze-contract.ts';
import { extractInvoice } from './documents/invoice/extract-invoice.ts';
import { classifyDocument } from './documents/kind/classify-document.ts';
import { generateProposal } from './documents/proposal/generate-proposal.ts';
import { unknownPrompt } from './unknown-prompt.ts';

/** Prompt id without its version → who answers it. */
const RESPONDERS: Readonly<Record<string, Responder>> = {
  'classify-complexity': classifyComplexity,
  answer,
  'classify-document': classifyDocument,
  'extract-invoice': extractInvoice,
  'analyze-contract': analyzeContract,
  'generate-proposal': generateProposal,
  'plan-steps': planSteps,
  'run-step': runStep,
  'validate-results': validateResults,
  'refine-plan': refinePlan,
  'gather-sources': gatherSources,
  'analyze-question': analyzeQuestion,
  'write-report': writeReport,
  'review-report': reviewReport,
};

/** The responder of a prompt id such as `answer@1`; every version of a prompt has the same one. */
export function responderOf(promptId: string | undefined): Responder {
  const name = promptId?.replace(/@.*$/, '') ?? '';
  return Object.hasOwn(RESPONDERS, name) ? (RESPONDERS[name] as Responder) : unknownPrompt(promptId);
}
