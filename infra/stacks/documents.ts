import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { PART_CHARACTERS } from '../../functions/environment.ts';
import { FALLBACK_CHAINS } from '../../functions/model-gateway/catalog.ts';
import type { Tier } from '../../functions/model-gateway/catalog.ts';
import type { PromptName } from '../../functions/prompts/index.ts';
import { documentProcessing } from '../../statemachines/document-processing.ts';
import { DocumentAccess } from '../constructs/document-access.ts';
import { ModelSteps } from '../constructs/model-steps.ts';
import type { ModelStepsProps } from '../constructs/model-steps.ts';
import { calledIn, NodeFunction } from '../constructs/node-function.ts';
import { Workflow } from '../constructs/workflow.ts';
import { DOCUMENT_PROCESSING } from './reviews.ts';
import type { Reviews } from './reviews.ts';
import type { Workflows } from './workflows.ts';

interface DocumentsProps extends ModelStepsProps {
  readonly workflows: Workflows;
  readonly reviews: Reviews;
}

/** Document processing: its state machine and the functions that are its steps. */
export class Documents extends Stack {
  readonly documentProcessing: IStateMachine;

  constructor(scope: Construct, id: string, props: DocumentsProps) {
    super(scope, id, { description: 'Signalbox: document processing and its steps' });
    const { stage, storage, workflows, reviews } = props;
    for (const before of [storage, workflows, reviews]) this.addStackDependency(before);
    const asking = new ModelSteps(props);
    const { claimChecks, tables, callTimeout } = asking;
    const step = (id: string, name: string, timeout: Duration = Duration.seconds(30), memory?: number) =>
      new NodeFunction(this, id, { ...props, step: name, timeout, memory });
    /**
     * A step that asks the models of a tier's chain about a document, with the prompt of its own name, and keeps an answer that
     * is too large for a state.
     */
    const asks = (id: string, name: PromptName, tier: Tier) => {
      const fn = asking.grantAsk(step(id, name, callTimeout), FALLBACK_CHAINS[tier], [name]);
      claimChecks.grantKeep(fn, 'answers');
      return fn;
    };

    // A PDF of 50 MB is several times that in memory while it is split.
    const openDocument = step('OpenDocument', 'open-document', Duration.minutes(2), 1_769);
    // Everybody else reads what it kept.
    new DocumentAccess(storage.documents).grantRead(openDocument);
    claimChecks.grantRead(openDocument);
    claimChecks.grantKeep(openDocument, 'documents');
    openDocument.addEnvironment(PART_CHARACTERS, String(stage.documents.partCharacters));
    const classifyDocument = asks('ClassifyDocument', 'classify-document', 'haiku');
    const extractInvoice = asks('ExtractInvoice', 'extract-invoice', 'sonnet');
    const analyzeContract = asks('AnalyzeContract', 'analyze-contract', 'opus');
    const generateProposal = asks('GenerateProposal', 'generate-proposal', 'sonnet');
    const findPurchaseOrder = step('FindPurchaseOrder', 'find-purchase-order');
    tables.grantPurchaseOrders(findPurchaseOrder);
    claimChecks.grantKeep(findPurchaseOrder, 'answers');
    const findDeal = step('FindDeal', 'find-deal');
    tables.grantDeals(findDeal);
    const mergeParts = step('MergeParts', 'merge-parts', Duration.minutes(1));
    claimChecks.grantRead(mergeParts);
    claimChecks.grantKeep(mergeParts, 'answers');
    const validateAgainstPo = step('ValidateAgainstPo', 'validate-against-po');
    claimChecks.grantRead(validateAgainstPo);
    const checkCompleteness = step('CheckCompleteness', 'check-completeness');
    claimChecks.grantRead(checkCompleteness);

    const { recordLostAttempt } = workflows;
    const { requestReview, remindReviewer, closeReview } = reviews;
    const steps = {
      openDocument,
      classifyDocument,
      extractInvoice,
      findPurchaseOrder,
      mergeParts,
      validateAgainstPo,
      analyzeContract,
      findDeal,
      generateProposal,
      checkCompleteness,
      requestReview,
      remindReviewer,
      closeReview,
      recordLostAttempt,
    };
    const workflow = new Workflow(this, 'DocumentProcessing', {
      ...props,
      name: DOCUMENT_PROCESSING,
      // A review's day, and what comes before and after it; only a backstop.
      timeout: (stage.documents.rounds.at(-1)?.after ?? Duration.days(1)).plus(Duration.hours(4)),
      steps: Object.values(steps),
      definition: (within) =>
        documentProcessing(within, {
          ...calledIn(within, steps),
          ...stage.documents,
          ...asking.guard(within),
          chains: asking.models.chains(),
          confidenceGate: stage.routing.confidenceGate,
          onTimeout: props.onTimeout,
        }),
    });
    this.documentProcessing = workflow.stateMachine;
    new CfnOutput(this, 'DocumentProcessingArn', { value: this.documentProcessing.stateMachineArn });
  }
}
