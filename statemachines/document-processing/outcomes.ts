import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Choice, Condition, Pass, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { AfterReview } from '../review-rounds.ts';
import { step } from '../step.ts';
import { completenessPayload, isSmall } from './approval.ts';
import type { Approvers } from './approval.ts';

/** `approve` holds only for a result that is complete, without findings and warnings, and that nobody corrected. */
export type OnTimeout = 'fail' | 'approve' | 'reject';

export interface OutcomesProps {
  readonly validateAgainstPo: IFunction;
  readonly checkCompleteness: IFunction;
  readonly onTimeout: OnTimeout;
  /** Who approves up to which amount, smallest first. */
  readonly approvers: Approvers;
}

/**
 *   (decided) ─▶ Was it edited? ─┬─ an invoice ─▶ Validate edited invoice ─┬▶ Check edited result ─┐
 *                                ├─ another ───────────────────────────────┘                       ▼
 *                                │                                            Is it the approver's to decide?
 *                                │                        (again) ◀─ Ask for more ◀─ no ┘          │yes
 *   (closed) ────────────────────┴─ no ──────────────────────────────────────────▶ How did it end? ◀┘ ─▶ Finish
 *
 * Whoever edits an amount beyond what he may approve has proposed it, and no more: it goes to those who may.
 */
export function outcomes(scope: Construct, steps: OutcomesProps): AfterReview & { readonly again: Pass } {
  const finish = Succeed.jsonata(scope, 'Finish', { outputs: `{% ${OUTPUT} %}` });
  // Approved, but not all that the document says: a status of its own, so that nobody takes it for the whole.
  const ended = Choice.jsonata(scope, 'How did it end?', { assign: { status: 'partial' } }).otherwise(finish);
  const rule = (condition: string, status: string) =>
    ended.when(Condition.jsonata(`{% ${condition} %}`), finish, { assign: { status } });
  const decision = '$outcome.review.decision';
  const timedOut = `${decision} = "timeout"`;
  rule('$problem != null', 'failed');
  if (steps.onTimeout === 'reject') rule(timedOut, 'rejected');
  if (steps.onTimeout === 'approve') {
    // A risk that was found, or a correction that nobody confirmed, is a reason to look.
    const clean = [
      '$completeness.complete',
      '$count($warnings) = 0',
      '($validation = null or $validation.matches)',
      '($documentType != "contract" or ($exists($content.answer) and $count($content.answer.findings) = 0))',
      '$not($outcome.review.unconfirmedEdit = true)',
    ].join(' and ');
    rule(`${timedOut} and ${clean}`, 'complete');
  }
  rule(timedOut, 'timed-out');
  rule(`${decision} = "reject"`, 'rejected');
  rule('$completeness.complete', 'complete');

  const check = step(scope, 'Check edited result', steps.checkCompleteness, {
    payload: completenessPayload('$outcome.content'),
    assign: { completeness: '{% $states.result.Payload %}', content: '{% $outcome.content %}' },
  });
  const again = Pass.jsonata(scope, 'Ask for more', {
    assign: { earlier: '{% $append($earlier, [$outcome.review]) %}' },
  });
  const limits = Choice.jsonata(scope, "Is it the approver's to decide?").otherwise(ended);
  for (const { group, upTo } of steps.approvers) {
    if (upTo === undefined) continue;
    limits.when(Condition.jsonata(`{% $approver.group = "${group}" and $not(${isSmall(upTo)}) %}`), again);
  }
  check.next(limits);
  const validate = step(scope, 'Validate edited invoice', steps.validateAgainstPo, {
    payload: { content: '{% $outcome.content %}', order: '{% $order %}', reference: '{% $reference %}' },
    assign: { validation: '{% $states.result.Payload %}' },
  });
  validate.next(check);
  const edited = '$exists($outcome.content)';
  const decided = Choice.jsonata(scope, 'Was it edited?')
    .when(Condition.jsonata(`{% ${edited} and $documentType = "invoice" %}`), validate)
    .when(Condition.jsonata(`{% ${edited} %}`), check)
    .otherwise(ended);
  return { decided, closed: decided, again };
}

const OUTPUT = [
  '$merge([{"documentId": $document.documentId, "type": $documentType, "status": $status, "review": $outcome.review}',
  '$exists($content.answer) ? {"result": $content.answer} : $exists($content.answerRef) ? {"resultRef": $content.answerRef} : {"result": null}',
  '$completeness = null ? {} : {"completeness": $completeness}',
  '$validation = null ? {} : {"validation": $validation}',
  '$problem = null ? {} : {"problem": $problem}',
  '$count($earlier) = 0 ? {} : {"earlierReviews": $earlier}',
  '{"warnings": $warnings, "usage": {"inputTokens": $spent.inputTokens, "outputTokens": $spent.outputTokens}, "costUsd": $spent.costUsd}])',
].join(', ');
