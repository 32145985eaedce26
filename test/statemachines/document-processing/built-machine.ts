import { stageNamed } from '../../../infra/stages.ts';
import { documentProcessing } from '../../../statemachines/document-processing.ts';
import type { DocumentProcessingSteps } from '../../../statemachines/document-processing.ts';
import { builtDefinition, testGuard } from '../../support/built-definition.ts';

type Choices = Partial<Pick<DocumentProcessingSteps, 'onTimeout' | 'rounds' | 'approvers'>>;

/** The machine as a deployment with other settings would have it. */
export function builtWith(choices: Choices): object {
  return builtDefinition((stack, fn) =>
    documentProcessing(stack, {
      ...stageNamed('dev').documents,
      ...testGuard(stack, fn),
      openDocument: fn('open-document'),
      classifyDocument: fn('classify-document'),
      extractInvoice: fn('extract-invoice'),
      findPurchaseOrder: fn('find-purchase-order'),
      mergeParts: fn('merge-parts'),
      validateAgainstPo: fn('validate-against-po'),
      analyzeContract: fn('analyze-contract'),
      findDeal: fn('find-deal'),
      generateProposal: fn('generate-proposal'),
      checkCompleteness: fn('check-completeness'),
      requestReview: fn('request-review'),
      remindReviewer: fn('remind-reviewer'),
      closeReview: fn('close-review'),
      confidenceGate: 0.7,
      onTimeout: 'fail',
      ...choices,
    }),
  );
}
