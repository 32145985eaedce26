import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Choice, Condition, Fail, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { INVALID_INPUT } from '../functions/model-gateway/errors.ts';
import { approval } from './document-processing/approval.ts';
import type { ApprovalProps } from './document-processing/approval.ts';
import { outcomes } from './document-processing/outcomes.ts';
import type { OnTimeout } from './document-processing/outcomes.ts';
import { problem } from './document-processing/problems.ts';
import { contractSteps, invoiceSteps, proposalSteps } from './document-processing/by-type.ts';
import type { ByTypeSteps } from './document-processing/by-type.ts';
import { DIED, step } from './step.ts';
import type { ChainLink } from './guarded-model-call.ts';
import { guardedModelCall } from './guarded-model-call.ts';
import { NOTHING_SPENT } from './guarded-model-call/expressions.ts';

export interface DocumentProcessingSteps extends ByTypeSteps, ApprovalProps {
  readonly openDocument: IFunction;
  readonly classifyDocument: IFunction;
  /** By tier: who answers, in order. */
  readonly chains: Readonly<Record<ChainLink['tier'], readonly ChainLink[]>>;
  /** From 0 to 1; a type that is less certain gets a warning for the reviewer. */
  readonly confidenceGate: number;
  /** What a review counts for that nobody decided in time. */
  readonly onTimeout: OnTimeout;
}

/** What a document of another type, or with a problem, does not have. */
const UNKNOWN = {
  documentType: 'unknown',
  problem: null,
  content: null,
  gaps: [],
  earlier: [],
  order: null,
  reference: null,
  validation: null,
  deal: null,
  completeness: null,
};

// A verdict has about 100 tokens.
const CLASSIFICATION_TOKENS = 400;

/**
 *   Open document ─▶ Readable? ─▶ Classify document (guarded) ─▶ Which type?
 *      │invalid         │no              │unavailable              ├─ invoice ──▶ Process invoice ─▶ Validate against purchase order ─┐
 *      ▼                │                │                         │               (Extract invoice (guarded) ∥ Find purchase order)  │
 *   Reject document     │                │                         ├─ contract ─▶ Analyze contract (guarded) ─────────────────────────┤
 *                       │                │                         ├─ proposal ─▶ Find deal ─▶ Generate proposal (guarded) ───────────┤
 *                       │                │                         └─ other ─┐                                                        ▼
 *                       └────────────────┴──▶ Note problem ◀─────────────────┘                                        Check completeness
 *                                                 │                                                                               │
 *                                                 └─▶ Ask for review ◀──────────────────────────────────────── Who approves? ◀────┘
 *                                                        │ ▲  └─ not yet ─▶ What is due? ─▶ Remind, Escalate, Close review
 *                                                        ▼ └──────────────────────┘                              │
 *                                                 Was it edited? ─▶ (Check edited result) ─▶ How did it end? ◀───┘ ─▶ Finish
 *
 * Whatever is wrong with a document ends before a person; only bad input fails the execution.
 */
export function documentProcessing(scope: Construct, steps: DocumentProcessingSteps): IChainable {
  const finish = outcomes(scope, steps);
  const review = approval(scope, steps, finish);
  finish.again.next(review.whoApproves);
  const note = problem(scope, review.problematic);
  // Whatever keeps failing with this document, a person reads it instead.
  const unusable = note(
    'Note that it cannot be used',
    'UnusableAnswer',
    '"What was found in the document cannot be used: " & $states.input.Error',
  );
  review.start.addCatch(unusable, { errors: ['States.ALL'] });
  const ways = { note, unusable, done: review.start };

  const rejected = Fail.jsonata(scope, 'Reject document', {
    error: INVALID_INPUT,
    cause: '{% $parse($states.input.Cause).errorMessage %}',
  });
  const open = step(scope, 'Open document', steps.openDocument, {
    payload: { input: '{% $states.input %}' },
    endures: false,
    assign: {
      ...UNKNOWN,
      document: '{% $states.result.Payload %}',
      warnings: '{% [$states.result.Payload.warnings] %}',
      chains: steps.chains,
      spent: NOTHING_SPENT,
    },
  });
  open.addCatch(rejected, { errors: [INVALID_INPUT] });
  const input = '$states.context.Execution.Input';
  open.addCatch(
    note(
      'Note that it cannot be opened',
      'UnreadableDocument',
      '"It could not be opened in the memory and time that there is."',
    ),
    {
      errors: [...DIED],
      assign: {
        ...UNKNOWN,
        document: {
          documentId: `{% $exists(${input}.documentId) ? ${input}.documentId : ${input}.key %}`,
          // Of a text in the input nothing was kept.
          source: `{% $exists(${input}.bucket) ? {"bucket": ${input}.bucket, "key": ${input}.key} : {"bucket": "", "key": ""} %}`,
          format: 'unknown',
          bytes: 0,
          parts: [],
          warnings: [],
        },
        warnings: [],
        spent: NOTHING_SPENT,
      },
    },
  );

  const classify = guardedModelCall(scope, {
    ...steps,
    callModel: steps.classifyDocument,
    chain: '$chains.haiku',
    request: '{"documentId": $document.documentId, "part": $document.parts[0]}',
    maxTokens: String(CLASSIFICATION_TOKENS),
    spent: 'spent',
    unavailable: () =>
      note('No model could classify', 'ModelUnavailable', '"No model could be reached to classify the document."'),
    names: { states: 'Classify: ', variables: 'classify', call: 'Classify document' },
  });

  const said = '$states.input.answer';
  const addresses = `${said}.addressesModel ? "The document holds instructions for whoever processes it."`;
  const unsure = `${said}.confidence < ${steps.confidenceGate} ? "Its type is uncertain: " & ${said}.reason`;
  const known = {
    documentType: `{% ${said}.type %}`,
    reference: `{% ${said}.reference %}`,
    warnings: `{% [$warnings, (${addresses}), (${unsure})] %}`,
  };
  const whichType = Choice.jsonata(scope, 'Which type?')
    .when(
      // A model that declined has said something, but no type.
      Condition.jsonata(`{% $type(${said}) != "object" %}`),
      note('Classifying declined', 'UnusableAnswer', '"The model declined to read the document."'),
    )
    .when(Condition.jsonata(`{% ${said}.type = "invoice" %}`), invoiceSteps(scope, steps, ways), { assign: known })
    .when(Condition.jsonata(`{% ${said}.type = "contract" %}`), contractSteps(scope, steps, ways), { assign: known })
    .when(Condition.jsonata(`{% ${said}.type = "proposal_request" %}`), proposalSteps(scope, steps, ways), {
      assign: known,
    })
    .otherwise(
      note(
        'Type is none of ours',
        'UnknownDocumentType',
        `"It is neither an invoice, a contract nor a proposal request: " & ${said}.reason`,
      ),
    );

  const noteWhatIsWrong = Pass.jsonata(scope, 'Note what is wrong', { assign: { problem: '{% $document.problem %}' } });
  noteWhatIsWrong.next(review.problematic);
  open.next(
    Choice.jsonata(scope, 'Readable?')
      .when(Condition.jsonata('{% $exists($document.problem) %}'), noteWhatIsWrong)
      .otherwise(classify.next(whichType)),
  );
  return open;
}
