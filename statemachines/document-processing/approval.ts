import { Choice, Condition, Pass } from 'aws-cdk-lib/aws-stepfunctions';
import type { IChainable, TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { Approver } from '../../functions/schemas/review.ts';
import { reviewRounds } from '../review-rounds.ts';
import type { AfterReview, ReviewSteps } from '../review-rounds.ts';
import { step } from '../step.ts';

/** Who approves up to which amount, in US dollars, smallest first; the last, without a bound, takes the rest. */
export type Approvers = readonly (Approver & { readonly upTo?: number })[];

export interface ApprovalProps extends ReviewSteps {
  readonly checkCompleteness: IFunction;
  readonly approvers: Approvers;
}

// Null stands for what a document does not have; the request leaves it out.
const SUBJECT = [
  '$merge([ {"documentId": $document.documentId, "type": $documentType, "document": {"source": $document.source, "format": $document.format}, "warnings": $warnings}',
  '$content = null ? {} : {"content": $content, "completeness": $completeness}',
  '$validation = null ? {} : {"validation": $validation}',
  '$problem = null ? {} : {"problem": $problem} ])',
].join(', ');

/**
 *   (start) ─▶ Check completeness ─▶ Who approves? ─▶ Open review ─▶ … ─▶ (decided, closed)
 *   (problematic) ─▶ Hand to a person ────────────────────▲
 */
export function approval(
  scope: Construct,
  steps: ApprovalProps,
  after: AfterReview,
): { readonly start: TaskStateBase; readonly problematic: IChainable; readonly whoApproves: IChainable } {
  const begin = reviewRounds(
    scope,
    { ...steps, names: { states: '', variables: '' }, subject: SUBJECT, approver: '$approver' },
    after,
  );

  const [first] = steps.approvers;
  if (first === undefined) throw new Error('document-processing needs at least one approver');
  // Nothing can be approved, so anyone may take note of it.
  const problematic = Pass.jsonata(scope, 'Hand to a person', {
    assign: { approver: { group: first.group, needed: 1 } },
  });
  problematic.next(begin);
  const check = step(scope, 'Check completeness', steps.checkCompleteness, {
    payload: completenessPayload('$content'),
    assign: { completeness: '{% $states.result.Payload %}' },
  });
  const who = whoApproves(scope, steps, begin);
  check.next(who);
  return { start: check, problematic, whoApproves: who };
}

/** What `check-completeness` reads, with this content. */
export function completenessPayload(content: string): Record<string, string> {
  return {
    type: '{% $documentType %}',
    content: `{% ${content} %}`,
    gaps: '{% $gaps %}',
    validation: '{% $validation %}',
    deal: '{% $deal %}',
    parts: '{% $document.parts %}',
  };
}

/** JSONata: whether nobody above this amount is needed. Whoever writes instructions into a document may have chosen its amount too. */
export function isSmall(upTo: number): string {
  return `($count($warnings) = 0 and $completeness.amount != null and $completeness.amount <= ${upTo})`;
}

function whoApproves(scope: Construct, { approvers }: ApprovalProps, next: IChainable): Choice {
  const last = approvers.at(-1);
  const choice = Choice.jsonata(scope, 'Who approves?', {
    assign: { approver: { group: last?.group, needed: last?.needed } },
  });
  for (const { upTo, group, needed } of approvers) {
    if (upTo === undefined) continue;
    choice.when(Condition.jsonata(`{% ${isSmall(upTo)} %}`), next, { assign: { approver: { group, needed } } });
  }
  return choice.otherwise(next);
}
